package dev.halley.core.session;

import dev.halley.core.channel.ChannelMembers;
import dev.halley.core.channel.OverflowRules;
import dev.halley.core.publish.ReadMessages;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.spi.History;
import org.jspecify.annotations.Nullable;

/**
 * What sessions use of the server.
 *
 * <p>Thread-safety: immutable.
 *
 * @param userCode calls what applications wrote
 * @param scheduler flushes the sessions that have something to send
 * @param extensions sees what comes in and goes out
 * @param ending sees to what is to be done for a session that has ended
 * @param members is told of sessions' clients that are back, and of what is said of them
 * @param notice what clients are told when the server drains
 * @param streams what channels have kept, and what becomes of messages for slow clients
 */
public record SessionContext(
        Platform platform,
        UserCode userCode,
        SessionFlusher scheduler,
        ExtensionChain extensions,
        SessionEnding ending,
        ChannelMembers members,
        DrainNotice notice,
        Streams streams) {

    /**
     * What sessions use of channels' messages.
     *
     * @param history what channels have kept; null if none keeps any
     * @param overflow what becomes of messages for clients that are slower than their channels
     * @param read what was read of histories
     */
    public record Streams(@Nullable History history, OverflowRules overflow, ReadMessages read) {}

    public @Nullable History history() {
        return streams.history();
    }
}
