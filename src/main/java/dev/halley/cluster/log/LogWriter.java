package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.history.store.Run;
import dev.halley.history.store.StoredEntry.Key;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of messages of the log; {@link LogReader} reads them.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class LogWriter {

    private final WireOutput out = new WireOutput();

    LogWriter octet(int value) {
        out.octet(value);
        return this;
    }

    LogWriter flag(boolean value) {
        out.flag(value);
        return this;
    }

    LogWriter number(int value) {
        out.number(value);
        return this;
    }

    LogWriter number(long value) {
        out.number(value);
        return this;
    }

    LogWriter text(String text) {
        out.text(text);
        return this;
    }

    LogWriter bytes(byte[] bytes) {
        out.bytes(bytes);
        return this;
    }

    LogWriter constant(Enum<?> constant) {
        return octet(constant.ordinal());
    }

    <T> LogWriter list(Collection<T> values, BiConsumer<LogWriter, T> write) {
        out.list(values, value -> write.accept(this, value));
        return this;
    }

    LogWriter texts(Collection<String> texts) {
        return list(texts, LogWriter::text);
    }

    <T> LogWriter one(T value, BiConsumer<LogWriter, T> write) {
        write.accept(this, value);
        return this;
    }

    LogWriter view(ViewId view) {
        return number(view.number()).number(view.members());
    }

    LogWriter position(Position position) {
        return text(position.epoch()).number(position.offset());
    }

    LogWriter top(StreamTop top) {
        return text(top.channel()).position(top.position());
    }

    LogWriter tops(List<StreamTop> tops) {
        return list(tops, LogWriter::top);
    }

    LogWriter key(Key key) {
        return text(key.id()).text(key.digest());
    }

    private LogWriter optionalKey(@Nullable Key key) {
        out.optional(key, (same, value) -> key(value));
        return this;
    }

    LogWriter publish(PublishId id, @Nullable Key key) {
        return text(id.origin().value()).number(id.counter()).optionalKey(key);
    }

    LogWriter entry(LogEntry entry) {
        return number(entry.offset())
                .number(entry.millis())
                .publish(entry.id(), entry.key())
                .bytes(entry.data());
    }

    LogWriter entries(List<LogEntry> entries) {
        return list(entries, LogWriter::entry);
    }

    LogWriter known(KnownKey known) {
        return publish(known.id(), known.key())
                .position(known.position())
                .number(known.at())
                .number(known.millis());
    }

    LogWriter keys(List<KnownKey> keys) {
        return list(keys, LogWriter::known);
    }

    LogWriter run(Run run) {
        return text(run.epoch()).number(run.first()).number(run.after()).flag(run.complete());
    }

    LogWriter lineage(List<Run> runs) {
        return list(runs, LogWriter::run);
    }

    byte[] toBytes() {
        return out.toBytes();
    }
}
