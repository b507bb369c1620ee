package dev.halley.cluster.log;

import dev.halley.cluster.log.KeyMarks.Forgotten;
import dev.halley.cluster.log.KeyMarks.Origin;
import dev.halley.cluster.log.LogChange.Append;
import dev.halley.cluster.log.LogChange.Begin;
import dev.halley.cluster.log.LogChange.Clear;
import dev.halley.cluster.log.LogChange.Complete;
import dev.halley.cluster.log.LogChange.Drop;
import dev.halley.cluster.log.LogChange.Keys;
import dev.halley.cluster.log.LogChange.Reset;
import dev.halley.cluster.log.LogChange.Served;
import dev.halley.cluster.log.LogChange.Trim;
import dev.halley.history.store.KeyMark;
import dev.halley.history.store.NodeEntry;
import dev.halley.history.store.NodeKey;
import dev.halley.history.store.NodeReplica;
import dev.halley.history.store.ReplicaWriter;
import dev.halley.history.store.StoredReplica;
import dev.halley.spi.NodeId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of streams in files, and replicas from there. That keys are forgotten for their age is not written: when the files are read, those
 * that are old are forgotten again.
 *
 * <p>Thread-safety: stateless.
 */
final class ReplicaFormat {

    private ReplicaFormat() {}

    static void write(ReplicaWriter to, String channel, LogChange change) throws IOException {
        if (change instanceof Append append) {
            to.append(channel, entry(append.entry()), append.first(), append.answered(), append.keepMillis());
        } else if (change instanceof Begin begin) {
            to.begin(channel, begin.run());
        } else if (change instanceof Keys more) {
            to.keys(channel, more.keys().stream().map(ReplicaFormat::key).toList());
        } else if (change instanceof Trim trim) {
            to.trim(channel, trim.cause(), trim.first());
        } else if (change instanceof Clear clear) {
            to.clear(channel, clear.next(), clear.millis());
        } else if (change instanceof Served in) {
            to.served(channel, in.weight(), marks(in.marks()));
        } else if (change instanceof Drop) {
            to.drop(channel);
        } else if (change instanceof Reset reset) {
            to.beginCopy(channel, replica(reset.state()));
        } else if (change instanceof Complete) {
            to.endCopy(channel);
        }
    }

    private static NodeEntry entry(LogEntry it) {
        return new NodeEntry(it.offset(), it.millis(), origin(it.id()), it.key(), it.data());
    }

    private static NodeKey key(KnownKey it) {
        return new NodeKey(origin(it.id()), it.key(), it.position(), it.at(), it.millis());
    }

    private static NodeEntry.Origin origin(PublishId it) {
        return new NodeEntry.Origin(it.origin().value(), it.counter());
    }

    private static NodeReplica replica(ReplicaState it) {
        return new NodeReplica(
                it.lineage(),
                it.first(),
                it.trimmed(),
                it.keepMillis(),
                it.clearedMillis(),
                it.weight(),
                marks(it.marks()));
    }

    private static List<KeyMark> marks(KeyMarks it) {
        List<KeyMark> marks = new ArrayList<>();
        it.origins()
                .forEach(origin -> marks.add(new KeyMark(
                        origin.node().value(),
                        origin.answered(),
                        origin.forgotten().at(),
                        origin.forgotten().millis())));
        Forgotten others = it.forgotten();
        if (!others.equals(Forgotten.NOTHING)) {
            marks.add(new KeyMark("", 0, others.at(), others.millis()));
        }
        return marks;
    }

    /** Hands over what was read. */
    static void restore(LogInput to, StoredReplica stored) {
        NodeReplica it = stored.replica();
        // What was committed is not written: all that was read may have been, and nothing of it for certain.
        ReplicaState state = new ReplicaState(
                it.lineage(),
                it.first(),
                it.trimmed(),
                it.keepMillis(),
                it.clearedMillis(),
                marks(it.marks()),
                it.weight(),
                it.first() - 1);
        List<LogEntry> entries = stored.entries().stream()
                .map(entry ->
                        new LogEntry(entry.offset(), entry.millis(), id(entry.origin()), entry.key(), entry.data()))
                .toList();
        List<KnownKey> keys = stored.keys().stream()
                .map(key -> new KnownKey(id(key.origin()), key.key(), key.position(), key.at(), key.millis()))
                .toList();
        to.restore(stored.channel(), state, entries, keys, stored.doubtful());
    }

    private static PublishId id(NodeEntry.Origin it) {
        return new PublishId(new NodeId(it.node()), it.counter());
    }

    private static KeyMarks marks(List<KeyMark> all) {
        Forgotten others = Forgotten.NOTHING;
        List<Origin> origins = new ArrayList<>();
        for (KeyMark mark : all) {
            Forgotten forgotten = new Forgotten(mark.at(), mark.millis());
            if (mark.node().isEmpty()) {
                others = others.and(forgotten);
            } else {
                origins.add(new Origin(new NodeId(mark.node()), mark.answered(), forgotten));
            }
        }
        return new KeyMarks(others, origins);
    }
}
