package dev.halley.operation;

import dev.halley.api.BayeuxServer;
import dev.halley.api.OverflowPolicy;
import dev.halley.api.PositionForm;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.History;
import dev.halley.spi.Inspection;
import dev.halley.spi.StuckCall;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server as text, for people: its channels as a tree, with what listens to them, and its sessions with what waits for
 * them. Says nothing of payloads, and of sessions' ids only the beginnings.
 *
 * <p>Thread-safety: stateless; what it shows changes while it looks.
 */
public final class Dump {

    /** How many channels, and how many sessions, are shown; of more only the number. */
    public static final int MOST = 1_000;

    private static final String INDENT = "  ";

    private final BayeuxServer server;
    private final Inspection inspection;
    private final CountingEvents counts;
    private final Supplier<String> more;

    /**
     * @param counts must be the server's observer, or one of them
     * @param more gives lines that come before the channels, each with a line feed at its end
     */
    public Dump(BayeuxServer server, Inspection inspection, CountingEvents counts, Supplier<String> more) {
        this.more = more;
        this.server = server;
        this.inspection = inspection;
        this.counts = counts;
    }

    /** @return lines, each with a line feed at its end */
    public String text() {
        List<ServerChannel> channels = List.copyOf(server.channels());
        List<ServerSession> sessions = List.copyOf(server.sessions());
        StringBuilder text = new StringBuilder();
        text.append("Transports: ")
                .append(String.join(", ", server.transports()))
                .append('\n');
        text.append("Connections: ").append(inspection.connections()).append('\n');
        text.append("Sender threads: ").append(inspection.senderThreads());
        text.append(", blocked sends: ").append(inspection.blockedSends()).append('\n');
        text.append("Pending publishes: ").append(inspection.pendingPublishes()).append('\n');
        writePresence(text, inspection.presence());
        long paced = counts.value(Counter.HANDSHAKES_PACED);
        if (paced > 0) {
            text.append("Paced handshakes: ").append(paced).append('\n');
        }
        writeHistory(text, inspection.history());
        writeStorage(text, inspection.historyStorage());
        writeDrain(text, inspection.drainState());
        text.append(more.get());
        text.append("Channels: ").append(channels.size()).append('\n');
        Node root = new Node();
        channels.stream()
                .sorted(Comparator.comparing(ServerChannel::name))
                .limit(MOST)
                .forEach(channel -> root.at(channel.id()).channel = channel);
        root.write(text, "", INDENT);
        more(text, channels.size());
        text.append("Sessions: ").append(sessions.size()).append('\n');
        sessions.stream()
                .sorted(Comparator.comparing(ServerSession::id))
                .limit(MOST)
                .forEach(session -> write(text, session));
        more(text, sessions.size());
        writeStuck(text, inspection.stuckCalls());
        return text.toString();
    }

    private static void writeDrain(StringBuilder text, Inspection.Drain drain) {
        if (drain.state() != Inspection.DrainState.NONE) {
            text.append("Drain: ").append(drain.state());
            text.append(", ").append(drain.left()).append(" sessions left, ");
            text.append(drain.ended()).append(" were ended\n");
        }
    }

    private static void writePresence(StringBuilder text, Inspection.PresenceSizes presence) {
        if (presence.members() + presence.watchers() > 0) {
            text.append("Members: ").append(presence.members());
            text.append(" in ").append(presence.channels()).append(" channels, watched by ");
            text.append(presence.watchers()).append(" subscriptions");
            if (presence.awaited() > 0) {
                text.append("; ").append(presence.awaited()).append(" awaited from nodes that are lost or leave");
            }
            text.append('\n');
        }
    }

    private static void writeHistory(StringBuilder text, History.Size history) {
        if (history.channels() > 0) {
            text.append("History: ").append(history.channels()).append(" channels, ");
            text.append(history.messages()).append(" messages, ");
            text.append(history.bytes()).append(" bytes\n");
        }
    }

    private static void writeStorage(StringBuilder text, History.Storage storage) {
        if (storage.directory().isEmpty()) {
            return;
        }
        text.append("History's files: ").append(storage.directory()).append(", ");
        text.append(storage.appends()).append(" messages written, ");
        text.append(storage.bytes()).append(" bytes, ");
        text.append(storage.forces()).append(" times forced, ");
        text.append(storage.waiting()).append(" messages wait\n");
        storage.lost()
                .forEach(what ->
                        text.append("  lost at the start: ").append(what).append('\n'));
        if (!storage.failure().isEmpty()) {
            text.append("  failed: ").append(storage.failure()).append('\n');
        }
    }

    private static void writeStuck(StringBuilder text, List<StuckCall> calls) {
        if (calls.isEmpty()) {
            return;
        }
        text.append("Stuck calls of the application's code: ")
                .append(calls.size())
                .append('\n');
        calls.stream()
                .limit(MOST)
                .forEach(call -> text.append(INDENT).append(StuckText.of(call)).append('\n'));
        more(text, calls.size());
    }

    private static void more(StringBuilder text, int size) {
        if (size > MOST) {
            text.append(INDENT).append("and ").append(size - MOST).append(" more\n");
        }
    }

    private void write(StringBuilder text, ServerSession session) {
        Inspection.Waiting waiting = inspection.waiting(session);
        text.append(INDENT).append(ShownId.of(session.id())).append(' ');
        text.append(session.transport().orElse("local"));
        text.append(session.isConnected() ? ", connected" : ", not connected yet");
        text.append(", ").append(waiting.messages()).append(" waiting");
        text.append(" (").append(waiting.length()).append(" bytes)");
        text.append(waiting.dropped() > 0 ? ", " + waiting.dropped() + " dropped" : "");
        text.append(waiting.connectHeld() ? ", connect held" : "");
        text.append(", ").append(session.deliveryMode());
        PositionForm positions = session.positionForm();
        text.append(positions == PositionForm.PLAIN ? "" : ", told positions as " + positions)
                .append('\n');
        List<String> subscriptions = session.subscriptions().stream()
                .map(ChannelId::toString)
                .sorted()
                .toList();
        if (!subscriptions.isEmpty()) {
            text.append(INDENT).append(INDENT).append("subscribed to ");
            text.append(String.join(" ", subscriptions.subList(0, Math.min(MOST, subscriptions.size()))));
            text.append(subscriptions.size() > MOST ? " and more\n" : "\n");
        }
    }

    private static void write(StringBuilder text, ServerChannel channel) {
        text.append(", subscribers ").append(channel.subscribers().size());
        text.append(", listeners ").append(channel.listeners().size());
        text.append(", authorizers ").append(channel.authorizers().size());
        if (channel.presence().isOn()) {
            text.append(", members ").append(channel.presence().members().size());
        }
        text.append(channel.isPersistent() ? ", persistent" : "");
        if (channel.isLazy()) {
            text.append(", lazy");
            channel.lazyTimeout()
                    .ifPresent(most ->
                            text.append(" up to ").append(most.toMillis()).append(" ms"));
        }
        text.append(channel.isBroadcastToPublisher() ? "" : ", not to the publisher");
        channel.historyPolicy().ifPresent(kept -> text.append(", keeps ")
                .append(kept.messages())
                .append(" messages for ")
                .append(kept.time()));
        if (!channel.overflow().equals(OverflowPolicy.DISCONNECT)) {
            text.append(", overflow ").append(channel.overflow());
        }
        text.append(channel.dropped() > 0 ? ", " + channel.dropped() + " dropped" : "");
    }

    /** A segment of channels' names; the channel that ends with it, if there is one. Confined to one dump. */
    private static final class Node {

        private final Map<String, Node> children = new TreeMap<>();
        private @Nullable ServerChannel channel;

        Node at(ChannelId id) {
            Node node = this;
            for (int i = 0; i < id.depth(); i++) {
                node = node.children.computeIfAbsent(id.segment(i), segment -> new Node());
            }
            return node;
        }

        void write(StringBuilder text, String path, String indent) {
            children.forEach((segment, child) -> {
                String name = path + '/' + segment;
                text.append(indent).append(name);
                if (child.channel == null) {
                    text.append(" (no channel)");
                } else {
                    Dump.write(text, child.channel);
                }
                text.append('\n');
                child.write(text, name, indent + INDENT);
            });
        }
    }
}
