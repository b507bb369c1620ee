package dev.halley.history.store;

import dev.halley.api.Position;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys of nodes' replicas that are still needed, of files that are read twice: first to learn which publishes are answered, then for
 * the keys.
 *
 * <p>Thread-safety: not thread-safe.
 */
final class NodeKeys {

    private final Map<Integer, KeyMarks> marks = new HashMap<>();
    private final Map<Integer, Lineage> lineages = new HashMap<>();

    /** The first reading. */
    void learn(LogRecord logged) {
        if (logged instanceof LogRecord.Entry entry) {
            LogRecord.EntryOrigin origin = entry.origin();
            if (origin != null) {
                marks(entry.number()).answered(origin.origin().node(), origin.answered());
            }
        } else if (logged instanceof LogRecord.Mark mark) {
            marks(mark.number()).add(mark.mark());
        }
    }

    /** The second reading, in the same order. */
    void follow(LogRecord logged) {
        if (logged instanceof LogRecord.Head head && head.held() != null) {
            lineages.put(head.number(), new Lineage(head.lineage()));
        } else if (logged instanceof LogRecord.Epoch epoch) {
            Lineage lineage = lineages.get(epoch.number());
            if (lineage != null) {
                lineage.add(epoch.run());
            }
        }
    }

    /** @return which keys of a stream are forgotten */
    KeyMarks marks(int number) {
        return marks.computeIfAbsent(number, none -> new KeyMarks());
    }

    /** @return what the publish of an entry that was followed is known by; null in a stream of a server that stands alone */
    @Nullable NodeKey keyOf(LogRecord.Entry entry) {
        LogRecord.EntryOrigin origin = entry.origin();
        Lineage lineage = lineages.get(entry.number());
        if (origin == null || lineage == null) {
            return null;
        }
        Position position = new Position(lineage.epochOf(entry.offset()), entry.offset());
        LogRecord.EntryKey key = entry.key();
        return new NodeKey(origin.origin(), key == null ? null : key.key(), position, entry.offset(), entry.time());
    }
}
