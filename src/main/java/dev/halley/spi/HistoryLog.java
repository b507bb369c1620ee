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
     * Stores a message under the next offset of its channel.
     *
     * @param publication with its {@link Publication#retention}
     * @param stored gets the publication with its position when it is stored, in the step that makes it readable and
     *     under the channel's lock: for each channel in the order of offsets, on any thread. It only adds the
     *     publication to a queue. Not called for a duplicate
     * @return completes with the position when the publication is stored; for a duplicate, with the position of the
     *     first one. If it completes later, it does so on a thread that must not run code of the application. Fails
     *     with a {@link dev.halley.api.PublishException} if it is unknown whether the publication is stored
     * @throws dev.halley.api.PublishException if the key is known with other data, or nothing can be stored now
     */
    CompletionStage<Published> append(Publication publication, Consumer<Publication> stored);

    /**
     * Reports a publish on a channel that keeps no history: messages stored there before, such as before a restart, are
     * deleted.
     */
    default void notKept(ChannelId channel) {}

    /** Stores what was appended before, and releases all resources. Nothing is appended after that. */
    @Override
    default void close() {}
}
