package dev.halley.history;

import dev.halley.protocol.ChannelId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels in the order in which they were last published on; those first on which nothing was published yet.
 *
 * <p>Thread-safety: guarded by this.
 */
final class Recent {

    private final Map<ChannelId, KeptChannel> unpublished = new LinkedHashMap<>();
    private final Map<ChannelId, KeptChannel> published = new LinkedHashMap<>(16, 0.75f, true);

    synchronized void made(KeptChannel kept) {
        unpublished.put(kept.channel(), kept);
    }

    synchronized void published(KeptChannel kept) {
        if (published.get(kept.channel()) != kept) {
            unpublished.remove(kept.channel(), kept);
            published.put(kept.channel(), kept);
        }
    }

    synchronized void gone(KeptChannel kept) {
        unpublished.remove(kept.channel(), kept);
        published.remove(kept.channel(), kept);
    }

    synchronized @Nullable KeptChannel oldest() {
        Map<ChannelId, KeptChannel> first = unpublished.isEmpty() ? published : unpublished;
        return first.isEmpty() ? null : first.values().iterator().next();
    }
}
