package dev.halley.core;

import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.service.Services;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a service costs: from the text of a publish to the text of its answer, with and without a method that is called.
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
public class ServiceBenchmark {

    private final InMemory memory = new InMemory();
    private InMemory.Client client;
    private String plain;
    private String heard;
    private String mapHeard;
    private String call;
    private String mapCall;

    /** What is published. */
    public record Said(String m) {}

    /** What is called. */
    @Service
    public static class Calls {

        private long heard;

        /** Answers with what it got, in an object of its own. */
        @RemoteCall("said")
        public Said echo(Said said) {
            return new Said(said.m());
        }

        /** Answers with what it got, in a map of its own. */
        @RemoteCall("map")
        public Map<String, Object> map(Map<String, Object> said) {
            return Map.of("m", said.get("m"));
        }

        /** Looks at what is published. */
        @Listener("/heard/record")
        public void heard(Said said) {
            heard += said.m().length();
        }

        /** Looks at what is published. */
        @Listener("/heard/map")
        public void heardMap(Map<String, Object> said) {
            heard += ((String) said.get("m")).length();
        }
    }

    /** Registers the service, and lets its caller in. */
    @Setup
    public void open() {
        new Services(memory.server()).register(new Calls());
        client = memory.new Client();
        plain = client.publish("/plain");
        heard = client.publish("/heard/record");
        mapHeard = client.publish("/heard/map");
        call = client.publish("/service/said");
        mapCall = client.publish("/service/map");
    }

    /** Ends the timer. */
    @TearDown
    public void close() {
        memory.close();
    }

    /** A publish that nobody gets. */
    @Benchmark
    public long publish() {
        return client.receives(plain);
    }

    /** A publish that a method gets, as a record. */
    @Benchmark
    public long listener() {
        return client.receives(heard);
    }

    /** A publish that a method gets, as a map. */
    @Benchmark
    public long listenerOfMap() {
        return client.receives(mapHeard);
    }

    /** A call of a method from record to record. */
    @Benchmark
    public long remoteCall() {
        return client.receives(call);
    }

    /** A call of a method from map to map. */
    @Benchmark
    public long remoteCallOfMap() {
        return client.receives(mapCall);
    }
}
