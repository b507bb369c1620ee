package dev.halley.extension;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Ends the sessions of clients that send nothing but connects, whose heartbeats would otherwise keep them alive
 * forever.
 *
 * <p>Added to the server, it watches every session from its handshake on.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class ActivityExtension implements BayeuxExtension {

    /** The name in the init-param {@code extensions}. */
    public static final String NAME = "activity";

    private final Activity activity;
    private final Duration maxInactivity;
    private final InstantSource clock;

    /** What counts as activity. */
    public enum Activity {
        /** Messages from the client other than connects. */
        CLIENT,
        /** Messages from the client other than connects, and messages to the client. */
        CLIENT_SERVER
    }

    /**
     * Creates the extension.
     *
     * @param maxInactivity how long a session may be inactive; the first connect after that time ends it. Longer than
     *     zero
     * @throws IllegalArgumentException if {@code maxInactivity} is not longer than zero
     */
    public ActivityExtension(Activity activity, Duration maxInactivity, InstantSource clock) {
        if (maxInactivity.isNegative() || maxInactivity.isZero()) {
            throw new IllegalArgumentException(
                    "The longest inactivity is longer than zero; this was " + maxInactivity + ".");
        }
        this.activity = activity;
        this.maxInactivity = maxInactivity;
        this.clock = clock;
    }

    @Override
    public Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
        if (session != null && request instanceof Request.Handshake && reply.successful()) {
            session.addExtension(new Watch(clock.instant()));
        }
        return Verdict.pass();
    }

    /** Watches one session. */
    private final class Watch implements BayeuxExtension {

        private volatile Instant last;

        Watch(Instant begin) {
            last = begin;
        }

        @Override
        public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
            Instant now = clock.instant();
            if (!(request instanceof Request.Connect)) {
                last = now;
            } else if (session != null && Duration.between(last, now).compareTo(maxInactivity) >= 0) {
                session.disconnect();
            }
            return Verdict.pass();
        }

        @Override
        public Verdict<ChannelMessage> event(
                @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
            if (activity == Activity.CLIENT_SERVER) {
                last = clock.instant();
            }
            return Verdict.pass();
        }
    }
}
