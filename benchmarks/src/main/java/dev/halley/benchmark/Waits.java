package dev.halley.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How long clients waited, and when they had begun to: tells those who came while nobody could be served yet from those who came later.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Waits {

    private record Wait(long begun, long took) {}

    private final List<Wait> all = new ArrayList<>();

    /**
     * @param begun when the wait began, in nanoseconds from the start of all
     * @param took nanoseconds, none or more
     */
    void add(long begun, long took) {
        all.add(new Wait(begun, took));
    }

    /** @return how many waited longer than that */
    long beyond(Duration limit) {
        return all.stream().filter(wait -> wait.took > limit.toNanos()).count();
    }

    /** @return when the last of those who waited longer than that had begun to, in nanoseconds from the start; -1 if nobody did */
    long lastBeyond(Duration limit) {
        return all.stream()
                .filter(wait -> wait.took > limit.toNanos())
                .mapToLong(Wait::begun)
                .max()
                .orElse(-1);
    }

    /** @return the waits that began later than that many nanoseconds from the start; -1 for all of them */
    Histogram begunAfter(long begun) {
        Histogram later = new Histogram(3);
        all.stream().filter(wait -> wait.begun > begun).forEach(wait -> later.recordValue(wait.took));
        return later;
    }
}
