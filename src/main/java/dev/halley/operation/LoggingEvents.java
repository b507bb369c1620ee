package dev.halley.operation;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.TRACE;
import static java.lang.System.Logger.Level.WARNING;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.StuckCall;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens in the server to the log {@code dev.halley}: errors of the application's code as errors, what an
 * operator should look into as warnings, the coming and going of sessions and channels at debug, messages at trace.
 *
 * <p>A session's id is a secret of its client, so only the beginning of it is written. Payloads are never written.
 *
 * <p>Thread-safety: immutable.
 */
public final class LoggingEvents implements ServerEvents {

    /** The log that this writes to, and above all of the server's own. */
    public static final String LOGGER = "dev.halley";

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]");

    private final System.Logger log;

    public LoggingEvents() {
        this(System.getLogger(LOGGER));
    }

    /** @param log where to write instead of {@link #LOGGER} */
    public LoggingEvents(System.Logger log) {
        this.log = log;
    }

    @Override
    public void sessionOpened(String session, String transport) {
        log.log(DEBUG, () -> "Session " + ShownId.of(session) + " opened over " + transport);
    }

    @Override
    public void sessionClosed(String session, CloseReason reason) {
        log.log(DEBUG, () -> "Session " + ShownId.of(session) + " closed: " + reason.text());
    }

    @Override
    public void messageReceived(@Nullable String session, Request request) {
        log.log(TRACE, () -> "Session " + ShownId.of(session) + " sent " + nameOf(request));
    }

    @Override
    public void messageRefused(@Nullable String session, Request request, BayeuxError error) {
        log.log(
                DEBUG,
                () -> "Session " + ShownId.of(session) + " was refused " + nameOf(request) + ": " + error.wire());
    }

    @Override
    public void handshakePaced(String transport, long millis) {
        log.log(DEBUG, () -> "A client must retry its handshake over " + transport + " in " + millis + " ms");
    }

    @Override
    public void drainBegan(int sessions) {
        log.log(
                INFO,
                () -> "The server is draining: it asks " + sessions + " sessions to leave, and accepts no new ones");
    }

    @Override
    public void drainEnded(int left, int ended) {
        log.log(
                INFO,
                () -> "The server has drained: " + left + " sessions left, and the server ended " + ended + " others");
    }

    @Override
    public void published(String channel, int sessions) {
        log.log(TRACE, () -> "Published on " + clean(channel) + " to " + sessions + " sessions");
    }

    @Override
    public void sendBlocked(@Nullable String session) {
        // Often a machine that is busy, or a client that reads slowly; when it lasts, the connection is cut, and that
        // is told.
        log.log(
                DEBUG,
                () -> "Session " + ShownId.of(session)
                        + " keeps a thread that sends: its send has not returned in 50 ms");
    }

    @Override
    public void messageDropped(String session, String channel, String why) {
        // What a policy drops is what the deployment asked for, and may be most of what a fast channel brings.
        log.log(
                why.startsWith("overflow, ") ? DEBUG : INFO,
                () -> "Session " + ShownId.of(session) + " missed a message on " + clean(channel) + ": " + why);
    }

    @Override
    public void fellBehind(String session, String channel) {
        log.log(
                DEBUG,
                () -> "Session " + ShownId.of(session) + " is too slow for " + clean(channel)
                        + ", and reads what it misses from the history");
    }

    @Override
    public void caughtUp(String session, String channel, int messages) {
        log.log(
                DEBUG,
                () -> "Session " + ShownId.of(session) + " has read " + messages + " messages on " + clean(channel)
                        + ", and has caught up");
    }

    @Override
    public void eventStopped(String channel, int sessions, String why) {
        log.log(
                INFO,
                () -> "An event on " + clean(channel) + " was kept from " + sessions + " sessions: " + clean(why));
    }

    @Override
    public void messagesLost(String session, int messages, CloseReason reason) {
        log.log(
                INFO,
                () -> "Session " + ShownId.of(session) + " missed " + messages + " messages that waited when it ended: "
                        + reason.text());
    }

    @Override
    public void queueHighWater(String session, int messages, long bytes) {
        log.log(
                INFO,
                () -> "Session " + ShownId.of(session) + " has " + messages + " messages queued for it, " + bytes
                        + " bytes");
    }

    @Override
    public void connectHeld(String session, String transport) {
        log.log(TRACE, () -> "Session " + ShownId.of(session) + " has its connect held over " + transport);
    }

    @Override
    public void connectReleased(String session, String why) {
        log.log(TRACE, () -> "Session " + ShownId.of(session) + " has its connect released: " + why);
    }

    @Override
    public void channelAdded(String channel) {
        log.log(DEBUG, () -> "Channel " + clean(channel) + " added");
    }

    @Override
    public void channelRemoved(String channel) {
        log.log(DEBUG, () -> "Channel " + clean(channel) + " removed");
    }

    @Override
    public void memberJoined(String channel, String member) {
        log.log(DEBUG, () -> clean(member) + " is a member of " + clean(channel));
    }

    @Override
    public void memberLeft(String channel, String member) {
        log.log(DEBUG, () -> clean(member) + " is no member of " + clean(channel) + " any more");
    }

    @Override
    public void foreignSession(String session, String transport) {
        log.log(WARNING, () -> "Another client presented session " + ShownId.of(session) + " over " + transport);
    }

    @Override
    public void transportFailed(String transport, Throwable cause) {
        log.log(DEBUG, () -> "A connection over " + transport + " failed", cause);
    }

    @Override
    public void userCodeFailed(String what, Throwable cause) {
        log.log(ERROR, () -> "The application's code failed: " + what, cause);
    }

    @Override
    public void unfitData(String channel, String what) {
        log.log(DEBUG, () -> "Data on " + clean(channel) + " does not fit: " + clean(what));
    }

    @Override
    public void userCodeStuck(StuckCall call) {
        // The trace is where that thread is, not this one.
        Throwable where = new Throwable(call.thread() + " is there");
        where.setStackTrace(call.stack().toArray(StackTraceElement[]::new));
        log.log(WARNING, () -> "The application's code is stuck: " + StuckText.of(call), where);
    }

    @Override
    public void swept(int sessions, int channels, long nanos) {
        if (sessions + channels > 0) {
            log.log(
                    DEBUG,
                    () -> "Swept " + sessions + " sessions and " + channels + " channels in "
                            + Duration.ofNanos(nanos).toMillis() + " ms");
        }
    }

    @Override
    public void recovered(String session, String channel, int messages) {
        log.log(
                DEBUG,
                () -> "Session " + ShownId.of(session) + " has got " + messages + " messages that it had missed on "
                        + clean(channel));
    }

    @Override
    public void recoveryFailed(String session, String channel, String reason) {
        log.log(
                INFO,
                () -> "Session " + ShownId.of(session) + " could not get what it had missed on " + clean(channel) + ": "
                        + clean(reason));
    }

    @Override
    public void epochBegan(String channel, String epoch) {
        log.log(DEBUG, () -> "The history of " + clean(channel) + " began epoch " + clean(epoch));
    }

    @Override
    public void historyMerged(String channel, int appended, int voided) {
        log.log(
                voided > 0 ? WARNING : INFO,
                () -> "Parts of the cluster had published on " + clean(channel) + " separately: the merge appended "
                        + appended + " messages of one to those of the other, and dropped " + voided);
    }

    @Override
    public void historyLost(String what) {
        log.log(WARNING, () -> clean(what));
    }

    @Override
    public void historyWaits(List<String> nodes, boolean over) {
        String names = clean(String.join(", ", nodes));
        if (!over) {
            log.log(
                    WARNING,
                    () -> "Channels with history are unavailable until these nodes, which served them last, are back: "
                            + names + "; at most for historyStartWait");
        } else if (nodes.isEmpty()) {
            log.log(INFO, () -> "All nodes that served channels with history last are back");
        } else {
            log.log(
                    WARNING,
                    () -> "Serving channels with history without these nodes, which served them last: " + names
                            + "; messages that only they have are missing");
        }
    }

    @Override
    public void historyFailed(Throwable cause) {
        log.log(
                ERROR,
                "The history failed: the server refuses publishes on channels with history until you restart it",
                cause);
    }

    @Override
    public void nodeQueueHighWater(NodeId node, int messages, long bytes) {
        log.log(
                INFO,
                () -> "Node " + clean(node.value()) + " has " + messages + " messages queued for it, " + bytes
                        + " bytes");
    }

    @Override
    public void nodeMissed(NodeId node, String channel, String why) {
        log.log(
                DEBUG,
                () -> "Node " + clean(node.value()) + " missed a message on " + clean(channel) + ": " + clean(why));
    }

    @Override
    public void presenceSettingsDiffer(NodeId node, String there, String here) {
        log.log(
                WARNING,
                () -> "Node " + clean(node.value()) + " shows members as is set there, " + clean(there)
                        + ", and this one as is set here, " + clean(here) + ": set the same on all nodes");
    }

    @Override
    public void nodesChanged(ClusterView before, ClusterView now) {
        log.log(
                INFO,
                () -> "Linked nodes of the cluster: "
                        + now.members().stream()
                                .map(member -> clean(member.name()))
                                .collect(Collectors.joining(", ")));
    }

    @Override
    public void nodeMessageDropped(NodeId node, String why) {
        log.log(DEBUG, () -> "Dropped a message of node " + clean(node.value()) + ": " + clean(why));
    }

    @Override
    public void quorumLost(int members, int of) {
        log.log(
                WARNING,
                () -> "This node is in a smaller part of its cluster, linked with " + members + " of " + of
                        + " nodes, itself among them: it refuses publishes");
    }

    @Override
    public void quorumFound(int members, int of) {
        log.log(INFO, () -> "This node is linked with " + members + " of " + of + " nodes: it accepts publishes again");
    }

    @Override
    public void nodeRefused(String node, String why) {
        log.log(WARNING, () -> "Node " + clean(node) + " may not join: " + clean(why));
    }

    @Override
    public void interestUnconfirmed(Collection<NodeId> nodes) {
        log.log(
                WARNING,
                () -> "Subscribed clients before all nodes have confirmed it. Lagging nodes: "
                        + (nodes.isEmpty()
                                ? "unknown"
                                : nodes.stream()
                                        .map(node -> clean(node.value()))
                                        .sorted()
                                        .collect(Collectors.joining(", "))));
    }

    @Override
    public void leaderFound(String channel, long nanos) {
        log.log(
                INFO,
                () -> "Messages on " + clean(channel) + " can be ordered again, after "
                        + Duration.ofNanos(nanos).toMillis() + " ms");
    }

    private static String nameOf(Request request) {
        String channel = request.envelope().channel();
        return channel == null ? "a message without a channel" : clean(channel);
    }

    /** Without line breaks and the like, which a client could send to forge lines of the log. */
    private static String clean(String name) {
        return CONTROL.matcher(name).replaceAll("?");
    }
}
