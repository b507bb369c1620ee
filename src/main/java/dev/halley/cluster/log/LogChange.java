package dev.halley.cluster.log;

import dev.halley.history.store.Run;
import dev.halley.history.store.TrimCause;
import java.util.List;

/**
 * One step of a stream: what its sequencer decides, a backup repeats, and both write down. Applied in the same order to equal replicas it
 * leaves equal replicas.
 *
 * <p>Thread-safety: immutable.
 */
sealed interface LogChange {

    /** @return about how many bytes it takes in a message */
    default int size() {
        return 32;
    }

    /** The stream begins, or goes on with another epoch (rule 2). */
    record Begin(Run run) implements LogChange {}

    /**
     * An entry, at the next offset.
     *
     * @param first the offset of the oldest entry that is kept from now on
     * @param answered up to which counter the origin's publishes are answered: their ids may be forgotten (rule 3)
     * @param retain whether no id and no key is forgotten but for room, as a member is lost (rule 3)
     * @param keepMillis for how long the stream's entries are kept from now on
     */
    record Append(LogEntry entry, long first, long answered, boolean retain, long keepMillis) implements LogChange {
        @Override
        public int size() {
            return 48 + entry.size();
        }
    }

    /** Keys whose entries are not there: of a copy, or of a replica that lost a merge (rules 3 and 8). */
    record Keys(List<KnownKey> keys) implements LogChange {
        public Keys {
            keys = List.copyOf(keys);
        }

        @Override
        public int size() {
            return 32 + keys.stream().mapToInt(KnownKey::size).sum();
        }
    }

    /** The oldest entries go (rule 12). @param first the offset of the oldest one that is kept */
    record Trim(TrimCause cause, long first) implements LogChange {}

    /** The oldest keys go. @param at those that were taken at that offset or before */
    record Forget(long at) implements LogChange {}

    /**
     * All entries go, for good (rule 12).
     *
     * @param next the epoch of what comes then
     * @param millis when, in milliseconds since 1970: the stream is kept for its time from then on, although it is empty
     */
    record Clear(Run next, long millis) implements LogChange {}

    /** The stream is served in a view of so many members (rule 8). @param marks which keys the sequencer has forgotten */
    record Served(int weight, KeyMarks marks) implements LogChange {
        @Override
        public int size() {
            return 32 + marks.size();
        }
    }

    /** The stream is gone, keys and all: evicted, or held by others (rule 12). */
    record Drop() implements LogChange {}

    /** A copy of a whole replica begins, which replaces what is there only when it is {@link Complete}. */
    record Reset(ReplicaState state) implements LogChange {
        @Override
        public int size() {
            return 128 + 48 * state.lineage().size() + state.marks().size();
        }
    }

    /** The copy is whole, and replaces what was there in one step: until then that is kept as it is. */
    record Complete() implements LogChange {}
}
