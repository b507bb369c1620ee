package dev.halley.benchmark.jmh;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import java.util.ArrayList;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From an event to text and bytes, and from events that go together to one frame.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WriterBenchmark {

    private static final int TOGETHER = 10;

    /** Bytes of the data of one event. */
    @Param({"100", "20000"})
    public int payload;

    private ChannelMessage event = ChannelMessage.of("/none", RawJson.parse("null"));
    private List<Encoded> together = List.of();

    /** Makes the events. */
    @Setup
    public void make() {
        event = ChannelMessage.of("/rooms/7", RawJson.parse("{\"m\":\"" + "x".repeat(payload) + "\"}"));
        List<Encoded> events = new ArrayList<>();
        for (int i = 0; i < TOGETHER; i++) {
            Encoded encoded = Encoded.of(event);
            encoded.text();
            events.add(encoded);
        }
        together = events;
    }

    /** Encodes an event, for all subscribers. */
    @Benchmark
    public byte[] encode() {
        return Encoded.of(event).utf8();
    }

    /** Joins ten encoded events into the text of one frame. */
    @Benchmark
    public String join() {
        return new Batch(together).text();
    }
}
