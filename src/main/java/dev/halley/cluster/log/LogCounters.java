package dev.halley.cluster.log;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Counts what the stripes do.
 *
 * <p>Thread-safety: thread-safe.
 */
final class LogCounters {

    final AtomicInteger pending = new AtomicInteger();
    final LongAdder taken = new LongAdder();
    final LongAdder appended = new LongAdder();
    final LongAdder voided = new LongAdder();
    final LongAdder evicted = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder refused = new LongAdder();
    private final AtomicIntegerArray sequenced = new AtomicIntegerArray(Stripes.COUNT);

    void sequenced(int stripe, int streams) {
        sequenced.set(stripe, streams);
    }

    LogFigures figures(LogSize size, int followed) {
        return new LogFigures(
                IntStream.range(0, Stripes.COUNT).map(sequenced::get).sum(),
                size.streams(),
                size.entries(),
                size.bytes(),
                followed,
                pending.get(),
                taken.sum(),
                appended.sum(),
                voided.sum(),
                evicted.sum(),
                lost.sum(),
                dropped.sum(),
                refused.sum());
    }
}
