package dev.halley.cluster.broker;

import dev.halley.protocol.ChannelId;
import dev.halley.spi.ClusterException;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What this node wants of the others: puts a channel or pattern into its part of the state with the first subscriber, and takes it
 * away some time after the last.
 *
 * <p>Thread-safety: thread-safe; the map, and the state's order, are guarded by this. The state is told under the lock, as it waits for
 * nobody.
 */
final class LocalInterest {

    static final String SECTION = "interest";

    /** How long a channel stays wanted after its last subscriber. */
    static final Duration LINGER = Duration.ofSeconds(5);

    private static final byte[] WANTED = {1};

    private final OwnedState state;
    private final SharedSync sync;
    private final Timer timer;
    private final LocalOnly localOnly;
    private final Map<ChannelId, Wanted> all = new HashMap<>();

    /** Guarded by the lock of the {@link LocalInterest}. */
    private static final class Wanted {
        private CompletableFuture<Void> known = new CompletableFuture<>();
        private Timer.@Nullable Task removal;
        /** Whether it stands in the state: not as long as the channel is not clustered. */
        private boolean put;
        /** Tells a removal that could not be cancelled any more that it comes too late. */
        private int removals;

        private void stay() {
            removals++;
            if (removal != null) {
                removal.cancel();
                removal = null;
            }
        }
    }

    LocalInterest(OwnedState state, SharedSync sync, Timer timer, LocalOnly localOnly) {
        this.localOnly = localOnly;
        this.state = state;
        this.sync = sync;
        this.timer = timer;
    }

    static OwnedState.Key key(ChannelId channel) {
        return new OwnedState.Key(SECTION, channel.toString());
    }

    /** @return whether that value of an entry says that its channel is wanted */
    static boolean isWanted(byte[] value) {
        return value.length > 0 && value[0] == WANTED[0];
    }

    /** @return is done when the others know, or have had their time; fails where the state takes no more */
    CompletionStage<Void> want(ChannelId channel) {
        Wanted wanted;
        synchronized (this) {
            Wanted there = all.get(channel);
            if (there != null) {
                there.stay();
                if (!there.known.isCompletedExceptionally()) {
                    return there.known;
                }
                there.known = new CompletableFuture<>();
                wanted = there;
            } else {
                wanted = new Wanted();
                try {
                    update(channel, wanted);
                } catch (ClusterException full) {
                    return CompletableFuture.failedStage(full);
                }
                all.put(channel, wanted);
            }
            if (!wanted.put) {
                wanted.known.complete(null);
                return wanted.known;
            }
        }
        return known(wanted.known);
    }

    /** Puts it, or takes it away, as its channel is clustered or not. */
    private void update(ChannelId channel, Wanted wanted) {
        boolean put = !localOnly.covers(channel);
        if (put && !wanted.put) {
            state.put(key(channel), WANTED);
        } else if (!put && wanted.put) {
            state.remove(key(channel));
        }
        wanted.put = put;
    }

    /**
     * Other channels are clustered than before.
     *
     * @throws ClusterException if the state takes no more: then other nodes may not know of some that are clustered now
     */
    synchronized void update() {
        all.forEach(this::update);
    }

    private CompletionStage<Void> known(CompletableFuture<Void> known) {
        sync.await().whenComplete((done, failure) -> {
            if (failure == null) {
                known.complete(null);
            } else {
                known.completeExceptionally(failure);
            }
        });
        return known;
    }

    synchronized void leave(ChannelId channel) {
        Wanted wanted = all.get(channel);
        if (wanted != null && wanted.removal == null) {
            int removal = ++wanted.removals;
            wanted.removal = timer.schedule(LINGER, () -> remove(channel, wanted, removal));
        }
    }

    private synchronized void remove(ChannelId channel, Wanted wanted, int removal) {
        if (wanted.removals == removal && all.remove(channel, wanted)) {
            state.remove(key(channel));
        }
    }

    /** @return how many channels and patterns are wanted of the others */
    synchronized int size() {
        return (int) all.values().stream().filter(wanted -> wanted.put).count();
    }

    /** Nothing is wanted any more. */
    synchronized void end() {
        all.forEach((channel, wanted) -> {
            wanted.stay();
            state.remove(key(channel));
        });
        all.clear();
    }
}
