package dev.halley.core;

import dev.halley.api.ServerChannel;
import dev.halley.json.RawJson;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a publish of the server to the connections of all subscribers, and how subscribers come and go beside many others.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class FanOutBenchmark {

    private static final String CHANNEL = "/rooms/7";
    private static final RawJson DATA = RawJson.parse("{\"m\":\"" + "x".repeat(90) + "\"}");

    /** Sessions that are subscribed. */
    @Param({"1", "100", "10000"})
    public int subscribers;

    private final InMemory memory = new InMemory();
    private final List<InMemory.Client> clients = new ArrayList<>();
    private ServerChannel channel;

    /** Lets the subscribers in. */
    @Setup
    public void open() {
        for (int i = 0; i < subscribers; i++) {
            InMemory.Client client = memory.new Client();
            client.subscribe(CHANNEL);
            clients.add(client);
        }
        channel = memory.server().createChannel(CHANNEL);
    }

    /** Ends the timer. */
    @TearDown
    public void close() {
        memory.close();
    }

    /** One event to all; the time is for all of them together. */
    @Benchmark
    public long publish() {
        channel.publish(null, DATA);
        return memory.work();
    }

    /** One session leaves the channel and comes back. */
    @Benchmark
    public void comeAndGo() {
        InMemory.Client client = clients.get(0);
        client.unsubscribe(CHANNEL);
        client.subscribe(CHANNEL);
    }
}
