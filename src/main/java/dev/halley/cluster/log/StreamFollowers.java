package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Live;
import dev.halley.spi.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The nodes that follow a stream, as its sequencer has them (rule 10): each gets what is committed, and is told the top each second until
 * it has said that it is there.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class StreamFollowers {

    private final LogContext context;
    private final String channel;
    /** Where each of them is, as far as it has said. */
    private final Map<NodeId, Position> seen = new LinkedHashMap<>(1);

    private final Map<NodeId, Long> told = new HashMap<>(1);

    StreamFollowers(LogContext context, String channel) {
        this.context = context;
        this.channel = channel;
    }

    /** A node follows from that position on. */
    void add(NodeId node, Position at) {
        seen.put(node, at);
        told.put(node, context.nanos());
    }

    /** A node follows, and is told the top at once. */
    void addUntold(NodeId node, Position at) {
        seen.put(node, at);
        told.put(node, context.nanos() - LogRules.REPEAT_TOPS.toNanos());
    }

    /** A node follows a pattern that matches the stream: unless it has said where it is, it is told the top at once. */
    void addByPattern(NodeId node) {
        if (!seen.containsKey(node)) {
            addUntold(node, Position.NONE);
        }
    }

    void remove(NodeId node) {
        seen.remove(node);
        told.remove(node);
    }

    void seen(NodeId node, Position at) {
        seen.computeIfPresent(node, (same, before) -> at);
    }

    boolean isEmpty() {
        return seen.isEmpty();
    }

    /** An entry, its epoch, and that of the one before. */
    record Committed(LogEntry entry, String epoch, String predecessor) {}

    /** Tells what is committed. @param all in their order */
    void committed(List<Committed> all) {
        int from = 0;
        while (from < all.size() && !seen.isEmpty()) {
            Committed first = all.get(from);
            List<LogEntry> some = new ArrayList<>();
            long bytes = 0;
            while (from < all.size()
                    && all.get(from).epoch().equals(first.epoch())
                    && (some.isEmpty() || bytes <= context.limits().batchBytes())) {
                LogEntry entry = all.get(from).entry();
                some.add(entry);
                bytes += entry.size();
                from++;
            }
            Live live = new Live(context.view(), channel, first.predecessor(), first.epoch(), some);
            seen.keySet().forEach(node -> context.send(node, live));
        }
    }

    /** @return whether each has said that it is at the top */
    boolean areAt(Position top) {
        return seen.values().stream().allMatch(top::equals);
    }

    /** @param tell gets whom to tell the top now */
    void tellTop(Position top, BiConsumer<NodeId, StreamTop> tell) {
        if (!context.rules().mustTellTops()) {
            return;
        }
        seen.forEach((node, at) -> {
            if (!at.equals(top) && context.isDue(told.getOrDefault(node, 0L), LogRules.REPEAT_TOPS)) {
                told.put(node, context.nanos());
                tell.accept(node, new StreamTop(channel, top));
            }
        });
    }
}
