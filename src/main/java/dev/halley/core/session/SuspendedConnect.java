package dev.halley.core.session;

import dev.halley.core.runtime.Once;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.MessageId;
import dev.halley.protocol.Request;
import dev.halley.spi.Timer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code /meta/connect} that waits for events or its time. It is answered, superseded or lost exactly once: by whoever
 * gets {@link #release} to say true. It is held for long, so it keeps of the request what cannot be had otherwise.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class SuspendedConnect {

    /** Why it is held no longer. */
    public enum Release {
        TIMEOUT,
        MESSAGES,
        SESSION_ENDED,
        SUPERSEDED,
        LOST
    }

    private static final String CHANNEL = "/meta/connect";

    private final @Nullable MessageId id;
    /** The request, where it says more than its id. */
    private final Request.@Nullable Connect whole;

    private final Downstream link;
    private final int number;
    private final Runnable giveBackPermit;
    private final boolean tooSoon;
    private volatile boolean paced;
    private volatile boolean timeIsUp;
    private final Once released = new Once();
    private volatile Timer.@Nullable Task timeout;

    /**
     * @param number the connect's, as {@link SessionTimes} gave it
     * @param giveBackPermit tells that one connect fewer of that browser is held
     * @param tooSoon whether it must not be answered at once, as its client comes again and again
     */
    public SuspendedConnect(
            Request.Connect request, Downstream link, int number, Runnable giveBackPermit, boolean tooSoon) {
        this.id = request.id();
        this.whole = isPlain(request, link.transport()) ? null : request;
        this.link = link;
        this.number = number;
        this.giveBackPermit = giveBackPermit;
        this.tooSoon = tooSoon;
    }

    /** @param session the id of the session whose connect it is */
    public Request.Connect request(String session) {
        if (whole != null) {
            return whole;
        }
        return new Request.Connect(new Envelope(CHANNEL, id, session, null, Map.of()), link.transport(), null);
    }

    private static boolean isPlain(Request.Connect request, String transport) {
        Envelope envelope = request.envelope();
        return envelope.ext() == null
                && envelope.others().isEmpty()
                && request.advice() == null
                && transport.equals(request.connectionType());
    }

    public Downstream link() {
        return link;
    }

    /** @return which of the session's connects it is */
    public int number() {
        return number;
    }

    /** It would be answered at once. @return whether it is held for a fixed while instead, whatever comes */
    public boolean pace() {
        paced = tooSoon;
        return paced;
    }

    public boolean isPaced() {
        return paced;
    }

    /** From now on it is answered whatever waits. */
    public void endTime() {
        timeIsUp = true;
    }

    boolean isTimeUp() {
        return timeIsUp;
    }

    /** @param task is cancelled on release */
    public void timeout(Timer.Task task) {
        timeout = task;
        if (isReleased()) {
            task.cancel();
        }
    }

    /** @return whether it was held until now */
    public boolean release() {
        if (!released.first()) {
            return false;
        }
        Timer.Task task = timeout;
        if (task != null) {
            task.cancel();
        }
        giveBackPermit.run();
        return true;
    }

    private boolean isReleased() {
        return released.isDone();
    }
}
