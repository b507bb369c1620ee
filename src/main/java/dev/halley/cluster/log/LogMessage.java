package dev.halley.cluster.log;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.history.store.Run;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.spi.HistoryPage.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What nodes say to each other about streams. Each message but {@link Published} carries the view in which it was sent (rule 1).
 *
 * <p>Bounds: lists of a message are cut so that it stays near {@link LogLimits#batchBytes}, and {@link #MAX_ITEMS} items, unless one
 * entry alone is longer.
 *
 * <p>Thread-safety: immutable, if nobody changes the data of entries.
 */
sealed interface LogMessage {

    /** How many items a list of a message has at most. */
    int MAX_ITEMS = 4_096;

    /** @return the sender's view; {@link ViewId#NONE} of a message that counts in each view */
    ViewId view();

    // --- a new view: rules 7, 8, 15 ---

    /**
     * Each member to each other one on a new view, and when asked again: what it has of the streams that are the receiver's now; one part
     * at least, also when it has nothing (rule 7).
     *
     * @param part which of the parts, from 0
     * @param parts how many there are, 1 or more; the same in all of them
     * @param node what the sender says of itself; the same in all parts
     * @param heads of its replicas
     * @param follows the positions of the streams that it follows
     * @param patterns that it follows; all of them in part 0
     */
    record Heads(
            ViewId view,
            int part,
            int parts,
            NodeState node,
            List<LogHead> heads,
            List<StreamTop> follows,
            List<String> patterns)
            implements LogMessage {
        public Heads {
            heads = List.copyOf(heads);
            follows = List.copyOf(follows);
            patterns = List.copyOf(patterns);
        }
    }

    /**
     * What a node says of itself.
     *
     * @param serves whether it has served streams since it was started: then the cluster did not start as a whole
     * @param record of its disk
     * @param lost names of members that were lost without leave and are not back, with the milliseconds since then (rule 3)
     */
    record NodeState(boolean serves, StartRecord record, List<Lost> lost) {

        /** @param agoMillis for how long it is lost */
        record Lost(String name, long agoMillis) {}

        public NodeState {
            lost = List.copyOf(lost);
        }
    }

    /** A member that has not heard from another one 500 ms after a new view: send the heads again (rule 7). */
    record AskHeads(ViewId view) implements LogMessage {}

    /**
     * A sequencer to a member with a replica: send what follows (rule 8).
     *
     * @param afterEntry entries behind that offset
     * @param afterKey keys behind that {@link KnownKey#at}
     */
    record Pull(ViewId view, String channel, long afterEntry, long afterKey) implements LogMessage {}

    /**
     * The answer to {@link Pull}.
     *
     * @param afterEntry as it was asked
     * @param afterKey as it was asked
     * @param state of the replica
     * @param entries in their order, from the oldest that is behind {@code afterEntry} on
     * @param keys in their order, from the oldest that is behind {@code afterKey} on
     * @param more whether there are more of either
     */
    record Pulled(
            ViewId view,
            String channel,
            long afterEntry,
            long afterKey,
            ReplicaState state,
            List<LogEntry> entries,
            List<KnownKey> keys,
            boolean more)
            implements LogMessage {
        public Pulled {
            entries = List.copyOf(entries);
            keys = List.copyOf(keys);
        }
    }

    // --- replication: rules 5, 6, 12, 13 ---

    /**
     * A sequencer to a backup, or to one that is to become it: steps of the stream. In a view and stream they are numbered from 1; those
     * that bring the backup up to the sequencer come first (rule 5).
     *
     * @param base what the backup must have before number 1
     * @param serial the number of the first step
     */
    record Replicate(ViewId view, String channel, Base base, long serial, List<LogChange> changes)
            implements LogMessage {
        public Replicate {
            changes = List.copyOf(changes);
        }
    }

    /**
     * What a backup said that it has, in its head.
     *
     * @param epoch of its newest run; empty if it has nothing
     * @param last offset of its newest entry; 0 if it has nothing
     */
    record Base(String epoch, long last) {

        static final Base NOTHING = new Base("", 0);
    }

    /** A backup to the sequencer: it has written all steps up to that number (rules 5 and 6). */
    record Acknowledge(ViewId view, String channel, long serial) implements LogMessage {}

    /** A sequencer to members that are not its backups: it and its backup have these streams, let go of yours (rule 12). */
    record Release(ViewId view, List<String> channels) implements LogMessage {
        public Release {
            channels = List.copyOf(channels);
        }
    }

    /** A member to all others: it is about to leave; see that others hold what it holds (rule 13). */
    record Leaving(ViewId view) implements LogMessage {}

    /** The answer to {@link Leaving}: what the sender sequences is held by two that stay. */
    record Settled(ViewId view) implements LogMessage {}

    // --- publishing: rules 3 and 4 ---

    /**
     * The node that took a publish to the sequencer; again on each new view, and after 1.5 s without an answer.
     *
     * @param answered up to which counter that node's publishes are answered
     * @param key of the publisher; null if it gave none
     * @param policy how much the channel keeps
     */
    record Publish(
            ViewId view,
            String channel,
            PublishId id,
            long answered,
            @Nullable Key key,
            HistoryPolicy policy,
            byte[] data)
            implements LogMessage {}

    /**
     * The sequencer to the node that took a publish: what became of it. True whatever the view.
     *
     * @param counter of the publish
     * @param position where it is stored; {@link Position#NONE} if it is refused
     * @param result what became of it
     */
    record Published(long counter, PublishResult result, Position position) implements LogMessage {
        @Override
        public ViewId view() {
            return ViewId.NONE;
        }
    }

    // --- reading: rule 9 ---

    /** A node asks the sequencer; again on each new view, and after 1.5 s without an answer. @param number of the question */
    record Ask(ViewId view, String channel, long number, Question question) implements LogMessage {}

    /** What is asked. */
    sealed interface Question {}

    /**
     * What follows a position. Longer than a message, it is asked for piece by piece, with the top of the first piece as the end.
     *
     * @param after the position; {@link Position#NONE} for what is before the oldest
     * @param limit how many entries at most
     * @param end the offset of the last entry that is asked for; {@link Long#MAX_VALUE} for the top
     * @param follow whether the node follows the stream from what it is told as the top on, in the same step (rule 10)
     */
    record Since(Position after, int limit, long end, boolean follow) implements Question {}

    /** The newest entries. @param count how many at most; 0 for the top alone. @param follow see {@link Since} */
    record Newest(int count, boolean follow) implements Question {}

    /** What became of a publish with that key. */
    record Lookup(Key key) implements Question {}

    /** Clear the stream. @param forget whether messages may be missing behind it, so that nobody goes on from before it */
    record Erase(boolean forget) implements Question {}

    /** The sequencer answers. @param number of the question */
    record Answer(ViewId view, String channel, long number, Reply reply) implements LogMessage {}

    /** An answer. */
    sealed interface Reply {}

    /**
     * Entries.
     *
     * @param verdict whether they follow the position without a gap; if not, there are none
     * @param lineage the runs in which they are, oldest first, and the newest one
     * @param available how many there were to read up to the end
     * @param before the position before the oldest entry that can be read without a gap up to the top
     * @param top the committed end of the stream
     */
    record Page(
            Verdict verdict, List<Run> lineage, List<LogEntry> entries, int available, Position before, Position top)
            implements Reply {
        public Page {
            lineage = List.copyOf(lineage);
            entries = List.copyOf(entries);
        }
    }

    /** What became of a publish. @param position {@link Position#NONE} if the key is not known. @param digest of it, else empty */
    record Found(Position position, String digest) implements Reply {}

    /** The stream is cleared. */
    record Erased() implements Reply {}

    /** The sequencer's part refuses (rule 14), or takes nothing more. */
    record Refused() implements Reply {}

    /** One member to all others: is this still your view? (rule 9) */
    record Confirm(ViewId view, long round) implements LogMessage {}

    /** It is. */
    record Confirmed(ViewId view, long round) implements LogMessage {}

    // --- following: rule 10 ---

    /**
     * The sequencer to each node that follows the stream: what was committed.
     *
     * @param predecessor the epoch of the entry before the first of these; empty if that is the stream's first
     * @param epoch of all of these
     * @param entries in the order of their offsets, without a gap; at least one
     */
    record Live(ViewId view, String channel, String predecessor, String epoch, List<LogEntry> entries)
            implements LogMessage {
        public Live {
            entries = List.copyOf(entries);
        }
    }

    /** The sequencer to each node that follows: where the streams end; each second until {@link TopsSeen}. */
    record Tops(ViewId view, List<StreamTop> tops) implements LogMessage {
        public Tops {
            tops = List.copyOf(tops);
        }
    }

    /** A node that follows: it has handed on what is before these. */
    record TopsSeen(ViewId view, List<StreamTop> tops) implements LogMessage {
        public TopsSeen {
            tops = List.copyOf(tops);
        }
    }

    /** A node to the sequencer: it does not follow these any more. */
    record Unfollow(ViewId view, List<String> channels) implements LogMessage {
        public Unfollow {
            channels = List.copyOf(channels);
        }
    }

    /** A node to all others: it follows all streams that match, from now on. */
    record Attach(ViewId view, String pattern) implements LogMessage {}

    /**
     * The answer: the streams that match and that the sender sequences.
     *
     * @param part which of the parts, from 0
     * @param parts how many there are, 1 or more
     */
    record Attached(ViewId view, String pattern, int part, int parts, List<StreamTop> tops) implements LogMessage {
        public Attached {
            tops = List.copyOf(tops);
        }
    }

    /** A node to all others: it does not follow the pattern any more. */
    record Detach(ViewId view, String pattern) implements LogMessage {}
}
