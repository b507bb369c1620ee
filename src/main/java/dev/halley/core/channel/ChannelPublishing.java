package dev.halley.core.channel;

import dev.halley.api.Position;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a channel publishes by, on behalf of the server or of a session. */
public interface ChannelPublishing {

    /**
     * Publishes without asking anybody whether that may be done.
     *
     * @param from who publishes; null for the server itself
     * @return false if a filter or a listener stopped it
     */
    boolean publish(@Nullable Subscriber from, ChannelId channel, RawJson data);

    /** Like {@link #publish}. @return done when the message is accepted; fails if it was stopped, or the broker failed */
    CompletionStage<Position> publishAsync(@Nullable Subscriber from, ChannelId channel, RawJson data);
}
