package dev.halley.cluster.log;

import dev.halley.cluster.log.LogMessage.Release;
import dev.halley.cluster.log.LogMessage.Tops;
import dev.halley.spi.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a node tells others about many streams: which copies they no longer need, and where streams are. Gathered, and sent with as few
 * messages as the limits allow.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Notices {

    /** About how many bytes a channel takes in a message. */
    private static final int CHANNEL_BYTES = 64;

    /** About how many bytes a channel with a position takes in a message. */
    private static final int TOP_BYTES = 96;

    private final LogContext context;
    private final Map<NodeId, List<String>> releases = new LinkedHashMap<>();
    private final Map<NodeId, List<StreamTop>> tops = new LinkedHashMap<>();

    Notices(LogContext context) {
        this.context = context;
    }

    /** The node's copy of the stream is no longer needed. */
    void release(NodeId node, String channel) {
        releases.computeIfAbsent(node, none -> new ArrayList<>()).add(channel);
    }

    /** The node follows the stream, and is told where it is. */
    void top(NodeId node, StreamTop top) {
        tops.computeIfAbsent(node, none -> new ArrayList<>()).add(top);
    }

    void clear() {
        releases.clear();
        tops.clear();
    }

    void send() {
        releases.forEach((node, some) -> send(node, some, CHANNEL_BYTES, part -> new Release(context.view(), part)));
        tops.forEach((node, some) -> send(node, some, TOP_BYTES, part -> new Tops(context.view(), part)));
        clear();
    }

    private <T> void send(NodeId to, List<T> items, int bytesEach, Function<List<T>, LogMessage> message) {
        parts(items, context.limits(), bytesEach).forEach(part -> context.send(to, message.apply(part)));
    }

    /** @return the channels with their positions in pieces that fit into one message each; one empty piece if there are none */
    static List<List<StreamTop>> parts(List<StreamTop> tops, LogLimits limits) {
        return parts(tops, limits, TOP_BYTES);
    }

    private static <T> List<List<T>> parts(List<T> items, LogLimits limits, int bytesEach) {
        int most = Math.max(1, Math.min(LogMessage.MAX_ITEMS, limits.batchBytes() / bytesEach));
        List<List<T>> parts = new ArrayList<>();
        int from = 0;
        do {
            parts.add(List.copyOf(items.subList(from, Math.min(items.size(), from + most))));
            from += most;
        } while (from < items.size());
        return parts;
    }
}
