package dev.halley.core;

import dev.halley.api.DeliveryMode;
import dev.halley.core.runtime.Platform;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Inspection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's one lock, around what waits for its client, the way that this may go, and the connect that is held.
 *
 * <p>Thread-safety: thread-safe; all state, that of the parts included, is guarded by this, and nothing is called out to
 * meanwhile.
 */
final class Delivery {

    private final Outbox outbox;
    private final Passage passage;
    private @Nullable SuspendedConnect held;
    private boolean ended;
    /** HTTP requests of the session that are not answered yet. */
    private int requests;
    /** What an ended session still has to say, for the response to one of those requests. */
    private List<Encoded> lastWords = List.of();

    /** What became of an offer. */
    enum Offer {
        QUEUED,
        /** The queue has more messages now than it ever had, by enough to be worth telling. */
        QUEUED_HIGH,
        FULL,
        ENDED
    }

    Delivery(Outbox outbox, DeliveryMode mode) {
        this.outbox = outbox;
        this.passage = new Passage(outbox, mode);
    }

    /** @param dropped gets the lazy messages that made room */
    synchronized Offer offer(Encoded message, List<Encoded> dropped) {
        if (ended) {
            return Offer.ENDED;
        }
        if (!outbox.offer(message)) {
            dropped.addAll(outbox.dropLazy());
            if (!outbox.offer(message)) {
                return Offer.FULL;
            }
        }
        return outbox.markReached() ? Offer.QUEUED_HIGH : Offer.QUEUED;
    }

    /** Sees to it that lazy messages go out after a while, unless that is seen to already. */
    synchronized void scheduleLazy(Platform platform, Duration wait, Runnable flush) {
        if (!ended) {
            passage.scheduleLazy(platform, wait, () -> {
                lazyIsDue();
                flush.run();
            });
        }
    }

    private synchronized void lazyIsDue() {
        passage.lazyWentOff();
    }

    /**
     * Looks for the way out. A connection's drain is to be run also if nothing is urgent: replies may wait there.
     *
     * @return that connection, and a held connect that is to be answered, and is held no longer
     */
    synchronized Exit exit() {
        boolean mayAnswer = held == null || !held.isPaced();
        boolean timedOut = held != null && held.isTimeUp();
        boolean withConnect =
                timedOut || mayAnswer && !passage.isPushing() && !passage.isHeldBack() && passage.isUrgent();
        return new Exit(passage.bound(), withConnect ? unhold() : null);
    }

    /** Where what waits can go now. */
    record Exit(@Nullable DuplexLink link, @Nullable SuspendedConnect connect) {}

    /** Binds a duplex connection; the one before gets nothing any more. */
    synchronized Binding bind(DuplexLink link) {
        DuplexLink older = passage.bound();
        return new Binding(passage.bind(ended ? null : link), older);
    }

    /**
     * A connection was bound.
     *
     * @param older the one in whose place it came, where replies may wait that nobody else brings on their way
     */
    record Binding(int number, @Nullable DuplexLink older) {}

    /** From now on events go with responses. @return the connection that was bound until now */
    synchronized @Nullable DuplexLink unbind() {
        DuplexLink older = passage.bound();
        if (older != null) {
            passage.bind(null);
        }
        return older;
    }

    /** The connection is gone. @return whether it was the bound one */
    synchronized boolean unbind(DuplexLink link) {
        boolean wasBound = passage.bound() == link;
        if (wasBound) {
            passage.bind(null);
        }
        return wasBound;
    }

    synchronized @Nullable DuplexLink bound() {
        return passage.bound();
    }

    synchronized boolean isBoundTo(DuplexLink link) {
        return passage.bound() == link;
    }

    /** @return whether what goes with connects over that binding's connection goes again over a newer one */
    synchronized boolean isReplaced(int by) {
        return !ended && passage.mode() == DeliveryMode.ACKNOWLEDGED && by != outbox.binding();
    }

    /** The handshake's reply is on its way: events may follow. */
    synchronized void open() {
        passage.open();
    }

    /** Takes for a bound connection. */
    synchronized List<Encoded> takePushed(int by, int maxLength, int maxCount, boolean force) {
        return passage.takePushed(by, maxLength, maxCount, force);
    }

    /** Takes for the response to a request that is no connect; over a bound connection only for that to a handshake. */
    synchronized List<Encoded> takeForResponse(int maxLength, boolean handshake) {
        return passage.takeForResponse(maxLength, handshake);
    }

    /** @return the events that go with the reply to a connect, in acknowledged mode with their number, else with 0 */
    synchronized Outbox.Numbered takeForConnect(ServerLink link, int maxLength) {
        return passage.takeForConnect(link, maxLength);
    }

    /** @return sequence number of the last event that a reply over this link is to follow; 0 if it need not wait */
    synchronized long tailFor(DuplexLink link) {
        return passage.tailFor(link);
    }

    /**
     * @param by the binding that asks
     * @return whether that event was taken; also if it may not go over this connection now
     */
    synchronized boolean hasTaken(int by, long sequence) {
        return passage.hasTaken(by, sequence);
    }

    /**
     * Holds a connect, if nothing speaks against it now.
     *
     * @return if it is not held, it is to be answered
     */
    synchronized Hold hold(SuspendedConnect connect) {
        if (passage.mode() == DeliveryMode.ACKNOWLEDGED) {
            // Its client has told what it has; what went with an older connect's reply since then goes again.
            passage.acknowledge(0);
        }
        boolean due = !passage.isPushing() && !passage.isHeldBack() && passage.isUrgent();
        if (ended || due && !connect.pace()) {
            return Hold.NOT;
        }
        SuspendedConnect older = held;
        held = connect;
        return new Hold(true, older);
    }

    /**
     * What became of the wish to hold a connect.
     *
     * @param older one that was held until now: two came at the same time
     */
    record Hold(boolean held, @Nullable SuspendedConnect older) {

        static final Hold NOT = new Hold(false, null);
    }

    /** @return a number that is another one when a message has come or has left for good */
    synchronized long progress() {
        return outbox.progress();
    }

    /** A connect came. @return the one that was held until now, which is held no longer; null if there is none */
    synchronized @Nullable SuspendedConnect connectCame() {
        passage.connectCame();
        return unhold();
    }

    /** @return the held connect, which is held no longer; null if there is none */
    synchronized @Nullable SuspendedConnect unhold() {
        SuspendedConnect connect = held;
        held = null;
        return connect;
    }

    /** @return the connect that was held on that link, and is no longer; null if there is none */
    synchronized @Nullable SuspendedConnect unholdOn(ServerLink link) {
        return held != null && held.link() == link ? unhold() : null;
    }

    /** @return whether that connect was held, and is no longer */
    synchronized boolean unhold(SuspendedConnect connect) {
        return held == connect && unhold() != null;
    }

    synchronized void startBatch() {
        passage.startBatch();
    }

    /** A response takes along what comes now, if events go with responses. @return whether they do */
    synchronized boolean startResponse() {
        return passage.startResponse();
    }

    /** That response is written, or will never be. */
    synchronized void endResponse() {
        passage.endResponse();
    }

    /** The request of a response that holds events back takes long: they go with connects. */
    synchronized void yieldResponse() {
        passage.yieldResponse();
    }

    /** Its response is made now. @return whether it takes events along after all, as {@link #startResponse} does */
    synchronized boolean resumeResponse() {
        return passage.resumeResponse();
    }

    /** Its response will never be. */
    synchronized void endYield() {
        passage.endYield();
    }

    synchronized void endBatch() {
        passage.endBatch();
    }

    /** The client has what was sent up to a number. */
    synchronized void acknowledge(long number) {
        passage.acknowledge(number);
    }

    /** @return the number of the last batch in acknowledged mode */
    synchronized long batchNumber() {
        return outbox.batchNumber();
    }

    synchronized DeliveryMode mode() {
        return passage.mode();
    }

    /** The application says how events are delivered. */
    synchronized void mode(DeliveryMode newMode) {
        passage.choose(newMode);
    }

    /** Another transport delivers events like that, unless the application has said how. */
    synchronized void transportMode(DeliveryMode newMode) {
        passage.changeTo(newMode);
    }

    synchronized Inspection.Waiting inspect() {
        return new Inspection.Waiting(outbox.size(), outbox.length(), held != null, passage.bound() != null);
    }

    /** @return messages that wait, those that were sent and are not acknowledged left out */
    synchronized int waiting() {
        return (int) (outbox.tail() - outbox.head());
    }

    /** An HTTP request of the session is handled: its response can say what is left to say, should the session end. */
    synchronized void startRequest() {
        requests++;
    }

    /** That request has its response, or will never have one. */
    synchronized void endRequest() {
        if (--requests == 0) {
            lastWords = List.of();
        }
    }

    /**
     * @param words of the ended session
     * @return false, and they are forgotten, if no request of its own is under way that could take them
     */
    synchronized boolean leaveLastWords(List<Encoded> words) {
        boolean left = requests > 0;
        if (left) {
            lastWords = words;
        }
        return left;
    }

    /** @return what the ended session has left to say, once; empty as long as it lives */
    synchronized List<Encoded> takeLastWords() {
        List<Encoded> words = lastWords;
        lastWords = List.of();
        return words;
    }

    /** Takes nothing more. @return what there was, for the last words to the client */
    synchronized Rest end() {
        DuplexLink link = passage.bound();
        Rest rest = new Rest(link, held, passage.end());
        ended = true;
        held = null;
        return rest;
    }

    /** What was left at the end: the bound connection, the held connect, and the events that waited. */
    record Rest(@Nullable DuplexLink link, @Nullable SuspendedConnect connect, List<Encoded> events) {}
}
