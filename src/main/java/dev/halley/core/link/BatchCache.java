package dev.halley.core.link;

import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Remembers a few batches, by their first message: in a fan-out most sessions wait for the very same events, now or a little
 * later, and get the same joined text.
 *
 * <p>Thread-safety: thread-safe; races cost one more join.
 */
public final class BatchCache {

    private static final int SLOTS = 16;

    private final AtomicReferenceArray<Batch> recent = new AtomicReferenceArray<>(SLOTS);

    /** @param messages at least one */
    public Batch batchOf(List<Encoded> messages) {
        int slot = slotOf(messages.get(0));
        Batch cached = recent.get(slot);
        if (cached != null && same(cached.messages(), messages)) {
            return cached;
        }
        Batch batch = new Batch(messages);
        recent.set(slot, batch);
        return batch;
    }

    /** Lets go of all, so that an idle server keeps no message alive. */
    public void clear() {
        for (int i = 0; i < SLOTS; i++) {
            recent.set(i, null);
        }
    }

    public static int slotOf(Encoded first) {
        return System.identityHashCode(first) % SLOTS;
    }

    private static boolean same(List<Encoded> some, List<Encoded> others) {
        int size = some.size();
        if (size != others.size()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (some.get(i) != others.get(i)) {
                return false;
            }
        }
        return true;
    }
}
