package dev.halley.client.cli;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts latencies in buckets that are about 3 % wide, so that any number of them takes the same memory.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Latencies {

    private static final int BITS = 5;
    private static final int PER_DOUBLING = 1 << BITS;

    private final AtomicLongArray buckets = new AtomicLongArray(Long.SIZE * PER_DOUBLING);

    void add(long nanos) {
        buckets.incrementAndGet(bucket(Math.max(nanos, 0)));
    }

    private static int bucket(long nanos) {
        if (nanos < PER_DOUBLING) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - BITS;
        return shift * PER_DOUBLING + (int) (nanos >>> shift);
    }

    private static long top(int bucket) {
        if (bucket < 2 * PER_DOUBLING) {
            return bucket;
        }
        int shift = bucket / PER_DOUBLING - 1;
        return ((long) (bucket - shift * PER_DOUBLING + 1) << shift) - 1;
    }

    /**
     * @param share from 0 to 1
     * @return the latency in nanoseconds that this share of all did not exceed, up to the bucket's width; 0 if there is none
     */
    long atMost(double share) {
        long all = 0;
        for (int i = 0; i < buckets.length(); i++) {
            all += buckets.get(i);
        }
        long wanted = Math.max(1, (long) Math.ceil(all * share));
        long seen = 0;
        for (int i = 0; i < buckets.length(); i++) {
            seen += buckets.get(i);
            if (seen >= wanted) {
                return top(i);
            }
        }
        return 0;
    }
}
