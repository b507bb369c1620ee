package dev.halley.core;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.runtime.SystemClock;
import dev.halley.history.HistorySource;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import dev.halley.spi.ServerEvents;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Messages of 100 bytes are appended to a history, and waited for; with the CPU time that all threads take for one.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 1, time = 10)
@Fork(1)
public class HistoryAppendBenchmark {

    private static final int APPENDS = 1_000;
    private static final ChannelId CHANNEL = ChannelId.of("/rooms/7");

    /** Where it is kept; {@code memory} or a value of {@code historySync}. */
    @Param({"memory", "never", "interval(1s)"})
    public String kept;

    /** How many are appended before they are waited for. */
    @Param({"1", "100"})
    public int together;

    private final Publication publication = new Publication(
            CHANNEL,
            ChannelMessage.of("/rooms/7", RawJson.parse("{\"m\":\"" + "x".repeat(92) + "\"}")),
            Position.NONE,
            new Origin(NodeId.random(), Origin.SERVER),
            DeliveryHints.TO_ALL)
            .keeping(new Retention(new HistoryPolicy(100, Duration.ofMinutes(10)), null));

    private ExecutorTimer timer;
    private Path directory;
    private HistoryLog history;

    /** The CPU time of the whole process. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {
        private long begin;
        private long appends;
        /** Nanoseconds for one append. */
        public long cpuNanos;

        @Setup(Level.Iteration)
        public void begin() {
            begin = now();
            appends = 0;
            cpuNanos = 0;
        }

        void appended() {
            appends += APPENDS;
            cpuNanos = (now() - begin) / appends;
        }

        private static long now() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }
    }

    @Setup
    public void open() throws IOException {
        timer = new ExecutorTimer(Thread::new);
        directory = Files.createTempDirectory("history");
        Map<String, String> settings = "memory".equals(kept)
                ? Map.of()
                : Map.of("historyStore", directory.toString(), "historySync", kept);
        history = HistorySource.open(ServerConfig.of(settings), new SystemClock(), timer, new ServerEvents() {});
    }

    @Benchmark
    @OperationsPerInvocation(APPENDS)
    public Published append(Cpu cpu) {
        Published published = Published.PLAIN;
        for (int done = 0; done < APPENDS; done += together) {
            CompletionStage<Published> last = history.append(publication, stored -> {});
            for (int i = 1; i < together; i++) {
                last = history.append(publication, stored -> {});
            }
            published = last.toCompletableFuture().join();
        }
        cpu.appended();
        return published;
    }

    @TearDown
    public void close() throws IOException {
        history.close();
        timer.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
