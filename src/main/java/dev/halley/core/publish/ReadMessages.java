package dev.halley.core.publish;

import dev.halley.core.channel.OverflowRules;
import dev.halley.core.channel.StreamMessage;
import dev.halley.spi.Publication;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Messages that were read from histories: many sessions read the same ones, and share their forms.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ReadMessages {

    private static final int SLOTS = 1_024;

    private final OverflowRules overflow;
    private final OriginRegistry origins;
    private final AtomicReferenceArray<@Nullable WeakReference<StreamMessage>> recent =
            new AtomicReferenceArray<>(SLOTS);

    /** @param origins who published them */
    public ReadMessages(OverflowRules overflow, OriginRegistry origins) {
        this.overflow = overflow;
        this.origins = origins;
    }

    public StreamMessage of(Publication publication) {
        int slot = (System.identityHashCode(publication) & Integer.MAX_VALUE) % SLOTS;
        WeakReference<StreamMessage> cached = recent.get(slot);
        StreamMessage there = cached == null ? null : cached.get();
        if (there != null && there.publication() == publication) {
            return there;
        }
        StreamMessage made = StreamMessage.recovered(
                publication, origins.publisher(publication.origin()), overflow.ofRead(publication));
        recent.set(slot, new WeakReference<>(made));
        return made;
    }
}
