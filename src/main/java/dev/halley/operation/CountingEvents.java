package dev.halley.operation;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.NodeId;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.StuckCall;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens in the server.
 *
 * <p>Thread-safety: thread-safe; counts that are read while things happen are each right, but not of the same moment.
 */
public final class CountingEvents implements ServerEvents {

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(Counter.values().length).toArray(LongAdder[]::new);
    private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);
    private final Map<Integer, LongAdder> refused = new ConcurrentHashMap<>();
    private final LongAccumulator mostMessages = new LongAccumulator(Math::max, 0);
    private final LongAccumulator mostBytes = new LongAccumulator(Math::max, 0);
    private final LongAccumulator longestSweep = new LongAccumulator(Math::max, 0);
    private final Map<String, LongAdder> dropped = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> unrecovered = new ConcurrentHashMap<>();
    private final LongAccumulator mostBytesForANode = new LongAccumulator(Math::max, 0);
    private final LongAccumulator longestWithoutLeader = new LongAccumulator(Math::max, 0);
    private volatile long lastSweep;

    public CountingEvents() {
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, new LongAdder());
        }
    }

    private void count(Counter counter) {
        count(counter, 1);
    }

    private void count(Counter counter, long many) {
        counts[counter.ordinal()].add(many);
    }

    public long value(Counter counter) {
        return counts[counter.ordinal()].sum();
    }

    /** @return how many sessions ended for each reason; reasons that there were none of left out */
    public Map<CloseReason, Long> closedByReason() {
        Map<CloseReason, Long> result = new EnumMap<>(CloseReason.class);
        closed.forEach((reason, count) -> {
            if (count.sum() > 0) {
                result.put(reason, count.sum());
            }
        });
        return result;
    }

    /** @return how many messages were refused with each code, such as 403 */
    public Map<Integer, Long> refusedByCode() {
        return sums(refused);
    }

    /** @return how many messages waited for one session at most; 0 as long as none had 1,024 waiting */
    public long mostMessagesWaiting() {
        return mostMessages.get();
    }

    /** @return how many bytes waited for one session at most, known when {@link #mostMessagesWaiting} is */
    public long mostBytesWaiting() {
        return mostBytes.get();
    }

    /** @return how long the last sweep took; zero before the first */
    public Duration lastSweep() {
        return Duration.ofNanos(lastSweep);
    }

    /** @return how long the longest sweep took */
    public Duration longestSweep() {
        return Duration.ofNanos(longestSweep.get());
    }

    /** @return how many events sessions missed for each reason, such as {@code queue full}; those that were stopped for all left out */
    public Map<String, Long> droppedByReason() {
        return sums(dropped);
    }

    /** @return how many recoveries failed for each reason, such as {@code evicted} */
    public Map<String, Long> recoveriesFailedByReason() {
        return sums(unrecovered);
    }

    private static <K extends Comparable<K>> Map<K, Long> sums(Map<K, LongAdder> counts) {
        Map<K, Long> result = new TreeMap<>();
        counts.forEach((key, count) -> result.put(key, count.sum()));
        return result;
    }

    /** @return how many bytes waited for another node of the cluster at most */
    public long mostBytesWaitingForANode() {
        return mostBytesForANode.get();
    }

    /** @return how long no node could order the messages of a channel with history, at most */
    public Duration longestWithoutLeader() {
        return Duration.ofNanos(longestWithoutLeader.get());
    }

    @Override
    public void sessionOpened(String session, String transport) {
        count(Counter.SESSIONS_OPENED);
    }

    @Override
    public void sessionClosed(String session, CloseReason reason) {
        count(Counter.SESSIONS_CLOSED);
        closed.get(reason).increment();
    }

    @Override
    public void messageReceived(@Nullable String session, Request request) {
        count(Counter.MESSAGES_RECEIVED);
    }

    @Override
    public void messageRefused(@Nullable String session, Request request, BayeuxError error) {
        count(Counter.MESSAGES_REFUSED);
        refused.computeIfAbsent(error.code(), code -> new LongAdder()).increment();
    }

    @Override
    public void handshakePaced(String transport, long millis) {
        count(Counter.HANDSHAKES_PACED);
    }

    @Override
    public void textReceived(long length) {
        count(Counter.LENGTH_RECEIVED, length);
    }

    @Override
    public void published(String channel, int sessions) {
        count(Counter.EVENTS_PUBLISHED);
        count(Counter.EVENTS_DELIVERED, sessions);
    }

    @Override
    public void batchSent(int messages, int length) {
        count(Counter.BATCHES_SENT);
        count(Counter.MESSAGES_SENT, messages);
        count(Counter.LENGTH_SENT, length);
    }

    @Override
    public void sendBlocked(@Nullable String session) {
        count(Counter.SENDS_BLOCKED);
    }

    @Override
    public void messageDropped(String session, String channel, String why) {
        count(Counter.EVENTS_DROPPED);
        dropped.computeIfAbsent(why, reason -> new LongAdder()).increment();
    }

    @Override
    public void fellBehind(String session, String channel) {
        count(Counter.SESSIONS_BEHIND);
    }

    @Override
    public void caughtUp(String session, String channel, int messages) {
        count(Counter.EVENTS_CAUGHT_UP, messages);
    }

    @Override
    public void eventStopped(String channel, int sessions, String why) {
        count(Counter.EVENTS_DROPPED, sessions);
    }

    @Override
    public void messagesLost(String session, int messages, CloseReason reason) {
        count(Counter.EVENTS_DROPPED, messages);
    }

    @Override
    public void queueHighWater(String session, int messages, long bytes) {
        mostMessages.accumulate(messages);
        mostBytes.accumulate(bytes);
    }

    @Override
    public void connectHeld(String session, String transport) {
        count(Counter.CONNECTS_HELD);
    }

    @Override
    public void connectReleased(String session, String why) {
        count(Counter.CONNECTS_RELEASED);
    }

    @Override
    public void channelAdded(String channel) {
        count(Counter.CHANNELS_ADDED);
    }

    @Override
    public void channelRemoved(String channel) {
        count(Counter.CHANNELS_REMOVED);
    }

    @Override
    public void memberJoined(String channel, String member) {
        count(Counter.MEMBERS_JOINED);
    }

    @Override
    public void memberLeft(String channel, String member) {
        count(Counter.MEMBERS_LEFT);
    }

    @Override
    public void foreignSession(String session, String transport) {
        count(Counter.FOREIGN_SESSIONS);
    }

    @Override
    public void transportFailed(String transport, Throwable cause) {
        count(Counter.TRANSPORT_FAILURES);
    }

    @Override
    public void userCodeFailed(String what, Throwable cause) {
        count(Counter.USER_CODE_FAILURES);
    }

    @Override
    public void unfitData(String channel, String what) {
        count(Counter.UNFIT_DATA);
    }

    @Override
    public void userCodeStuck(StuckCall call) {
        count(Counter.USER_CODE_STUCK);
    }

    @Override
    public void swept(int sessions, int channels, long nanos) {
        count(Counter.SWEEPS);
        count(Counter.SESSIONS_SWEPT, sessions);
        count(Counter.CHANNELS_SWEPT, channels);
        longestSweep.accumulate(nanos);
        lastSweep = nanos;
    }

    @Override
    public void recovered(String session, String channel, int messages) {
        count(Counter.RECOVERIES);
        count(Counter.EVENTS_RECOVERED, messages);
    }

    @Override
    public void recoveryFailed(String session, String channel, String reason) {
        count(Counter.RECOVERIES_FAILED);
        unrecovered.computeIfAbsent(reason, why -> new LongAdder()).increment();
    }

    @Override
    public void epochBegan(String channel, String epoch) {
        count(Counter.EPOCHS_BEGUN);
    }

    @Override
    public void historyLost(String what) {
        count(Counter.HISTORY_LOSSES);
    }

    @Override
    public void historyFailed(Throwable cause) {
        count(Counter.HISTORY_FAILURES);
    }

    @Override
    public void nodeQueueHighWater(NodeId node, int messages, long bytes) {
        mostBytesForANode.accumulate(bytes);
    }

    @Override
    public void nodeMissed(NodeId node, String channel, String why) {
        count(Counter.NODE_EVENTS_DROPPED);
    }

    @Override
    public void nodeMessageDropped(NodeId node, String why) {
        count(Counter.NODE_MESSAGES_DROPPED);
    }

    @Override
    public void leaderFound(String channel, long nanos) {
        longestWithoutLeader.accumulate(nanos);
    }
}
