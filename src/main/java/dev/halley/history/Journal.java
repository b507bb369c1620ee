package dev.halley.history;

import dev.halley.history.store.TrimCause;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.History.Storage;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where a history writes down what it keeps. What its methods ask for is done in the order of the calls, and their stages are done in that
 * order, by one thread that runs no code of an application.
 *
 * <p>Thread-safety: implementations are thread-safe; but for {@link #close} nothing blocks.
 */
interface Journal {

    /** What is returned for what needs no writing. */
    CompletionStage<@Nullable Void> DONE = CompletableFuture.completedStage(null);

    /** What is written of a message where nothing is. */
    byte[] NOTHING = {};

    /** Nothing is written. */
    Journal NONE = new Journal() {};

    /** @return whether it takes nothing any more */
    default boolean hasFailed() {
        return false;
    }

    /** @param complete whether the epoch follows the one before without a gap */
    default void begin(String channel, String epoch, long first, boolean complete) {}

    /** @return a message as it is written down; it has no lock to wait for, and takes a while */
    default byte[] encode(ChannelMessage message) {
        return NOTHING;
    }

    /**
     * @param stored with its position, which is the next one
     * @param encoded the message, see {@link #encode}
     * @param key null if it has none
     * @param first the offset of the oldest message that is kept from now on
     * @param keep for how long
     */
    default CompletionStage<@Nullable Void> append(
            Publication stored, byte[] encoded, @Nullable PublishKey key, long first, Duration keep) {
        return DONE;
    }

    /** @param first the offset of the oldest message that is kept from now on */
    default void trim(String channel, TrimCause cause, long first) {}

    default CompletionStage<@Nullable Void> clear(String channel) {
        return DONE;
    }

    /** The channel has no history any more. */
    default void drop(String channel) {}

    /** @param waiting how many messages wait to be written */
    default Storage storage(int waiting) {
        return Storage.NONE;
    }

    /** Writes what was asked for before, and takes nothing any more. */
    default void close() {}
}
