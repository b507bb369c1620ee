package dev.halley.core.channel;

import dev.halley.api.Position;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
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

    /** @return the name of its user; empty if it has none */
    String user();

    /** @return the keys of what it has published on channels without history */
    RecentKeys recentKeys();

    /**
     * Delivers an event, unless a listener, an extension or a full queue keeps it back.
     *
     * @param from who published it; null for the server
     * @param shared is encoded once for all
     * @param lazyTimeout how long a lazy event may wait at most; null for the server's own bound
     * @return whether it was queued
     */
    boolean deliver(@Nullable ServerSession from, Encoded shared, @Nullable Duration lazyTimeout);

    /**
     * Delivers a message of a channel with history, of one channel in the order of offsets. Code of the application that sees what is
     * delivered to this session runs on a worker, one message after the other: it holds up this session, and nobody else.
     *
     * @return whether it was queued, or waits for that code; false if the session misses it, also if it is left out as its publisher
     */
    boolean deliverInOrder(StreamMessage message);

    /**
     * The position that this session has on a channel with history is void: something may be missing, or come again. In order with what is
     * delivered.
     *
     * @param top what is delivered from now on is behind that
     */
    void positionLost(ChannelId channel, Position top);
}
