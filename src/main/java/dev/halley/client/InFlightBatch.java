package dev.halley.client;

import java.util.HashSet;
import java.util.Set;

/**
 * A packet that was sent, and which of its exchanges are not answered yet.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class InFlightBatch {

    private final RequestBatch batch;
    private final Set<Exchange> open;
    private Registration timer = () -> {};

    InFlightBatch(RequestBatch batch) {
        this.batch = batch;
        this.open = new HashSet<>(batch.exchanges());
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
