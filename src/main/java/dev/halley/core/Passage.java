package dev.halley.core;

import dev.halley.api.DeliveryMode;
import dev.halley.core.runtime.Platform;
import dev.halley.protocol.Encoded;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the events that wait for a session may go now, and over what: as its delivery mode, its bound connection and
 * its batches say.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class Passage {

    private final Outbox outbox;
    private DeliveryMode mode;
    private @Nullable LazyTimer lazyTimer;
    private @Nullable DuplexLink bound;
    private int batches;
    /** How many responses are on their way that take events along. */
    private int responses;
    /** How many requests take so long that their responses hold nothing back any more. */
    private int yielding;
    /** Whether events went with a connect's reply because of those, and the client has not come again since. */
    private boolean unconfirmed;
    /** Up to this sequence number events may go over the bound connection where not all may. */
    private long released;

    private boolean lazyDue;
    private boolean open;
    private boolean chosen;

    Passage(Outbox outbox, DeliveryMode mode) {
        this.outbox = outbox;
        this.mode = mode;
    }

    DeliveryMode mode() {
        return mode;
    }

    /** The application says how events are delivered: a change of the transport changes it no more. */
    void choose(DeliveryMode newMode) {
        chosen = false;
        changeTo(newMode);
        chosen = true;
    }

    /** Does nothing if the application has chosen. */
    void changeTo(DeliveryMode newMode) {
        if (mode != newMode && !chosen) {
            if (mode == DeliveryMode.ACKNOWLEDGED) {
                // Nobody will acknowledge it.
                outbox.acknowledge(Long.MAX_VALUE);
            }
            mode = newMode;
            released = 0;
        }
    }

    @Nullable DuplexLink bound() {
        return bound;
    }

    /** @return whether events go over a bound connection by themselves */
    boolean isPushing() {
        return mode == DeliveryMode.PUSH && bound != null;
    }

    /** @return whether events are held back that would go with a connect: by a batch, or for a response */
    boolean isHeldBack() {
        return batches > 0 || responses > 0;
    }

    /** @return whether events go with responses; then such a one, that is to be written, holds them back */
    boolean startResponse() {
        boolean respond = mayRespond();
        responses += respond ? 1 : 0;
        return respond;
    }

    private boolean mayRespond() {
        return mode == DeliveryMode.PUSH && bound == null && yielding == 0 && !unconfirmed;
    }

    void endResponse() {
        responses--;
    }

    /** A request takes long: until its response is made, what comes goes with connects, and no response takes it. */
    void yieldResponse() {
        responses--;
        yielding++;
    }

    /** The response of a request that took long will never be. */
    void endYield() {
        yielding--;
    }

    /** The response of a request that took long is made now. @return whether it takes events, as in {@link #startResponse} */
    boolean resumeResponse() {
        endYield();
        return startResponse();
    }

    /** The client has come again: it has read what went with its last connect, or will never. */
    void connectCame() {
        unconfirmed = false;
    }

    /** @return whether something waits that does not wait for company */
    boolean isUrgent() {
        return outbox.hasUrgent() || lazyDue;
    }

    /** @param link null for none: from then on events go with responses. @return the binding's number */
    int bind(@Nullable DuplexLink link) {
        bound = link;
        released = 0;
        return outbox.rebind();
    }

    /** The handshake's reply is on its way: events may follow. */
    void open() {
        open = true;
    }

    void startBatch() {
        if (batches == 0 && mode == DeliveryMode.PUSH) {
            // What was there before does not wait, nor do the replies behind it.
            released = outbox.tail();
        }
        batches++;
    }

    void endBatch() {
        batches--;
    }

    /** @return how many events may go over the bound connection now, if they are there */
    long mayGo(int by) {
        if (by != outbox.binding() || !open) {
            return 0;
        }
        return mode == DeliveryMode.PUSH && batches == 0 ? Long.MAX_VALUE : released - outbox.head();
    }

    /** Takes for a bound connection. */
    List<Encoded> takePushed(int by, int maxLength, int maxCount, boolean force) {
        long most = mayGo(by);
        if (most <= 0 || !(force || isUrgent())) {
            return List.of();
        }
        boolean all = most > outbox.size();
        boolean more = maxCount == 0 || most < maxCount;
        return take(by, maxLength, all || !more ? maxCount : (int) most);
    }

    /** Takes for the response to a request that is no connect; over a bound connection only for that to a handshake. */
    List<Encoded> takeForResponse(int maxLength, boolean handshake) {
        if (handshake && mode == DeliveryMode.ACKNOWLEDGED) {
            return takeNumbered(maxLength).messages();
        }
        return mayRespond() || handshake && mode == DeliveryMode.PUSH
                ? take(outbox.binding(), maxLength, 0)
                : List.of();
    }

    /**
     * Takes for the reply to a connect. Over a bound connection nothing is taken that can wait in the outbox for its
     * frame: then the reply waits, too.
     *
     * @return the events, in acknowledged mode with their number, else with 0
     */
    Outbox.Numbered takeForConnect(ServerLink link, int maxLength) {
        boolean gone = link instanceof DuplexLink && bound != link;
        if (gone || isPushing()) {
            return Outbox.Numbered.NONE;
        }
        if (mode == DeliveryMode.ACKNOWLEDGED) {
            return takeNumbered(maxLength);
        }
        if (isHeldBack() && bound == null) {
            return Outbox.Numbered.NONE;
        }
        if (bound == link) {
            if (batches == 0) {
                released = outbox.tail();
                lazyDue = false;
            }
            return Outbox.Numbered.NONE;
        }
        List<Encoded> taken = take(outbox.binding(), maxLength, 0);
        unconfirmed |= yielding > 0 && !taken.isEmpty();
        return new Outbox.Numbered(0, taken);
    }

    private Outbox.Numbered takeNumbered(int maxLength) {
        // What went with another reply meanwhile may be lost, and an acknowledgement of this number covers it: again.
        outbox.acknowledge(0);
        Outbox.Numbered taken = outbox.takeNumbered(outbox.binding(), maxLength);
        settleLazy();
        return taken;
    }

    private List<Encoded> take(int by, int maxLength, int maxCount) {
        List<Encoded> taken = outbox.take(by, maxLength, maxCount);
        settleLazy();
        return taken;
    }

    /** The client has what was sent up to a number. */
    void acknowledge(long number) {
        // What goes again does not wait again.
        lazyDue |= outbox.acknowledge(number);
    }

    /** @return sequence number of the last event that a reply over this link is to follow; 0 if it need not wait */
    long tailFor(DuplexLink link) {
        long most = bound == link ? mayGo(outbox.binding()) : 0;
        return most <= 0 ? 0 : Math.min(outbox.tail(), outbox.head() + Math.min(most, outbox.size()));
    }

    /**
     * @param by the binding that asks
     * @return whether that event was taken; also if it may not go over this connection now
     */
    boolean hasTaken(int by, long sequence) {
        return mayGo(by) <= 0 || outbox.isEmpty() || outbox.head() >= sequence;
    }

    void scheduleLazy(Platform platform, Duration wait, Runnable goOff) {
        if (lazyTimer == null) {
            lazyTimer = new LazyTimer();
        }
        lazyTimer.schedule(platform, wait, goOff);
    }

    void lazyWentOff() {
        if (lazyTimer != null) {
            lazyTimer.ran();
        }
        lazyDue = !outbox.isEmpty();
    }

    private void settleLazy() {
        lazyDue = !outbox.isEmpty() && !outbox.hasUrgent();
        if (outbox.isEmpty()) {
            cancelLazy();
        }
    }

    private void cancelLazy() {
        if (lazyTimer != null) {
            lazyTimer.cancel();
        }
    }

    /** Lets nothing go any more. @return the events that waited */
    List<Encoded> end() {
        List<Encoded> rest = outbox.take(outbox.binding(), Integer.MAX_VALUE, 0);
        outbox.clear();
        bind(null);
        cancelLazy();
        return rest;
    }
}
