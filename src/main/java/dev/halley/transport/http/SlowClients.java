package dev.halley.transport.http;

import dev.halley.spi.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Notices clients that take nothing of their response for too long: at least the timeout, at most twice that.
 *
 * <p>The containers' own timeouts are not relied on, because Undertow has none unless its listener is given one. There is at
 * most one timer task for all responses of a transport, and none while none is written.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SlowClients {

    private final Timer timer;
    private final Duration timeout;
    private final Consumer<Throwable> told;
    private final Set<Writing> writing = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();

    /** A response on its way. */
    interface Writing {

        /** @return whether something went since the last time that this was asked, or this is the first time */
        boolean hasMoved();

        /** @return whether nothing of it is left to go */
        boolean isOver();

        /**
         * Called by the timer, after {@link #hasMoved} was false; quick.
         *
         * @return whether it was given up; false if it has ended just now
         */
        boolean stuck(IOException why);
    }

    /** @param told of each client that was too slow */
    SlowClients(Timer timer, Duration timeout, Consumer<Throwable> told) {
        this.timer = timer;
        this.timeout = timeout;
        this.told = told;
    }

    void add(Writing response) {
        writing.add(response);
        lookLater();
    }

    void remove(Writing response) {
        writing.remove(response);
    }

    private void lookLater() {
        if (looking.compareAndSet(false, true)) {
            timer.schedule(timeout, this::look);
        }
    }

    private void look() {
        looking.set(false);
        for (Writing response : writing) {
            if (response.isOver()) {
                writing.remove(response);
            } else if (!response.hasMoved()) {
                writing.remove(response);
                IOException why = new IOException("The client took nothing of its response for " + timeout.toMillis()
                        + " ms, the time that 'sendTimeout' allows.");
                if (response.stuck(why)) {
                    told.accept(why);
                }
            }
        }
        if (!writing.isEmpty()) {
            lookLater();
        }
    }
}
