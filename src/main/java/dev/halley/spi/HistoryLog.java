package dev.halley.spi;

import dev.halley.protocol.ChannelId;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A {@link History} that one server writes.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface HistoryLog extends History, AutoCloseable {

    /**
     * Keeps a message under the next offset of its channel.
     *
     * @param publication with its {@link Publication#retention}
     * @param stored gets it with its position when it is stored, in the same step in which it can be read and under the channel's lock: of
     *     one channel in the order of offsets, on any thread. It only puts it in a queue. Not called for a duplicate
     * @return where it stands, when it is stored; for a duplicate, where the first one does. Done later, it is by a thread that must not run
     *     code of the application. Fails with a {@link dev.halley.api.PublishException} if it is not known whether it is stored
     * @throws dev.halley.api.PublishException if its key is known with other data, or nothing can be stored now
     */
    CompletionStage<Published> append(Publication publication, Consumer<Publication> stored);

    /** Something is published on a channel that keeps no history: what one before it kept there, such as before a restart, goes. */
    default void notKept(ChannelId channel) {}

    /** Stores what was asked for before, and lets go of what it uses. Nothing is appended any more. */
    @Override
    default void close() {}
}
