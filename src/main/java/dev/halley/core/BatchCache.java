package dev.halley.core;

import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last batch: in a fan-out the next session most often waits for the very same events, and gets the same
 * joined text.
 *
 * <p>Thread-safety: thread-safe; races cost one more join.
 */
final class BatchCache {

    private volatile @Nullable Batch last;

    Batch batchOf(List<Encoded> messages) {
        Batch cached = last;
        if (cached != null && same(cached.messages(), messages)) {
            return cached;
        }
        Batch batch = new Batch(messages);
        last = batch;
        return batch;
    }

    /** Lets go of the last batch, so that an idle server keeps no message alive. */
    void clear() {
        last = null;
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
