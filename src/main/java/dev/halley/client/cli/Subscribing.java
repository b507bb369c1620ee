package dev.halley.client.cli;

import dev.halley.client.HistoryOptions;
import dev.halley.client.Message;
import dev.halley.client.Position;
import dev.halley.client.Recovery;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints what comes on channels, until so many have come, the program is stopped, or nobody reads it any more.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Subscribing implements Command {

    private final Options options;
    private final Terminal terminal;
    private final AtomicLong printed = new AtomicLong();
    private final CompletableFuture<Void> enough = new CompletableFuture<>();

    Subscribing(Options options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Exit run() throws NoConnectionException, UsageException, InterruptedException {
        int count = options.number(Options.Count.COUNT);
        try (Link link = Link.open(options, terminal)) {
            return link.untilStopped(() -> {
                for (String channel : options.arguments()) {
                    subscribe(link, channel, count);
                    terminal.note("subscribed to " + channel);
                }
                try (Progress progress = Progress.of(terminal, () -> printed + " messages")) {
                    progress.show();
                    return link.waitFor(enough);
                }
            });
        }
    }

    private void subscribe(Link link, String channel, int count)
            throws NoConnectionException, UsageException, InterruptedException {
        try {
            HistoryOptions history = options.history().onRecovered(this::tell).onLost(this::tell);
            link.await(link.client().subscribe(channel, history, message -> print(message, count)));
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(Link.describe(wrong));
        }
    }

    /** Called by several threads when there are several channels. */
    private synchronized void print(Message message, int count) {
        if (enough.isDone()) {
            return;
        }
        boolean read = terminal.printLine(line(message));
        if (!read || printed.incrementAndGet() == count) {
            enough.complete(null);
        }
    }

    private String line(Message message) {
        RawJson data = message.data().orElse(RawJson.NULL);
        if (!options.positions()) {
            return options.dataOnly() ? data.text() : message.toJson();
        }
        Map<String, RawJson> members = new LinkedHashMap<>();
        message.position().ifPresent(position -> members.put("position", RawJson.from(position.toString())));
        if (!options.dataOnly()) {
            members.putAll(message.fields());
        }
        members.put("data", data);
        return JsonObjects.of(members).text();
    }

    /** What was recovered or lost is a line where positions are wanted; a loss is told a person in any case. */
    private synchronized void tell(Recovery recovery) {
        if (options.positions() && !enough.isDone()) {
            Map<String, RawJson> members = new LinkedHashMap<>();
            members.put("channel", RawJson.from(recovery.channel()));
            members.put(recovery.isLost() ? "lost" : "recovered", RawJson.from(true));
            Position position = recovery.position();
            if (position != null) {
                members.put("position", RawJson.from(position.toString()));
            }
            members.put("count", RawJson.from(recovery.count()));
            if (recovery.reason() != null) {
                members.put("reason", RawJson.from(recovery.reason()));
            }
            terminal.printLine(JsonObjects.of(members).text());
        } else if (recovery.isLost()) {
            terminal.complain("messages may be missing on " + recovery.channel() + ": " + recovery.reason());
        }
    }
}
