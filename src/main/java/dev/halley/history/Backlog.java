package dev.halley.history;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much is on its way to the journal, and may be. Bounds are those of a moment: threads that come at the same time may exceed them by
 * what they bring.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Backlog {

    private final int maxMessages;
    private final long maxBytes;
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Backlog(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    boolean isFull() {
        return messages.get() >= maxMessages || bytes.get() >= maxBytes;
    }

    void enter(int size) {
        messages.incrementAndGet();
        bytes.addAndGet(size);
    }

    void leave(int size) {
        messages.decrementAndGet();
        bytes.addAndGet(-size);
    }

    /** @return how many messages there are */
    int messages() {
        return messages.get();
    }
}
