package dev.halley.cluster.log;

import dev.halley.cluster.log.LogMessage.Heads;
import dev.halley.cluster.log.LogMessage.NodeState;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what a member says on a new view into messages (rule 7): one at least.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class HeadsBatches {

    private final int batchBytes;
    private final List<Batch> batches = new ArrayList<>();

    /** What goes in one message. */
    private static final class Batch {
        private final List<LogHead> heads = new ArrayList<>();
        private final List<StreamTop> follows = new ArrayList<>();
        private long bytes;
    }

    HeadsBatches(int batchBytes) {
        this.batchBytes = batchBytes;
        batches.add(new Batch());
    }

    void add(LogHead head) {
        with(head.size()).heads.add(head);
    }

    void add(StreamTop follow) {
        with(follow.size()).follows.add(follow);
    }

    private Batch with(int size) {
        Batch last = batches.get(batches.size() - 1);
        if (last.bytes > 0 && last.bytes + size > batchBytes) {
            last = new Batch();
            batches.add(last);
        }
        last.bytes += size;
        return last;
    }

    List<LogMessage> messages(ViewId view, NodeState state, List<String> patterns) {
        List<LogMessage> messages = new ArrayList<>();
        for (int part = 0; part < batches.size(); part++) {
            Batch batch = batches.get(part);
            messages.add(new Heads(
                    view, part, batches.size(), state, batch.heads, batch.follows, part == 0 ? patterns : List.of()));
        }
        return messages;
    }
}
