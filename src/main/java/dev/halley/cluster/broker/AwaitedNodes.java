package dev.halley.cluster.broker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The nodes that the stripes of the log wait for when a cluster starts as a whole: each stripe finds that out by itself.
 *
 * <p>Thread-safety: thread-safe.
 */
final class AwaitedNodes {

    /** By stripe; guarded by this. */
    private final Map<Integer, List<String>> byStripe = new TreeMap<>();

    private volatile List<String> all = List.of();

    /** What has changed for the log as a whole. See {@link dev.halley.spi.ServerEvents#historyWaits} */
    record Change(List<String> nodes, boolean over) {}

    /**
     * A stripe waits for nodes, or no longer does.
     *
     * @param missing the names of those that are not there
     * @return what that changes for all; empty if nothing
     */
    synchronized Optional<Change> waits(int stripe, List<String> missing, boolean over) {
        byStripe.put(stripe, over ? List.of() : missing);
        List<String> now = byStripe.values().stream()
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .toList();
        if (now.equals(all)) {
            return Optional.empty();
        }
        all = now;
        return Optional.of(now.isEmpty() ? new Change(missing, true) : new Change(now, false));
    }

    /** @return their names, sorted; empty if nobody is waited for */
    List<String> names() {
        return all;
    }
}
