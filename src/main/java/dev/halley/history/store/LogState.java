package dev.halley.history.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The streams that the log says there are.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class LogState {

    private final Map<String, StreamState> byChannel = new HashMap<>();
    /** Those that are being copied included. */
    private final Map<Integer, StreamState> byNumber = new HashMap<>();
    /** The copies that are not complete, by channel. */
    private final Map<String, StreamState> copies = new HashMap<>();

    private final Map<Integer, NodeStart> starts = new TreeMap<>();
    private int numbers;

    /** @return null if there is no such stream */
    @Nullable StreamState of(String channel) {
        return byChannel.get(channel);
    }

    /** @return null if there is no such stream */
    @Nullable StreamState of(int number) {
        return byNumber.get(number);
    }

    Collection<StreamState> all() {
        return byChannel.values();
    }

    List<LogRecord.Head> heads() {
        return byChannel.values().stream().map(StreamState::head).toList();
    }

    /** @return who served together last, by each part of the node */
    List<NodeStart> starts() {
        return List.copyOf(starts.values());
    }

    void start(NodeStart start) {
        starts.put(start.part(), start);
    }

    /** Begins a stream. */
    StreamState create(String channel, Run run) {
        StreamState stream = new StreamState(numbers, channel);
        stream.begin(run);
        add(stream);
        return stream;
    }

    /** @return the copy of a channel's stream that is not complete; null if there is none */
    @Nullable StreamState copyOf(String channel) {
        return copies.get(channel);
    }

    /** Begins a replica that replaces what there is of its channel when it is complete. */
    StreamState beginCopy(String channel, NodeReplica replica) {
        StreamState copy = new StreamState(numbers, channel);
        copy.adopt(new LogRecord.Head(
                numbers,
                channel,
                replica.lineage(),
                replica.first(),
                replica.first(),
                replica.trimmed().stream().mapToLong(Long::longValue).toArray(),
                replica.keepMillis(),
                false,
                new LogRecord.Held(replica.weight(), replica.clearedMillis(), true)));
        add(copy);
        return copy;
    }

    void endCopy(StreamState copy) {
        copies.remove(copy.channel());
        copy.complete();
        forget(byChannel.get(copy.channel()));
        byChannel.put(copy.channel(), copy);
    }

    /** Copies that are not complete never will be. */
    void dropCopies() {
        List.copyOf(copies.values()).forEach(this::drop);
    }

    private void add(StreamState stream) {
        if (stream.isCopying()) {
            forget(copies.get(stream.channel()));
            copies.put(stream.channel(), stream);
        } else {
            forget(byChannel.get(stream.channel()));
            byChannel.put(stream.channel(), stream);
        }
        forget(byNumber.get(stream.number()));
        byNumber.put(stream.number(), stream);
        numbers = Math.max(numbers, Math.addExact(stream.number(), 1));
    }

    private void forget(@Nullable StreamState stream) {
        if (stream != null) {
            drop(stream);
        }
    }

    void drop(StreamState stream) {
        byChannel.remove(stream.channel(), stream);
        copies.remove(stream.channel(), stream);
        byNumber.remove(stream.number(), stream);
    }

    /** Acknowledged entries of any stream may be missing. */
    void doubtAll() {
        byNumber.values().forEach(StreamState::doubt);
    }

    /**
     * Takes what a record says.
     *
     * @param file the number of the file that has it
     * @param bytes of the record
     * @param lost is told whose entries are missing
     * @throws RuntimeException if the record cannot stand there
     */
    void apply(LogRecord logged, long file, int bytes, Consumer<String> lost) {
        if (logged instanceof LogRecord.Entry entry) {
            StreamState stream = withHead(entry.number(), file);
            stream.requireNext(entry.offset(), entry.first());
            stream.append(entry.first(), bytes);
        } else if (logged instanceof LogRecord.Head head) {
            adopt(head, file, lost);
        } else if (logged instanceof LogRecord.Epoch epoch) {
            withHead(epoch.number(), file).begin(epoch.run());
        } else if (logged instanceof LogRecord.Trim trim) {
            withHead(trim.number(), file).trim(trim.cause(), trim.first());
        } else if (logged instanceof LogRecord.Drop drop) {
            forget(byNumber.get(drop.number()));
        } else if (logged instanceof LogRecord.Copied copied) {
            endCopy(withHead(copied.number(), file));
        } else if (logged instanceof LogRecord.Started started) {
            start(started.start());
        } else if (logged instanceof LogRecord.Opened opened && opened.doubtful()) {
            doubtAll();
        }
    }

    private StreamState withHead(int number, long file) {
        StreamState stream = byNumber.get(number);
        if (stream == null || !stream.hasHeadIn(file)) {
            throw new IllegalArgumentException("The file has no head of stream " + number + ".");
        }
        return stream;
    }

    private void adopt(LogRecord.Head head, long file, Consumer<String> lost) {
        StreamState stream = byNumber.get(head.number());
        if (stream == null || !stream.channel().equals(head.channel())) {
            stream = new StreamState(head.number(), head.channel());
            stream.hold(head.held());
            add(stream);
        }
        boolean copying = stream.isCopying();
        if (!stream.adopt(head)) {
            lost.accept("entries up to " + (head.next() - 1) + " of " + head.channel());
        }
        if (copying && !stream.isCopying()) {
            endCopy(stream);
        }
        stream.headIsIn(file);
    }
}
