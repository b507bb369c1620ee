package dev.halley.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * A packet in flight, and its exchanges that are not answered yet.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class InFlightBatch {

    private final RequestBatch batch;
    private final Duration patience;
    private final Set<Exchange> open;
    private Registration timer = () -> {};

    /** @param patience how long its answer may take after a sign of life */
    InFlightBatch(RequestBatch batch, Duration patience) {
        this.batch = batch;
        this.patience = patience;
        this.open = new HashSet<>(batch.exchanges());
    }

    Duration patience() {
        return patience;
    }

    RequestBatch batch() {
        return batch;
    }

    /** @param newTimer ends the wait */
    void timer(Registration newTimer) {
        timer = newTimer;
    }

    /** @return whether the last one is answered now */
    boolean answered(Exchange exchange) {
        open.remove(exchange);
        if (open.isEmpty()) {
            timer.close();
        }
        return open.isEmpty();
    }

    void complete() {
        timer.close();
    }
}
