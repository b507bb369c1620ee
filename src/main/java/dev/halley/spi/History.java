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
 * What channels have kept of what was published on them. A channel of which nothing is known yet has an empty history, which begins
 * when it is first asked for.
 *
 * <p>Offsets of a channel only ever grow, over epochs, too. Messages that are kept are those before the top, without a gap.
 *
 * <p>Thread-safety: implementations are thread-safe; nothing blocks.
 *
 * @since 0.1.0
 */
public interface History {

    /**
     * Reads what follows a position.
     *
     * @param limit how many messages at most, those nearest to the position; at least 1
     */
    CompletionStage<HistoryPage> since(ChannelId channel, Position position, int limit);

    /** Reads the newest messages. @param count how many at most; 0 for the top alone */
    CompletionStage<HistoryPage> last(ChannelId channel, int count);

    /**
     * @return what became of a publish that has come before with that key, as a duplicate; empty if that is not known here. It fails with a
     *     {@link dev.halley.api.PublishException} if that one had other data
     */
    CompletionStage<Optional<Published>> published(ChannelId channel, PublishKey key);

    /** Forgets the messages of a channel; its offsets go on. */
    CompletionStage<Void> clear(ChannelId channel);

    /** Forgets all about some channels, as they keep no history any more. */
    void forget(Predicate<ChannelId> channels);

    /** Forgets what was kept for as long as it was to be. */
    default void sweep() {}

    /** @return what has been written to files */
    default Storage storage() {
        return Storage.NONE;
    }

    /**
     * How a history is written to files.
     *
     * <p>Thread-safety: immutable.
     *
     * @param directory of the files; empty if there are none
     * @param waiting how many messages wait to be written
     * @param appends how many messages were written since the start
     * @param bytes of these
     * @param forces how often something was forced to the disk
     * @param lost what the files did not have at the start, in sentences
     * @param failure why nothing can be written or kept any longer; empty as long as all is well
     */
    record Storage(
            String directory, int waiting, long appends, long bytes, long forces, List<String> lost, String failure) {

        /** In memory alone. */
        public static final Storage NONE = new Storage("", 0, 0, 0, 0, List.of(), "");

        /** Copies the list. */
        public Storage {
            lost = List.copyOf(lost);
        }
    }

    /**
     * Begins to keep what a server says, before anything else is asked of it.
     *
     * @param declarations what this server says of its channels
     */
    default void start(Declarations declarations) {}

    /**
     * This server says how much of a channel, or of those that match a pattern, is kept: in a cluster all nodes learn of it, and it counts
     * everywhere.
     *
     * @param policy {@link HistoryPolicy#NONE} for nothing
     */
    default void declare(ChannelId channelOrPattern, HistoryPolicy policy) {}

    /**
     * What is said of channels, on this server and on others.
     *
     * <p>Thread-safety: implementations are thread-safe, and do not block.
     */
    interface Declarations {

        /** @return whether something of a channel is kept */
        boolean keeps(ChannelId channel);

        /** Other servers say how much is kept. @param rules all that they say, by channels and patterns */
        void othersSay(Map<ChannelId, HistoryPolicy> rules);

        /** @return of two policies for one channel or pattern, the one that counts: what keeps more messages, of those the longer time */
        static HistoryPolicy more(HistoryPolicy one, HistoryPolicy other) {
            if (one.messages() != other.messages()) {
                return one.messages() > other.messages() ? one : other;
            }
            return one.time().compareTo(other.time()) >= 0 ? one : other;
        }
    }

    /** @return how much there is */
    Size size();

    /**
     * How much is kept.
     *
     * @param channels how many channels have a history, empty ones counted
     * @param messages of all of them
     * @param bytes as {@code maxHistoryBytes} counts them
     */
    record Size(int channels, long messages, long bytes) {

        /** Nothing is kept. */
        public static final Size NONE = new Size(0, 0, 0);
    }
}
