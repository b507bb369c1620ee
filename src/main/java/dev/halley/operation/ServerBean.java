package dev.halley.operation;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerSession;
import dev.halley.spi.Inspection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * One server, as JMX sees it.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ServerBean implements ServerMXBean {

    private static final double NANOS_PER_MILLI = 1e6;

    private final BayeuxServer server;
    private final Inspection inspection;
    private final CountingEvents counts;
    private final Supplier<String> dumpedBesides;

    /** @param counts must be the server's observer, or one of them */
    public ServerBean(BayeuxServer server, Inspection inspection, CountingEvents counts) {
        this(server, inspection, counts, () -> "");
    }

    /** @param dumpedBesides gives further lines of the dump, each with a line feed at its end */
    public ServerBean(
            BayeuxServer server, Inspection inspection, CountingEvents counts, Supplier<String> dumpedBesides) {
        this.dumpedBesides = dumpedBesides;
        this.server = server;
        this.inspection = inspection;
        this.counts = counts;
    }

    @Override
    public List<String> getTransports() {
        return server.transports();
    }

    @Override
    public int getSessions() {
        return server.sessions().size();
    }

    @Override
    public int getLocalSessions() {
        return (int) server.sessions().stream().filter(ServerSession::isLocal).count();
    }

    @Override
    public int getChannels() {
        return server.channels().size();
    }

    @Override
    public int getConnections() {
        return inspection.connections();
    }

    @Override
    public int getSenderThreads() {
        return inspection.senderThreads();
    }

    @Override
    public int getBlockedSends() {
        return inspection.blockedSends();
    }

    @Override
    public int getChannelsWithMembers() {
        return inspection.presence().channels();
    }

    @Override
    public int getMembers() {
        return inspection.presence().members();
    }

    @Override
    public int getMemberWatchers() {
        return inspection.presence().watchers();
    }

    @Override
    public int getMembersAwaited() {
        return inspection.presence().awaited();
    }

    @Override
    public int getPendingPublishes() {
        return inspection.pendingPublishes();
    }

    @Override
    public int getHistoryChannels() {
        return inspection.history().channels();
    }

    @Override
    public long getHistoryMessages() {
        return inspection.history().messages();
    }

    @Override
    public long getHistoryBytes() {
        return inspection.history().bytes();
    }

    @Override
    public String getHistoryStore() {
        return inspection.historyStorage().directory();
    }

    @Override
    public int getHistoryStoreWaiting() {
        return inspection.historyStorage().waiting();
    }

    @Override
    public long getHistoryStoreAppends() {
        return inspection.historyStorage().appends();
    }

    @Override
    public long getHistoryStoreBytes() {
        return inspection.historyStorage().bytes();
    }

    @Override
    public long getHistoryStoreForces() {
        return inspection.historyStorage().forces();
    }

    @Override
    public String getHistoryStoreFailure() {
        return inspection.historyStorage().failure();
    }

    @Override
    public String[] getHistoryLostAtStart() {
        return inspection.historyStorage().lost().toArray(String[]::new);
    }

    @Override
    public String getDrainState() {
        return inspection.drainState().state().name();
    }

    @Override
    public int getHeldConnects() {
        return (int) sum(waiting -> waiting.connectHeld() ? 1 : 0);
    }

    @Override
    public long getWaitingMessages() {
        return sum(Inspection.Waiting::messages);
    }

    @Override
    public long getWaitingLength() {
        return sum(Inspection.Waiting::length);
    }

    private long sum(ToLongFunction<Inspection.Waiting> what) {
        return server.sessions().stream()
                .map(inspection::waiting)
                .mapToLong(what)
                .sum();
    }

    @Override
    public int getLongestQueue() {
        return server.sessions().stream()
                .mapToInt(session -> inspection.waiting(session).messages())
                .max()
                .orElse(0);
    }

    @Override
    public long getMostMessagesWaiting() {
        return counts.mostMessagesWaiting();
    }

    @Override
    public long getMostBytesWaiting() {
        return counts.mostBytesWaiting();
    }

    @Override
    public long getMessagesReceived() {
        return counts.value(Counter.MESSAGES_RECEIVED);
    }

    @Override
    public long getMessagesRefused() {
        return counts.value(Counter.MESSAGES_REFUSED);
    }

    @Override
    public long getHandshakesPaced() {
        return counts.value(Counter.HANDSHAKES_PACED);
    }

    @Override
    public long getEventsDelivered() {
        return counts.value(Counter.EVENTS_DELIVERED);
    }

    @Override
    public long getEventsDropped() {
        return counts.value(Counter.EVENTS_DROPPED);
    }

    @Override
    public long getTransportFailures() {
        return counts.value(Counter.TRANSPORT_FAILURES);
    }

    @Override
    public long getMessagesSent() {
        return counts.value(Counter.MESSAGES_SENT);
    }

    @Override
    public Map<String, Long> getCounters() {
        Map<String, Long> result = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            result.put(counter.name(), counts.value(counter));
        }
        return result;
    }

    @Override
    public Map<String, Long> getSessionsClosedByReason() {
        Map<String, Long> result = new TreeMap<>();
        counts.closedByReason().forEach((reason, count) -> result.put(reason.name(), count));
        return result;
    }

    @Override
    public Map<String, Long> getMessagesRefusedByCode() {
        Map<String, Long> result = new TreeMap<>();
        counts.refusedByCode().forEach((code, count) -> result.put(String.valueOf(code), count));
        return result;
    }

    @Override
    public List<String> getStuckCalls() {
        return inspection.stuckCalls().stream().map(StuckText::of).toList();
    }

    @Override
    public Map<String, Long> getEventsDroppedByReason() {
        return counts.droppedByReason();
    }

    @Override
    public Map<String, Long> getRecoveriesFailedByReason() {
        return counts.recoveriesFailedByReason();
    }

    @Override
    public long getMostBytesWaitingForANode() {
        return counts.mostBytesWaitingForANode();
    }

    @Override
    public double getLongestWithoutLeaderMillis() {
        return millis(counts.longestWithoutLeader());
    }

    @Override
    public double getLastSweepMillis() {
        return millis(counts.lastSweep());
    }

    @Override
    public double getLongestSweepMillis() {
        return millis(counts.longestSweep());
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }

    @Override
    public String dump() {
        return new Dump(server, inspection, counts, dumpedBesides).text();
    }

    @Override
    public String drain() {
        int clients = getSessions() - getLocalSessions();
        if (server.drain()) {
            return "The server is draining: it asks " + clients + " sessions to leave, and accepts no new ones.";
        }
        return server.isDraining() ? "The server is draining already." : "The server is not running.";
    }

    @Override
    public String disconnect(String session) {
        ServerSession found = find(session);
        found.disconnect();
        return "Session " + ShownId.of(found.id()) + " is disconnected.";
    }

    private ServerSession find(String shown) {
        String beginning = ShownId.beginning(shown);
        if (beginning.length() < ShownId.LENGTH) {
            throw new IllegalArgumentException("'" + beginning + "' is too short: give at least the first "
                    + ShownId.LENGTH + " characters of a session's id, as dump() shows them.");
        }
        List<ServerSession> found = server.sessions().stream()
                .filter(session -> session.id().startsWith(beginning))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    (found.isEmpty() ? "No session's id begins" : found.size() + " sessions' ids begin") + " with '"
                            + beginning + "'.");
        }
        if (found.get(0).isLocal()) {
            throw new IllegalArgumentException("Session " + ShownId.of(beginning)
                    + " is a local one of the application: only clients' sessions can be disconnected here.");
        }
        return found.get(0);
    }

    @Override
    public void sweep() {
        inspection.sweep();
    }
}
