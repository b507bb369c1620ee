package dev.halley.spi;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.protocol.ChannelId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The stored messages of channels with history. The history of an unknown channel is empty, and begins when it is first
 * read.
 *
 * <p>The offsets of a channel only ever grow, even across epochs. The stored messages are those before the top, without
 * a gap.
 *
 * <p>Thread-safety: implementations are thread-safe; nothing blocks.
 *
 * @since 0.1.0
 */
public interface History {

    /**
     * Reads the messages after a position.
     *
     * @param limit the maximum number of messages, at least 1; those nearest to the position come first
     */
    CompletionStage<HistoryPage> since(ChannelId channel, Position position, int limit);

    /**
     * Reads the newest messages.
     *
     * @param count the maximum number of messages; 0 reads only the top
     */
    CompletionStage<HistoryPage> last(ChannelId channel, int count);

    /**
     * Looks up an earlier publish by its key.
     *
     * @return completes with the earlier result, as a duplicate; empty if the key is unknown here. Fails with a
     *     {@link dev.halley.api.PublishException} if the earlier publish had other data
     */
    CompletionStage<Optional<Published>> published(ChannelId channel, PublishKey key);

    /** Deletes the messages of a channel; its offsets continue. */
    CompletionStage<Void> clear(ChannelId channel);

    /** Deletes everything about these channels, because they no longer keep history. */
    void forget(Predicate<ChannelId> channels);

    /** Deletes messages that have expired. */
    default void sweep() {}

    /** @return the state of the history's files */
    default Storage storage() {
        return Storage.NONE;
    }

    /**
     * The state of a history's files.
     *
     * <p>Thread-safety: immutable.
     *
     * @param directory the directory of the files; empty if there are none
     * @param waiting how many messages wait to be written
     * @param appends how many messages were written since the start
     * @param bytes the bytes of those messages
     * @param forces how often data was forced to the disk
     * @param lost what was missing from the files at the start, in sentences
     * @param failure why nothing can be written or stored any more; empty if there is no failure
     */
    record Storage(
            String directory, int waiting, long appends, long bytes, long forces, List<String> lost, String failure) {

        /** In memory only. */
        public static final Storage NONE = new Storage("", 0, 0, 0, 0, List.of(), "");

        /** Copies the list. */
        public Storage {
            lost = List.copyOf(lost);
        }
    }

    /**
     * Begins to use the server's declarations. Called before everything else.
     *
     * @param declarations what this server declares about its channels
     */
    default void start(Declarations declarations) {}

    /**
     * Declares how much of a channel, or of channels that match a pattern, is kept. In a cluster, all nodes learn it,
     * and it applies on all of them.
     *
     * @param policy {@link HistoryPolicy#NONE} to keep nothing
     */
    default void declare(ChannelId channelOrPattern, HistoryPolicy policy) {}

    /**
     * What this server and others declare about channels.
     *
     * <p>Thread-safety: implementations are thread-safe, and do not block.
     */
    interface Declarations {

        /** @return whether the channel keeps history */
        boolean keeps(ChannelId channel);

        /**
         * Takes the declarations of other servers.
         *
         * @param rules all their declarations, by channels and patterns
         */
        void othersSay(Map<ChannelId, HistoryPolicy> rules);

        /**
         * @return the policy that applies if there are two for one channel or pattern: the one with more messages, or,
         *     if they are equal, with the longer time
         */
        static HistoryPolicy more(HistoryPolicy one, HistoryPolicy other) {
            if (one.messages() != other.messages()) {
                return one.messages() > other.messages() ? one : other;
            }
            return one.time().compareTo(other.time()) >= 0 ? one : other;
        }
    }

    /** @return how much is stored */
    Size size();

    /**
     * How much is stored.
     *
     * @param channels how many channels have a history, including empty ones
     * @param messages the messages of all channels
     * @param bytes their size, as {@code maxHistoryBytes} counts it
     */
    record Size(int channels, long messages, long bytes) {

        /** Nothing is stored. */
        public static final Size NONE = new Size(0, 0, 0);
    }
}
