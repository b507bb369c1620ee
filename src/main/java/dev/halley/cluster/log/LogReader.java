package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.runtime.WireInput;
import dev.halley.history.store.Run;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.NodeId;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of messages of the log, and checks each. Names that come several times in a message are kept once.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class LogReader {

    /** Offsets are below that: all programs on the way, those of clients too, can write them. */
    static final long OFFSETS = 1L << 53;

    /** How many runs a lineage has at most. */
    static final int MAX_RUNS = 1_000;

    /** In how many parts something long is said at most. */
    static final int MAX_PARTS = 65_536;

    private final WireInput in;
    private NodeId lastNode = new NodeId("none");
    private String lastEpoch = "";

    LogReader(WireInput in) {
        this.in = in;
    }

    /** @param fault what the message has where the condition does not hold, as the object of a sentence */
    void require(boolean holds, String fault) {
        in.require(holds, fault);
    }

    int octet() {
        return in.octet();
    }

    boolean flag() {
        return in.flag();
    }

    byte[] bytes() {
        return in.bytes();
    }

    String text() {
        return in.text();
    }

    <E extends Enum<E>> E constant(E[] constants) {
        return in.constant(constants);
    }

    /** @return an int that is not less than that */
    int number(int least) {
        int number = in.number();
        require(number >= least, "a number below " + least);
        return number;
    }

    /** @return a long that is not less than that */
    long number(long least) {
        long number = in.longNumber();
        require(number >= least, "a number below " + least);
        return number;
    }

    long offset() {
        long offset = in.longNumber();
        require(offset >= 0 && offset < OFFSETS, "an offset that is none");
        return offset;
    }

    long firstOffset() {
        long offset = offset();
        require(offset > 0, "an entry at offset 0");
        return offset;
    }

    /** @param read each takes a byte at least */
    <T> List<T> list(Function<LogReader, T> read) {
        return in.list(LogMessage.MAX_ITEMS, () -> read.apply(this));
    }

    ViewId view() {
        return new ViewId(in.longNumber(), in.longNumber());
    }

    String channel() {
        String text = in.text();
        require(
                ChannelId.parse(text)
                        .filter(channel -> channel.isBroadcast() && channel.isPlain())
                        .filter(channel -> channel.toString().equals(text))
                        .isPresent(),
                "no legal channel");
        return text;
    }

    String pattern() {
        String text = in.text();
        require(
                ChannelId.parse(text)
                        .filter(channel -> channel.isBroadcast() && channel.isWild())
                        .filter(pattern -> pattern.toString().equals(text))
                        .isPresent(),
                "no legal pattern");
        return text;
    }

    /** @return an epoch; empty for none */
    String epoch() {
        String text = in.text();
        if (!text.equals(lastEpoch)) {
            lastEpoch = text;
        }
        return lastEpoch;
    }

    Position position() {
        return new Position(epoch(), offset());
    }

    /** @return what somebody gave as one */
    Position anyPosition() {
        return new Position(epoch(), number(0L));
    }

    StreamTop top() {
        return new StreamTop(channel(), position());
    }

    List<StreamTop> tops() {
        return list(LogReader::top);
    }

    Key key() {
        return new Key(text(), text());
    }

    @Nullable Key optionalKey() {
        return in.optional(this::key);
    }

    NodeId node() {
        String node = in.text();
        if (!node.equals(lastNode.value())) {
            require(!node.isEmpty(), "a node without a name");
            lastNode = new NodeId(node);
        }
        return lastNode;
    }

    PublishId publishId() {
        return new PublishId(node(), number(1L));
    }

    LogEntry entry() {
        return new LogEntry(firstOffset(), number(0L), publishId(), optionalKey(), bytes());
    }

    List<LogEntry> entries() {
        return list(LogReader::entry);
    }

    KnownKey known() {
        return new KnownKey(publishId(), optionalKey(), position(), offset(), number(0L));
    }

    List<KnownKey> keys() {
        return list(LogReader::known);
    }

    Run run() {
        return new Run(epoch(), firstOffset(), offset(), flag());
    }

    /** @return so many offsets */
    List<Long> offsets(int count) {
        List<Long> offsets = in.list(count, this::offset);
        require(offsets.size() == count, "an illegal number of offsets");
        return offsets;
    }

    /** @return at least so many runs */
    List<Run> lineage(int least) {
        List<Run> runs = in.list(MAX_RUNS, this::run);
        require(runs.size() >= least, "a stream without an epoch");
        return runs;
    }

    /** @return the number of a part, and how many there are */
    int[] parts() {
        int part = number(0);
        int parts = number(1);
        require(part < parts && parts <= MAX_PARTS, "a part that is none");
        return new int[] {part, parts};
    }
}
