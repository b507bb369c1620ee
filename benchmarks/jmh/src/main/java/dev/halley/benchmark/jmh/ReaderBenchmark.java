package dev.halley.benchmark.jmh;

import dev.halley.protocol.MessageReader;
import dev.halley.protocol.Request;
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
 * From a frame's text to requests.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ReaderBenchmark {

    private static final String ENVELOPE = "\"clientId\":\"0123456789abcdef0123456789abcdef\"";

    private final MessageReader reader = new MessageReader(100, 1_000);

    /** Bytes of the data of one publish. */
    @Param({"100", "20000"})
    public int payload;

    private String publish = "";
    private String batch = "";
    private String connect = "";

    /** Writes the frames. */
    @Setup
    public void write() {
        String message = "{\"channel\":\"/rooms/7\",\"id\":\"42\"," + ENVELOPE + ",\"data\":{\"m\":\""
                + "x".repeat(payload) + "\"}}";
        publish = "[" + message + "]";
        batch = "[" + String.join(",", java.util.Collections.nCopies(10, message)) + "]";
        connect = "[{\"channel\":\"/meta/connect\",\"id\":\"43\"," + ENVELOPE + ",\"connectionType\":\"websocket\"}]";
    }

    /** One publish. */
    @Benchmark
    public List<Request> publish() {
        return reader.read(publish);
    }

    /** Ten publishes in one frame. */
    @Benchmark
    public List<Request> tenPublishes() {
        return reader.read(batch);
    }

    /** A connect; the size of the data does not matter to it. */
    @Benchmark
    public List<Request> connect() {
        return reader.read(connect);
    }
}
