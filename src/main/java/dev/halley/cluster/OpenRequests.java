package dev.halley.cluster;

import dev.halley.spi.ClusterException;
import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The questions that this node has asked and nobody has answered yet. */
final class OpenRequests {

    private record Open(NodeId node, long deadline, CompletableFuture<byte[]> answer) {}

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Open> open = new ConcurrentHashMap<>();

    /** @return the number that the answer will have */
    long add(NodeId node, Duration timeout, CompletableFuture<byte[]> answer) {
        long number = numbers.incrementAndGet();
        open.put(number, new Open(node, System.nanoTime() + timeout.toNanos(), answer));
        return number;
    }

    void answered(NodeId from, long number, byte[] bytes) {
        Open request = take(from, number);
        if (request != null) {
            request.answer.complete(bytes);
        }
    }

    void refused(NodeId from, long number) {
        Open request = take(from, number);
        if (request != null) {
            request.answer.completeExceptionally(
                    new ClusterException("Node " + from.value() + " refuses the question."));
        }
    }

    private @Nullable Open take(NodeId from, long number) {
        Open request = open.get(number);
        return request != null && request.node.equals(from) && open.remove(number, request) ? request : null;
    }

    void fail(Predicate<NodeId> gone) {
        failWhere(request -> gone.test(request.node), "is not linked any more");
    }

    void expire() {
        long now = System.nanoTime();
        failWhere(request -> request.deadline - now <= 0, "does not answer in time");
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    private void failWhere(Predicate<Open> which, String why) {
        open.forEach((number, request) -> {
            if (which.test(request) && open.remove(number, request)) {
                request.answer.completeExceptionally(
                        new ClusterException("Node " + request.node.value() + " " + why + "."));
            }
        });
    }
}
