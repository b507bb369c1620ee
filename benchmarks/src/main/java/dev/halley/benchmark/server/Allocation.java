package dev.halley.benchmark.server;

import java.util.Map;

/**
 * How many bytes each thread of a JVM has allocated so far.
 *
 * <p>Thread-safety: immutable.
 *
 * @param bytes by thread id
 */
public record Allocation(Map<Long, Long> bytes) {

    static final Allocation NONE = new Allocation(Map.of());

    /** @return what was allocated since; what threads did that have ended in between is not known, and not counted */
    public long since(Allocation before) {
        long sum = 0;
        for (Map.Entry<Long, Long> thread : bytes.entrySet()) {
            sum += thread.getValue() - before.bytes.getOrDefault(thread.getKey(), 0L);
        }
        return sum;
    }
}
