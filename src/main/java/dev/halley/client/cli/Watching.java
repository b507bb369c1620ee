package dev.halley.client.cli;

import dev.halley.client.PresenceListener;
import dev.halley.client.PresenceMember;
import dev.halley.client.PresenceSnapshot;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Prints who is on a channel, and who comes and goes, as a line of JSON for each change.
 *
 * <p>Thread-safety: thread-safe; guarded by itself.
 */
final class Watching implements Command, PresenceListener {

    private final Options options;
    private final Terminal terminal;
    private final List<RawJson> changes = new ArrayList<>();
    private final CompletableFuture<Void> enough = new CompletableFuture<>();
    private int most;
    private int printed;
    private boolean listed;

    Watching(Options options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Exit run() throws NoConnectionException, UsageException, InterruptedException {
        most = options.number(Options.Count.COUNT);
        String channel = options.arguments().get(0);
        try (Link link = Link.open(options, terminal)) {
            return link.untilStopped(() -> {
                try {
                    link.await(link.client().presence(channel, this));
                } catch (IllegalArgumentException wrong) {
                    throw new UsageException(Link.describe(wrong));
                }
                terminal.note("watching " + channel);
                return link.waitFor(enough);
            });
        }
    }

    @Override
    public void joined(PresenceMember member) {
        add("join", member);
    }

    @Override
    public void left(PresenceMember member) {
        add("leave", member);
    }

    @Override
    public void updated(PresenceMember member, PresenceMember former) {
        add("update", member);
    }

    private synchronized void add(String what, PresenceMember member) {
        changes.add(JsonObjects.of(Map.of(what, json(member))));
    }

    @Override
    public synchronized void changed(PresenceSnapshot now) {
        if (now.counted()) {
            print(JsonObjects.of(Map.of("count", RawJson.from(now.count()))));
        } else if (!listed) {
            List<RawJson> members =
                    now.members().values().stream().map(Watching::json).toList();
            print(JsonObjects.of(Map.of("members", RawJson.from(members))));
        } else {
            changes.forEach(this::print);
        }
        listed = !now.counted();
        changes.clear();
    }

    private void print(RawJson line) {
        if (enough.isDone()) {
            return;
        }
        boolean read = terminal.printLine(line.text());
        if (!read || ++printed == most) {
            enough.complete(null);
        }
    }

    private static RawJson json(PresenceMember member) {
        Map<String, RawJson> fields = new LinkedHashMap<>();
        fields.put("id", RawJson.from(member.id()));
        fields.put("sessions", RawJson.from(member.sessions()));
        if (member.info() != null) {
            fields.put("info", member.info());
        }
        return JsonObjects.of(fields);
    }
}
