package dev.halley.benchmark;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What came of a load on a server.
 *
 * <p>Thread-safety: immutable.
 *
 * @param done deliveries, acknowledgements or cycles, as the scenario has it
 * @param carriers frames or responses that brought them
 * @param serverNanos processor time of the server's process
 * @param loadNanos processor time of the load's thread, which never sleeps: near to {@code nanos} unless it was disturbed
 * @param nanos time that it took
 * @param allocated bytes that the threads of the server's JVM allocated; zero where nobody asked
 */
record Measurement(
        long done, long carriers, long serverNanos, long loadNanos, long nanos, long allocated, Latency latency) {

    /** Latencies in milliseconds. */
    record Latency(double p50, double p99, double max) {

        static final Latency NONE = new Latency(0, 0, 0);

        static Latency of(Histogram nanos) {
            double milli = TimeUnit.MILLISECONDS.toNanos(1);
            return new Latency(
                    nanos.getValueAtPercentile(50) / milli,
                    nanos.getValueAtPercentile(99) / milli,
                    nanos.getMaxValue() / milli);
        }
    }

    /** @return microseconds of the server's processor time for each one that was done */
    double microsEach() {
        return serverNanos / 1_000.0 / done;
    }

    /** @return bytes that were allocated for each one that was done */
    double bytesEach() {
        return (double) allocated / done;
    }

    /** @return how many came in one frame or response, replies to others counted as frames */
    double together() {
        return carriers == 0 ? 0 : (double) done / carriers;
    }

    /** @return which part of the time the load had its processor core for itself; far below 1 on a machine with other work */
    double loadShare() {
        return (double) loadNanos / nanos;
    }

    double perSecond() {
        return done * 1e9 / nanos;
    }
}
