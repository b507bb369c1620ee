package dev.halley.core;

import dev.halley.core.session.Outbox;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A session's queue: events are offered, and taken together.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class OutboxBenchmark {

    private static final Encoded EVENT =
            Encoded.of(ChannelMessage.of("/rooms/7", RawJson.parse("{\"m\":\"" + "x".repeat(90) + "\"}")));

    /** Events that are taken together. */
    @Param({"1", "10"})
    public int together;

    private final Outbox outbox = new Outbox(1_000, 1_000_000);
    private final int binding = outbox.rebind();

    /** Offers and takes; the time is for all of them together. */
    @Benchmark
    public List<Encoded> offerAndTake() {
        for (int i = 0; i < together; i++) {
            outbox.offer(EVENT);
        }
        return outbox.take(binding, 100_000, 0);
    }

    /** The same in acknowledged mode, where what was taken is kept until it is acknowledged. */
    @Benchmark
    public boolean offerTakeAndAcknowledge() {
        for (int i = 0; i < together; i++) {
            outbox.offer(EVENT);
        }
        return outbox.acknowledge(outbox.takeNumbered(binding, 100_000).number());
    }
}
