package dev.halley.core.session;

import dev.halley.api.DeliveryMode;
import dev.halley.core.runtime.Platform;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Inspection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a session's client, what of it may go now, as the delivery mode, the bound connection and the session's batches
 * say, and the connect that is held.
 *
 * <p>Thread-safety: thread-safe; this is the session's one lock. All state, that of the parts included, is guarded by it, and nothing
 * is called out to meanwhile.
 */
public final class SessionQueue {

    private final Outbox outbox;
    private final FollowedChannels followed;
    private final LaggingChannels behind;
    private DeliveryMode mode;
    /** Whether the application has said how events are delivered. */
    private boolean chosen;

    private Downstream.@Nullable Duplex bound;
    private @Nullable HeldConnect held;
    /** Whether the handshake's reply is on its way. */
    private boolean open;

    private boolean ended;
    private int batches;
    /** Up to this sequence number events may go over the bound connection where not all may. */
    private long released;
    /** How many responses are on their way that take events along. */
    private int responses;
    /** How many requests take so long that their responses hold nothing back any more. */
    private int yielding;
    /** Whether events went with a connect's reply because of those, and the client has not come again since. */
    private boolean unconfirmed;

    private @Nullable LazyTimer lazyTimer;
    private boolean lazyDue;
    /** HTTP requests of the session that are not answered yet. */
    private int requests;
    /** What an ended session still has to say, for the response to one of those requests. */
    private List<Encoded> lastWords = List.of();

    /** @param mostFollowed how many channels with history may be followed */
    SessionQueue(Outbox outbox, DeliveryMode mode, int mostFollowed) {
        this.outbox = outbox;
        this.followed = new FollowedChannels(this, outbox, mostFollowed);
        this.behind = outbox.behind(this);
        this.mode = mode;
    }

    /** @return the channels with history that the session follows */
    FollowedChannels followed() {
        return followed;
    }

    /** @return the channels with history of which what came is to be read */
    LaggingChannels behind() {
        return behind;
    }

    // ---- what comes

    /** What became of an offer. */
    enum Offer {
        QUEUED,
        /** The queue has more messages now than it ever had, by enough to be worth telling. */
        QUEUED_HIGH,
        FULL,
        /** It is dropped, as the overflow policy of its channel says. */
        DROPPED,
        /** It is read from its channel's history when there is room again. */
        BEHIND,
        /** The session has begun to join its channel anew, and gets it after that. */
        JOINING,
        ENDED
    }

    /** @param dropped gets the messages that made room */
    synchronized Offer offer(Encoded message, List<Encoded> dropped) {
        if (ended) {
            return Offer.ENDED;
        }
        if (!followed.admits(message)) {
            return Offer.JOINING;
        }
        return switch (outbox.offer(message, dropped)) {
            case TAKEN -> outbox.markReached() ? Offer.QUEUED_HIGH : Offer.QUEUED;
            case FULL -> Offer.FULL;
            case DROPPED -> Offer.DROPPED;
            case BEHIND -> {
                // What is behind waits for what is here, lazy as that may be.
                lazyDue |= !outbox.isEmpty();
                yield Offer.BEHIND;
            }
        };
    }

    /** So many events of the channel are dropped, as there is no room for more of them, or they are gone. */
    synchronized void countDropped(String channel, long many) {
        outbox.countDropped(channel, many);
    }

    /** The client wants to be told what is dropped for lack of room. */
    public synchronized void tellDropped() {
        outbox.tellDropped();
    }

    /** Sees to it that lazy messages go out after a while, unless that is seen to already. */
    synchronized void scheduleLazy(Platform platform, Duration wait, Runnable flush) {
        if (ended) {
            return;
        }
        if (lazyTimer == null) {
            lazyTimer = new LazyTimer();
        }
        lazyTimer.schedule(platform, wait, () -> {
            lazyIsDue();
            flush.run();
        });
    }

    private synchronized void lazyIsDue() {
        if (lazyTimer != null) {
            lazyTimer.ran();
        }
        lazyDue = !outbox.isEmpty();
    }

    // ---- what carries the session

    /** Binds a duplex connection; the one before gets nothing any more. */
    public synchronized Binding bind(Downstream.Duplex link) {
        Downstream.Duplex older = bound;
        return new Binding(rebind(ended ? null : link), older);
    }

    /**
     * A connection was bound.
     *
     * @param older the one in whose place it came, where replies may wait that nobody else brings on their way
     */
    public record Binding(int number, Downstream.@Nullable Duplex older) {}

    /** @param link null for none: from then on events go with responses. @return the binding's number */
    private int rebind(Downstream.@Nullable Duplex link) {
        bound = link;
        released = 0;
        return outbox.rebind();
    }

    /** From now on events go with responses. @return the connection that was bound until now */
    public synchronized Downstream.@Nullable Duplex unbind() {
        Downstream.Duplex older = bound;
        if (older != null) {
            rebind(null);
        }
        return older;
    }

    /** The connection is gone. @return whether it was the bound one */
    public synchronized boolean unbind(Downstream.Duplex link) {
        boolean wasBound = bound == link;
        if (wasBound) {
            rebind(null);
        }
        return wasBound;
    }

    synchronized Downstream.@Nullable Duplex bound() {
        return bound;
    }

    public synchronized boolean isBoundTo(Downstream.Duplex link) {
        return bound == link;
    }

    /** @return whether events go over a connection that {@linkplain Downstream.Duplex#outlivesConnects outlives connects} */
    public synchronized boolean isStreaming() {
        return bound != null && bound.outlivesConnects();
    }

    /** @return whether events go by themselves where a connection is bound, and not with connects alone */
    public synchronized boolean mayPush() {
        return mode == DeliveryMode.PUSH;
    }

    /** @return whether what goes with connects over that binding's connection goes again over a newer one */
    public synchronized boolean isReplaced(int by) {
        return !ended && mode == DeliveryMode.ACKNOWLEDGED && by != outbox.binding();
    }

    /** The handshake's reply is on its way: events may follow. */
    public synchronized void open() {
        open = true;
    }

    synchronized DeliveryMode mode() {
        return mode;
    }

    /** The application says how events are delivered: a change of the transport changes it no more. */
    synchronized void mode(DeliveryMode newMode) {
        changeTo(newMode);
        chosen = true;
    }

    /** Another transport delivers events like that, unless the application has said how. */
    synchronized void transportMode(DeliveryMode newMode) {
        if (!chosen) {
            changeTo(newMode);
        }
    }

    private void changeTo(DeliveryMode newMode) {
        if (mode != newMode) {
            if (mode == DeliveryMode.ACKNOWLEDGED) {
                // Nobody will acknowledge it.
                outbox.acknowledge(Long.MAX_VALUE);
            }
            mode = newMode;
            released = 0;
        }
    }

    // ---- what holds events back

    public synchronized void startBatch() {
        if (batches == 0 && mode == DeliveryMode.PUSH) {
            // What was there before does not wait, nor do the replies behind it.
            released = outbox.tail();
        }
        batches++;
    }

    public synchronized void endBatch() {
        batches--;
    }

    /** A response takes along what comes now, and holds it back until then, if events go with responses. @return whether they do */
    public synchronized boolean startResponse() {
        boolean respond = mayRespond();
        responses += respond ? 1 : 0;
        return respond;
    }

    private boolean mayRespond() {
        return mode == DeliveryMode.PUSH && bound == null && yielding == 0 && !unconfirmed;
    }

    /** That response is written, or will never be. */
    public synchronized void endResponse() {
        responses--;
    }

    /** The request of a response that holds events back takes long: until that is made, they go with connects alone. */
    public synchronized void yieldResponse() {
        responses--;
        yielding++;
    }

    /** Its response is made now. @return whether it takes events along after all, as {@link #startResponse} does */
    public synchronized boolean resumeResponse() {
        yielding--;
        return startResponse();
    }

    /** Its response will never be. */
    public synchronized void endYield() {
        yielding--;
    }

    /** @return whether events go over a bound connection by themselves */
    private boolean isPushing() {
        return mode == DeliveryMode.PUSH && bound != null;
    }

    /** @return whether a response takes events along */
    synchronized boolean goesWithResponse() {
        return mayRespond();
    }

    /** @return whether events are held back that would go with a connect: by a batch, or for a response */
    private boolean isHeldBack() {
        return batches > 0 || responses > 0;
    }

    /** @return whether something waits that does not wait for company */
    private boolean isUrgent() {
        return outbox.hasUrgent() || lazyDue;
    }

    /** @return whether something waits that a held connect is answered with */
    private boolean isDueWithConnect() {
        return !isPushing() && !isHeldBack() && isUrgent();
    }

    // ---- the way out

    /**
     * Looks for the way out. A connection's drain is to be run also if nothing is urgent: replies may wait there.
     *
     * @return that connection, and a held connect that is to be answered, and is held no longer
     */
    synchronized Exit exit() {
        boolean mayAnswer = held == null || !held.isPaced();
        boolean timedOut = held != null && held.isTimeUp();
        boolean withConnect = timedOut || mayAnswer && isDueWithConnect();
        return new Exit(bound, withConnect ? unhold() : null);
    }

    /** Where what waits can go now. */
    record Exit(Downstream.@Nullable Duplex link, @Nullable HeldConnect connect) {}

    /** @return how many events may go over the bound connection now, if they are there */
    private long mayGo(int by) {
        if (by != outbox.binding() || !open) {
            return 0;
        }
        return mode == DeliveryMode.PUSH && batches == 0 ? Long.MAX_VALUE : released - outbox.head();
    }

    /** Takes for a bound connection. */
    synchronized List<Encoded> takePushed(int by, int maxLength, int maxCount, boolean force) {
        long most = mayGo(by);
        if (most <= 0 || !(force || isUrgent())) {
            return List.of();
        }
        boolean all = most > outbox.size();
        boolean more = maxCount == 0 || most < maxCount;
        return take(by, maxLength, all || !more ? maxCount : (int) most);
    }

    /** Takes for the response to a request that is no connect; over a bound connection only for that to a handshake. */
    synchronized List<Encoded> takeForResponse(int maxLength, boolean handshake) {
        if (handshake && mode == DeliveryMode.ACKNOWLEDGED) {
            return takeNumbered(maxLength).messages();
        }
        return mayRespond() || handshake && mode == DeliveryMode.PUSH
                ? take(outbox.binding(), outbox.within(maxLength), 0)
                : List.of();
    }

    /**
     * Takes for the reply to a connect. Over a bound connection nothing is taken that can wait in the outbox for its
     * frame: then the reply waits, too.
     *
     * @return the events, in acknowledged mode with their number, else with 0
     */
    synchronized Outbox.Numbered takeForConnect(Downstream link, int maxLength) {
        if (link instanceof Downstream.Duplex duplex && duplex.endsWithReply()) {
            if (bound == link) {
                // What waits goes with the reply, and what comes then with the next connect.
                rebind(null);
            }
        } else if (link instanceof Downstream.Duplex && bound != link) {
            return Outbox.Numbered.NONE;
        }
        if (isPushing()) {
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
        List<Encoded> taken = take(outbox.binding(), outbox.within(maxLength), 0);
        unconfirmed |= yielding > 0 && !taken.isEmpty();
        return new Outbox.Numbered(0, taken);
    }

    private Outbox.Numbered takeNumbered(int maxLength) {
        // What went with another reply meanwhile may be lost, and an acknowledgement of this number covers it: again.
        outbox.acknowledge(0);
        Outbox.Numbered taken = outbox.takeNumbered(outbox.binding(), outbox.within(maxLength));
        settleLazy();
        return taken;
    }

    private List<Encoded> take(int by, int maxLength, int maxCount) {
        List<Encoded> taken = outbox.take(by, maxLength, maxCount);
        settleLazy();
        return taken;
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

    /** @return sequence number of the last event that a reply over this link is to follow; 0 if it need not wait */
    public synchronized long tailFor(Downstream link) {
        long most = bound == link ? mayGo(outbox.binding()) : 0;
        return most <= 0 ? 0 : Math.min(outbox.tail(), outbox.head() + Math.min(most, outbox.size()));
    }

    /**
     * @param by the binding that asks
     * @return whether that event was taken; also if it may not go over this connection now
     */
    public synchronized boolean hasTaken(int by, long sequence) {
        return mayGo(by) <= 0 || outbox.isEmpty() || outbox.head() >= sequence;
    }

    /** The client has what was sent up to a number. */
    public synchronized void acknowledge(long number) {
        outbox.clientCame(false);
        // What goes again does not wait again.
        lazyDue |= outbox.acknowledge(number);
    }

    /** @return the number of the last batch in acknowledged mode */
    public synchronized long batchNumber() {
        return outbox.batchNumber();
    }

    // ---- the connect that is held

    /**
     * A connect came: its client has read what went with its last one, or will never.
     *
     * @param anew whether that is not known: it asks for an answer at once, as after a break
     * @return the one that was held until now, which is held no longer; null if there is none
     */
    public synchronized @Nullable HeldConnect connectCame(boolean anew) {
        unconfirmed = false;
        if (mode != DeliveryMode.ACKNOWLEDGED) {
            outbox.clientCame(anew);
        }
        return unhold();
    }

    /**
     * Holds a connect, if nothing speaks against it now.
     *
     * @return if it is not held, it is to be answered
     */
    public synchronized Hold hold(HeldConnect connect) {
        if (mode == DeliveryMode.ACKNOWLEDGED) {
            // Its client has told what it has; what went with an older connect's reply since then goes again.
            lazyDue |= outbox.acknowledge(0);
        }
        if (ended || isDueWithConnect() && !connect.pace()) {
            return Hold.NOT;
        }
        HeldConnect older = held;
        held = connect;
        return new Hold(true, older);
    }

    /**
     * What became of the wish to hold a connect.
     *
     * @param older one that was held until now: two came at the same time
     */
    public record Hold(boolean held, @Nullable HeldConnect older) {

        static final Hold NOT = new Hold(false, null);
    }

    /** @return the held connect, which is held no longer; null if there is none */
    public synchronized @Nullable HeldConnect unhold() {
        HeldConnect connect = held;
        held = null;
        return connect;
    }

    /** The connect that is held, if there is one, is answered whatever waits. @return whether there is one */
    synchronized boolean endHold() {
        if (held != null) {
            held.endTime();
        }
        return held != null;
    }

    /** @return the connect that was held on that link, and is no longer; null if there is none */
    synchronized @Nullable HeldConnect unholdOn(Downstream link) {
        return held != null && held.link() == link ? unhold() : null;
    }

    // ---- how it stands

    /** @return a number that is another one when a message has come or has left for good */
    public synchronized long progress() {
        return outbox.progress();
    }

    public synchronized Inspection.Waiting inspect() {
        return new Inspection.Waiting(outbox.size(), outbox.length(), held != null, bound != null, outbox.dropped());
    }

    /** @return messages that wait, those that were sent and are not acknowledged left out */
    public synchronized int waiting() {
        return (int) (outbox.tail() - outbox.head());
    }

    // ---- the end

    /** An HTTP request of the session is handled: its response can say what is left to say, should the session end. */
    public synchronized void startRequest() {
        requests++;
    }

    /** That request has its response, or will never have one. */
    public synchronized void endRequest() {
        if (--requests == 0) {
            lastWords = List.of();
        }
    }

    /** Takes nothing more. @return what there was, for the last words to the client */
    synchronized Rest end() {
        Rest rest = new Rest(bound, held, outbox.take(outbox.binding(), Integer.MAX_VALUE, 0));
        outbox.clear();
        followed.end();
        behind.end();
        rebind(null);
        cancelLazy();
        ended = true;
        held = null;
        return rest;
    }

    /** What was left at the end: the bound connection, the held connect, and the events that waited. */
    record Rest(Downstream.@Nullable Duplex link, @Nullable HeldConnect connect, List<Encoded> events) {}

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
    public synchronized List<Encoded> takeLastWords() {
        List<Encoded> words = lastWords;
        lastWords = List.of();
        return words;
    }
}
