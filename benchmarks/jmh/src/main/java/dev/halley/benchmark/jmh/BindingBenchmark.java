package dev.halley.benchmark.jmh;

import dev.halley.json.RawJson;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Between JSON text and records, by JSON-B.
 *
 * <p>The times are of samples, whose median other work on the machine does not move much.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BindingBenchmark {

    private static final RawJson SAID = RawJson.parse("{\"m\":\"" + "x".repeat(92) + "\"}");
    private static final RawJson ORDER =
            RawJson.parse("{\"shop\":\"north\",\"lines\":[{\"article\":\"tea\",\"quantity\":2,\"gift\":false},"
                    + "{\"article\":\"sugar\",\"quantity\":1,\"gift\":true}]}");

    /** A value of one member. */
    public record Said(String m) {}

    /** A value with values in it. */
    public record Order(String shop, List<Line> lines) {}

    /** One of them. */
    public record Line(String article, int quantity, boolean gift) {}

    private final Said said = SAID.as(Said.class);
    private final Order order = ORDER.as(Order.class);

    /** A record of one member. */
    @Benchmark
    public Said read() {
        return SAID.as(Said.class);
    }

    /** A record with records in it. */
    @Benchmark
    public Order readDeep() {
        return ORDER.as(Order.class);
    }

    /** A record of one member. */
    @Benchmark
    public RawJson write() {
        return RawJson.from(said);
    }

    /** A record with records in it. */
    @Benchmark
    public RawJson writeDeep() {
        return RawJson.from(order);
    }
}
