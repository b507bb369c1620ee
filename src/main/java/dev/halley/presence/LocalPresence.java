package dev.halley.presence;

import dev.halley.api.Member;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Presence;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The presence of a server that stands alone: its own members are all there are.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class LocalPresence implements Presence {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private volatile @Nullable Receiver receiver;

    @Override
    public void start(Receiver local) {
        receiver = local;
    }

    @Override
    public CompletionStage<Void> put(ChannelId channel, Member member) {
        Receiver local = receiver;
        if (local != null) {
            local.present(channel, member);
        }
        return DONE;
    }

    @Override
    public CompletionStage<Void> remove(ChannelId channel, String id) {
        Receiver local = receiver;
        if (local != null) {
            local.absent(channel, id);
        }
        return DONE;
    }

    @Override
    public void stop() {
        receiver = null;
    }
}
