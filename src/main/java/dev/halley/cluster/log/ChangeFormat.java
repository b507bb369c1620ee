package dev.halley.cluster.log;

import static dev.halley.cluster.log.Kinds.kind;

import dev.halley.cluster.log.KeyMarks.Forgotten;
import dev.halley.cluster.log.KeyMarks.Origin;
import dev.halley.cluster.log.LogChange.Append;
import dev.halley.cluster.log.LogChange.Begin;
import dev.halley.cluster.log.LogChange.Clear;
import dev.halley.cluster.log.LogChange.Complete;
import dev.halley.cluster.log.LogChange.Drop;
import dev.halley.cluster.log.LogChange.Forget;
import dev.halley.cluster.log.LogChange.Keys;
import dev.halley.cluster.log.LogChange.Reset;
import dev.halley.cluster.log.LogChange.Served;
import dev.halley.cluster.log.LogChange.Trim;
import dev.halley.history.store.TrimCause;

/**
 * The steps of streams in messages.
 *
 * <p>Thread-safety: stateless.
 */
final class ChangeFormat {

    static final Kinds<LogChange> CHANGES = new Kinds<>(
            "step",
            kind(Begin.class, (out, it) -> out.run(it.run()), in -> new Begin(in.run())),
            kind(
                    Append.class,
                    (out, it) -> out.entry(it.entry())
                            .number(it.first())
                            .number(it.answered())
                            .flag(it.retain())
                            .number(it.keepMillis()),
                    in -> new Append(in.entry(), in.offset(), in.number(0L), in.flag(), in.number(0L))),
            kind(Keys.class, (out, it) -> out.keys(it.keys()), in -> new Keys(in.keys())),
            kind(
                    Trim.class,
                    (out, it) -> out.constant(it.cause()).number(it.first()),
                    in -> new Trim(in.constant(TrimCause.values()), in.firstOffset())),
            kind(Forget.class, (out, it) -> out.number(it.at()), in -> new Forget(in.offset())),
            kind(
                    Clear.class,
                    (out, it) -> out.run(it.next()).number(it.millis()),
                    in -> new Clear(in.run(), in.number(0L))),
            kind(
                    Served.class,
                    (out, it) -> marks(out.number(it.weight()), it.marks()),
                    in -> new Served(in.number(0), marks(in))),
            kind(Drop.class, (out, it) -> {}, in -> new Drop()),
            kind(Reset.class, (out, it) -> state(out, it.state()), in -> new Reset(state(in))),
            kind(Complete.class, (out, it) -> {}, in -> new Complete()));

    private ChangeFormat() {}

    static void state(LogWriter out, ReplicaState it) {
        out.lineage(it.lineage()).number(it.first());
        out.list(it.trimmed(), LogWriter::number);
        out.number(it.keepMillis()).number(it.clearedMillis());
        marks(out, it.marks());
        out.number(it.weight()).number(it.committed());
    }

    private static void marks(LogWriter out, KeyMarks it) {
        forgotten(out, it.forgotten());
        out.list(it.origins(), (same, origin) -> {
            same.text(origin.node().value()).number(origin.answered());
            forgotten(same, origin.forgotten());
        });
    }

    private static KeyMarks marks(LogReader in) {
        return new KeyMarks(forgotten(in), in.list(same -> new Origin(same.node(), same.number(0L), forgotten(same))));
    }

    private static void forgotten(LogWriter out, Forgotten it) {
        out.number(it.at()).number(it.millis());
    }

    private static Forgotten forgotten(LogReader in) {
        return new Forgotten(in.offset(), in.number(0L));
    }

    static ReplicaState state(LogReader in) {
        return new ReplicaState(
                in.lineage(1),
                in.firstOffset(),
                in.offsets(TrimCause.values().length),
                in.number(0L),
                in.number(0L),
                marks(in),
                in.number(0),
                in.offset());
    }
}
