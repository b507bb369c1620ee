package dev.halley.history.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The streams that the log says there are.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class LogState {

    private final Map<String, StreamState> byChannel = new HashMap<>();
    private final Map<Integer, StreamState> byNumber = new HashMap<>();
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

    /** Begins a stream. */
    StreamState create(String channel, Run run) {
        StreamState stream = new StreamState(numbers, channel);
        stream.begin(run);
        add(stream);
        return stream;
    }

    private void add(StreamState stream) {
        forget(byChannel.get(stream.channel()));
        forget(byNumber.get(stream.number()));
        byChannel.put(stream.channel(), stream);
        byNumber.put(stream.number(), stream);
        numbers = Math.max(numbers, Math.addExact(stream.number(), 1));
    }

    private void forget(@Nullable StreamState stream) {
        if (stream != null) {
            drop(stream);
        }
    }

    void drop(StreamState stream) {
        byChannel.remove(stream.channel());
        byNumber.remove(stream.number());
    }

    /** Acknowledged entries of any stream may be missing. */
    void doubtAll() {
        byChannel.values().forEach(StreamState::doubt);
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
            add(stream);
        }
        if (!stream.adopt(head)) {
            lost.accept("entries up to " + (head.next() - 1) + " of " + head.channel());
        }
        stream.headIsIn(file);
    }
}
