package dev.halley.core.channel;

import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.Encoded;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session, as far as publishing knows it: it publishes, and is delivered to.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface Subscriber extends ServerSession {

    /** @return a number of its own that is no secret, as the clientId is */
    long number();

    /** @return what it is to those who see the members of channels */
    Attendance attendance();

    @Override
    default Optional<RawJson> presenceInfo() {
        return attendance().info();
    }

    @Override
    default void presenceInfo(@Nullable Object info) {
        attendance().info(info);
    }

    /**
     * Delivers an event, unless a listener, an extension or a full queue keeps it back.
     *
     * @param from who published it; null for the server
     * @param shared is encoded once for all
     * @param lazyTimeout how long a lazy event may wait at most; null for the server's own bound
     * @return whether it was queued
     */
    boolean deliver(@Nullable ServerSession from, Encoded shared, @Nullable Duration lazyTimeout);
}
