package dev.halley.testkit;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.StuckCall;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records the events that the server reports to its observer. Each is a short text: a word and details, separated by
 * colons, such as {@code refused:/news:403:…}.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public final class RecordedEvents implements ServerEvents {

    private static final Duration GENEROUS = Duration.ofSeconds(20);
    private static final Duration BRIEF = Duration.ofMillis(20);

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    private volatile @Nullable Hook hook;

    private record Hook(String beginning, Runnable action) {}

    private record Entry(@Nullable String session, String text) {}

    /** @return an observer that tells this one what failed, and nothing else */
    ServerEvents failuresAlone() {
        return new ServerEvents() {
            @Override
            public void transportFailed(String transport, Throwable cause) {
                RecordedEvents.this.transportFailed(transport, cause);
            }

            @Override
            public void userCodeFailed(String what, Throwable cause) {
                RecordedEvents.this.userCodeFailed(what, cause);
            }
        };
    }

    /** @return all events, in their order */
    public List<String> all() {
        return entries.stream().map(Entry::text).toList();
    }

    /** @return the events of one session, in their order */
    public List<String> of(String session) {
        return entries.stream()
                .filter(entry -> session.equals(entry.session()))
                .map(Entry::text)
                .toList();
    }

    /**
     * Returns the events with this word.
     *
     * @param word the first word of the events, without the colon, such as {@code closed}
     */
    public List<String> named(String word) {
        return all().stream().filter(text -> text.startsWith(word + ":")).toList();
    }

    /** @return the events of one session with this word, in their order */
    public List<String> of(String session, String word) {
        return of(session).stream().filter(text -> text.startsWith(word + ":")).toList();
    }

    /**
     * Waits for an event with this word.
     *
     * @throws AssertionError if there is none within 20 s
     */
    public void await(String word) {
        awaitWhile(() -> !named(word).isEmpty(), word, GENEROUS, () -> {});
    }

    /**
     * Waits until a session has had this many events with this word.
     *
     * @throws AssertionError if that takes longer than 20 s
     */
    public void await(String session, String word, int count) {
        awaitWhile(() -> of(session, word).size() >= count, word + " of " + session, GENEROUS, () -> {});
    }

    /**
     * Waits for an event of a session, moving the time again and again, for events that depend on something outside of
     * the server's time.
     *
     * @param nudge moves the time
     * @throws AssertionError if there is none within 20 s
     */
    public void await(String session, String word, Runnable nudge) {
        awaitWhile(() -> !of(session, word).isEmpty(), word + " of " + session, BRIEF, nudge);
    }

    private void awaitWhile(BooleanSupplier wanted, String what, Duration pause, Runnable nudge) {
        long end = System.nanoTime() + GENEROUS.toNanos();
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("There was no event " + what + " within 20 s, only " + entries);
            }
            nudge.run();
            waitFor(wanted, pause);
        }
    }

    private synchronized void waitFor(BooleanSupplier wanted, Duration pause) {
        try {
            if (!wanted.getAsBoolean()) {
                wait(pause.toMillis());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** @return what transports and user code threw */
    public List<Throwable> failures() {
        return failures;
    }

    /**
     * Runs an action, once, inside the next event that begins with this text, to make something else happen at that
     * moment.
     */
    public void atNext(String beginning, Runnable action) {
        hook = new Hook(beginning, action);
    }

    /** Forgets all events and failures. */
    public void clear() {
        entries.clear();
        failures.clear();
    }

    private void add(@Nullable String session, Object... words) {
        StringBuilder text = new StringBuilder();
        for (Object word : words) {
            text.append(text.length() == 0 ? "" : ":").append(word);
        }
        entries.add(new Entry(session, text.toString()));
        synchronized (this) {
            notifyAll();
        }
        Hook waiting = hook;
        if (waiting != null && text.toString().startsWith(waiting.beginning())) {
            hook = null;
            waiting.action().run();
        }
    }

    private static String channelOf(Request request) {
        return Objects.requireNonNullElse(request.envelope().channel(), "");
    }

    @Override
    public void sessionOpened(String session, String transport) {
        add(session, "opened", transport);
    }

    @Override
    public void sessionClosed(String session, CloseReason reason) {
        add(session, "closed", reason);
    }

    @Override
    public void messageReceived(@Nullable String session, Request request) {
        add(session, "received", channelOf(request));
    }

    @Override
    public void messageRefused(@Nullable String session, Request request, BayeuxError error) {
        add(session, "refused", channelOf(request), error.wire());
    }

    @Override
    public void published(String channel, int sessions) {
        add(null, "published", channel, sessions);
    }

    @Override
    public void sendBlocked(@Nullable String session) {
        add(session, "sendBlocked");
    }

    @Override
    public void messageDropped(String session, String channel, String why) {
        add(session, "dropped", channel, why);
    }

    @Override
    public void fellBehind(String session, String channel) {
        add(session, "behind", channel);
    }

    @Override
    public void caughtUp(String session, String channel, int messages) {
        add(session, "caughtUp", channel, messages);
    }

    @Override
    public void eventStopped(String channel, int sessions, String why) {
        add(null, "stopped", channel, sessions, why);
    }

    @Override
    public void messagesLost(String session, int messages, CloseReason reason) {
        add(session, "lost", messages, reason);
    }

    @Override
    public void queueHighWater(String session, int messages, long bytes) {
        add(session, "highWater", messages, bytes);
    }

    @Override
    public void connectHeld(String session, String transport) {
        add(session, "held", transport);
    }

    @Override
    public void connectReleased(String session, String why) {
        add(session, "released", why);
    }

    @Override
    public void channelAdded(String channel) {
        add(null, "channelAdded", channel);
    }

    @Override
    public void channelRemoved(String channel) {
        add(null, "channelRemoved", channel);
    }

    @Override
    public void memberJoined(String channel, String member) {
        add(null, "memberJoined", channel + " " + member);
    }

    @Override
    public void memberLeft(String channel, String member) {
        add(null, "memberLeft", channel + " " + member);
    }

    @Override
    public void foreignSession(String session, String transport) {
        add(session, "foreign", transport);
    }

    @Override
    public void transportFailed(String transport, Throwable cause) {
        failures.add(cause);
        add(null, "transportFailed", transport, cause);
    }

    @Override
    public void userCodeFailed(String what, Throwable cause) {
        failures.add(cause);
        add(null, "userCodeFailed", what, cause);
    }

    @Override
    public void handshakePaced(String transport, long millis) {
        add(null, "paced", transport, millis);
    }

    @Override
    public void drainBegan(int sessions) {
        add(null, "drainBegan", sessions);
    }

    @Override
    public void drainEnded(int left, int ended) {
        add(null, "drainEnded", left, ended);
    }

    @Override
    public void unfitData(String channel, String what) {
        add(null, "unfitData", channel, what);
    }

    @Override
    public void userCodeStuck(StuckCall call) {
        add(null, "stuck", call.what(), call.type(), call.age().toMillis());
    }

    @Override
    public void swept(int sessions, int channels, long nanos) {
        add(null, "swept", sessions, channels);
    }

    @Override
    public void recovered(String session, String channel, int messages) {
        add(session, "recovered", channel, messages);
    }

    @Override
    public void recoveryFailed(String session, String channel, String reason) {
        add(session, "recoveryFailed", channel, reason);
    }

    @Override
    public void historyMerged(String channel, int appended, int voided) {
        add(null, "historyMerged", channel, appended, voided);
    }

    @Override
    public void historyLost(String what) {
        add(null, "historyLost", what);
    }

    @Override
    public void historyWaits(List<String> nodes, boolean over) {
        add(null, "historyWaits", nodes, over);
    }

    @Override
    public void historyFailed(Throwable cause) {
        add(null, "historyFailed", cause.getClass().getSimpleName());
    }

    @Override
    public void epochBegan(String channel, String epoch) {
        add(null, "epochBegan", channel, epoch);
    }

    @Override
    public void nodeQueueHighWater(NodeId node, int messages, long bytes) {
        add(null, "nodeHighWater", node.value(), messages, bytes);
    }

    @Override
    public void nodeMissed(NodeId node, String channel, String why) {
        add(null, "nodeMissed", node.value(), channel, why);
    }

    @Override
    public void nodesChanged(ClusterView before, ClusterView now) {
        add(null, "nodesChanged", now.members().stream().map(ClusterNode::name).toList());
    }

    @Override
    public void nodeMessageDropped(NodeId node, String why) {
        add(null, "nodeMessageDropped", node.value(), why);
    }

    @Override
    public void quorumLost(int members, int of) {
        add(null, "quorumLost", members, of);
    }

    @Override
    public void quorumFound(int members, int of) {
        add(null, "quorumFound", members, of);
    }

    @Override
    public void nodeRefused(String node, String why) {
        add(null, "nodeRefused", node, why);
    }

    @Override
    public void interestUnconfirmed(Collection<NodeId> nodes) {
        add(
                null,
                "interestUnconfirmed",
                nodes.stream().map(NodeId::value).sorted().toList());
    }

    @Override
    public void leaderFound(String channel, long nanos) {
        add(null, "leaderFound", channel);
    }
}
