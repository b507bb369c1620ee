package dev.halley.core.session;

import dev.halley.json.Utf8;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.MessageId;
import dev.halley.protocol.MessageWriter;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.spi.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A {@code /meta/connect} that waits for events or its time. It is held for long, so it keeps of the request what cannot be had
 * otherwise.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class SuspendedConnect implements HeldConnect {

    private static final String CHANNEL = "/meta/connect";
    private static final AtomicIntegerFieldUpdater<SuspendedConnect> RELEASED =
            AtomicIntegerFieldUpdater.newUpdater(SuspendedConnect.class, "released");

    private final CoreSession session;
    private final @Nullable MessageId id;
    /** The request, where it says more than its id. */
    private final Request.@Nullable Connect whole;

    private final Downstream link;
    private final int number;
    private final Runnable giveBackPermit;
    private boolean tooSoon;
    private volatile boolean paced;
    private volatile boolean timeIsUp;
    /** 1 when it is held no longer. */
    private volatile int released;

    private volatile Timer.@Nullable Task timeout;

    /**
     * @param number the connect's, as {@link SessionTimes} gave it
     * @param giveBackPermit tells that one connect fewer of that browser is held
     */
    public SuspendedConnect(
            CoreSession session, Request.Connect request, Downstream link, int number, Runnable giveBackPermit) {
        this.session = session;
        this.id = request.id();
        this.whole = isPlain(request, link.transport()) ? null : request;
        this.link = link;
        this.number = number;
        this.giveBackPermit = giveBackPermit;
    }

    private static boolean isPlain(Request.Connect request, String transport) {
        Envelope envelope = request.envelope();
        return envelope.ext() == null
                && envelope.others().isEmpty()
                && request.advice() == null
                && transport.equals(request.connectionType());
    }

    public Request.Connect request() {
        if (whole != null) {
            return whole;
        }
        return new Request.Connect(new Envelope(CHANNEL, id, session.id(), null, Map.of()), link.transport(), null);
    }

    @Override
    public Downstream link() {
        return link;
    }

    @Override
    public int number() {
        return number;
    }

    /**
     * Before it is held: it must not be answered at once, as its client comes again and again.
     *
     * @param atOnce whether it would be: then it is held for a fixed while, whatever comes
     */
    public void comesTooSoon(boolean atOnce) {
        tooSoon = true;
        paced = atOnce;
    }

    @Override
    public boolean pace() {
        paced = tooSoon;
        return paced;
    }

    @Override
    public boolean isPaced() {
        return paced;
    }

    @Override
    public void endTime() {
        timeIsUp = true;
    }

    @Override
    public boolean isTimeUp() {
        return timeIsUp;
    }

    /** @param task is cancelled on release */
    public void timeout(Timer.Task task) {
        timeout = task;
        if (released != 0) {
            task.cancel();
        }
    }

    @Override
    public boolean release() {
        if (!RELEASED.compareAndSet(this, 0, 1)) {
            return false;
        }
        Timer.Task task = timeout;
        if (task != null) {
            task.cancel();
        }
        giveBackPermit.run();
        return true;
    }

    @Override
    public void answer(Release why) {
        if (release()) {
            session.resumed(why);
            link.answerHeld(session, number, this::withWhatWaits);
        }
    }

    private Downstream.HeldAnswer withWhatWaits() {
        Reply reply = ConnectReplies.reply(session, request());
        int length = Utf8.length(MessageWriter.write(reply));
        // Events first: the reply of an acknowledged session carries their number.
        Outbox.Numbered taken = ConnectReplies.take(session, link, length);
        Encoded encoded = ConnectReplies.encode(session, request(), reply, taken.number());
        return new Downstream.HeldAnswer(
                taken.messages(), taken.number() > 0, encoded, session.queue().tailFor(link));
    }

    @Override
    public void supersede() {
        if (release()) {
            session.context().platform().events().connectReleased(session.id(), Release.SUPERSEDED.name());
            link.superseded(session, number, () -> new Downstream.HeldAnswer(List.of(), false, bareReply(), 0));
        }
    }

    /** @return the reply, with which no events go */
    private Encoded bareReply() {
        return ConnectReplies.encode(session, request(), ConnectReplies.reply(session, request()), 0);
    }

    @Override
    public boolean answerLast(List<Encoded> events) {
        boolean ours = release();
        if (ours) {
            session.resumed(Release.SESSION_ENDED);
            Encoded last = bareReply();
            link.answerHeld(session, number, () -> new Downstream.HeldAnswer(events, false, last, 0));
        }
        return ours;
    }
}
