package dev.halley.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Probes, after a fallback, whether the preferred transport gets through again: opens it beside the one in use, after a
 * back-off, and sends nothing over it. The session moves to it when its next connect is due.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class Probing {

    /** So much longer than until a probe a connect is held, so that the probe is over when the next is due. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final ClientContext context;
    private final BackOff backOff;
    private final ClientTransport.Receiver receiver;
    private Registration timer = () -> {};
    private @Nullable ClientTransport probe;
    private boolean waiting;
    private boolean open;
    private long due;
    private int probes;
    /** Counts what is waited for, so that what was given up is recognised when its time comes. */
    private long epoch;

    /** @param receiver of what comes over the transport once it is in use */
    Probing(ClientContext context, BackOff backOff, ClientTransport.Receiver receiver) {
        this.context = context;
        this.backOff = backOff;
        this.receiver = receiver;
    }

    /**
     * A connect was answered.
     *
     * @param lasts whether the preferred transport has shown that it lasts
     */
    void settled(boolean lasts) {
        if (lasts) {
            probes = 0;
        }
        if (context.holder().choice().preferred().isEmpty()) {
            stop();
        } else if (!waiting && probe == null) {
            schedule();
        }
    }

    private void schedule() {
        Duration delay = backOff.after(probes + 1);
        long expected = ++epoch;
        waiting = true;
        due = context.time().nanos() + delay.toNanos();
        timer = context.time().later(delay, () -> context.strand().execute(() -> begin(expected)));
    }

    private void begin(long expected) {
        TransportType preferred = context.holder().choice().preferred().orElse(null);
        if (expected == epoch && waiting && preferred != null) {
            waiting = false;
            probes++;
            probe = context.holder().create(preferred, receiver);
            probe.open();
        }
    }

    void opened(ClientTransport transport) {
        open |= transport == probe;
    }

    /** It did not open, or has broken. */
    void failed(ClientTransport transport) {
        if (transport == probe) {
            probe = null;
            open = false;
            schedule();
        }
    }

    boolean isOpen() {
        return open;
    }

    /** @return the transport, open, which is the caller's from now on; null if it has broken meanwhile */
    @Nullable ClientTransport take() {
        ClientTransport taken = open ? probe : null;
        if (open) {
            probe = null;
            open = false;
        }
        return taken;
    }

    /** @return for how long the server is to hold a connect, so that an open probe need not wait for its end */
    Duration hold(Duration timeout) {
        Duration wanted = timeout;
        if (waiting) {
            Duration rest = Duration.ofNanos(Math.max(0, due - context.time().nanos()));
            wanted = rest.plus(MARGIN);
        } else if (probe != null) {
            wanted = MARGIN;
        }
        return wanted.compareTo(timeout) < 0 ? wanted : timeout;
    }

    /** Gives up what is under way. */
    void stop() {
        timer.close();
        epoch++;
        waiting = false;
        open = false;
        if (probe != null) {
            probe.close();
            probe = null;
        }
    }

    /** Forgets what was learned, too: another conversation begins. */
    void reset() {
        stop();
        probes = 0;
    }
}
