package dev.halley.core;

import dev.halley.core.channel.ChannelTree;
import dev.halley.core.link.BatchCache;
import dev.halley.core.link.OpenLinks;
import dev.halley.core.runtime.Platform;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.SessionRegistry;
import dev.halley.spi.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Looks again and again for sessions that have expired, channels that nothing uses and connections that carry nobody. It does so
 * on the timer's thread, so that it waits for nothing: whoever is to be told, and whatever may block, gets a task of the workers.
 *
 * <p>Thread-safety: thread-safe; one sweep at a time.
 */
final class Sweeper {

    /** A connection may be there this much longer without a session than a session without a connect. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Platform platform;
    private final SessionRegistry sessions;
    private final ChannelTree channels;
    private final OpenLinks links;
    private final BatchCache batches;
    private volatile boolean stopped;
    private volatile Timer.@Nullable Task next;

    Sweeper(Platform platform, SessionRegistry sessions, ChannelTree channels, OpenLinks links, BatchCache batches) {
        this.platform = platform;
        this.sessions = sessions;
        this.channels = channels;
        this.links = links;
        this.batches = batches;
    }

    void start() {
        if (!stopped) {
            next = platform.timer().schedule(platform.config().sweepPeriod(), this::sweepAndGoOn);
        }
    }

    void stop() {
        stopped = true;
        Timer.Task task = next;
        if (task != null) {
            task.cancel();
        }
    }

    private void sweepAndGoOn() {
        if (stopped) {
            return;
        }
        try {
            sweep();
        } catch (RuntimeException | Error thrown) {
            // A sweep that fails must not be the last one.
            platform.events().transportFailed("sweeper", thrown);
        } finally {
            start();
        }
    }

    /** Sweeps once, on the calling thread. */
    void sweep() {
        long begin = platform.clock().nanos();
        int expired = 0;
        for (CoreSession session : sessions.all()) {
            if (session.hasExpired(begin)) {
                session.endInBackground(session.times().expiry());
                expired++;
            }
        }
        sessions.departures().sweep(begin);
        int removed = channels.sweep();
        links.closeIdle(
                begin,
                transport ->
                        platform.config().transport(transport).maxInterval().plus(GRACE),
                platform.threads()::close);
        batches.clear();
        platform.events().swept(expired, removed, platform.clock().nanos() - begin);
    }
}
