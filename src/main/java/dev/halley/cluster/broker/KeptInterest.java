package dev.halley.cluster.broker;

import dev.halley.cluster.log.ClusterLog;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Timer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which streams this node follows: those of the channels and patterns that have subscribers here, as long as something of them is kept,
 * and for some time after the last one has gone.
 *
 * <p>Thread-safety: thread-safe; the map is guarded by this. The log is told under the lock, as it waits for nobody.
 */
final class KeptInterest {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final ClusterLog log;
    private final Timer timer;
    private final Predicate<ChannelId> keeps;
    private final Map<ChannelId, Wanted> all = new HashMap<>();

    /** Guarded by the lock of the {@link KeptInterest}. */
    private static final class Wanted {
        private boolean on = true;
        /** Null as long as nothing of it is kept. */
        private @Nullable CompletableFuture<Void> following;
        /** Tells a removal that could not be cancelled any more that it comes too late. */
        private int removals;
    }

    /** @param keeps whether anything is kept of a channel, or may be of one that matches a pattern */
    KeptInterest(ClusterLog log, Timer timer, Predicate<ChannelId> keeps) {
        this.log = log;
        this.timer = timer;
        this.keeps = keeps;
    }

    /** @return done when what is published from then on arrives here */
    synchronized CompletionStage<Void> want(ChannelId channel) {
        Wanted wanted = all.computeIfAbsent(channel, absent -> new Wanted());
        wanted.on = true;
        wanted.removals++;
        follow(channel, wanted);
        CompletableFuture<Void> following = wanted.following;
        return following == null ? DONE : following;
    }

    private void follow(ChannelId channel, Wanted wanted) {
        CompletableFuture<Void> there = wanted.following;
        if (keeps.test(channel) && (there == null || there.isCompletedExceptionally())) {
            String name = channel.toString();
            CompletionStage<Void> following = channel.isWild() ? log.attach(name) : log.follow(name);
            wanted.following = following.toCompletableFuture();
        }
    }

    synchronized void leave(ChannelId channel) {
        Wanted wanted = all.get(channel);
        if (wanted != null && wanted.on) {
            wanted.on = false;
            int removal = ++wanted.removals;
            timer.schedule(LocalInterest.LINGER, () -> remove(channel, wanted, removal));
        }
    }

    private synchronized void remove(ChannelId channel, Wanted wanted, int removal) {
        if (wanted.removals != removal || !all.remove(channel, wanted) || wanted.following == null) {
            return;
        }
        if (channel.isWild()) {
            log.detach(channel.toString());
        } else {
            log.unfollow(channel.toString());
        }
    }

    /** Other channels are kept than before. */
    synchronized void update() {
        all.forEach(this::follow);
    }
}
