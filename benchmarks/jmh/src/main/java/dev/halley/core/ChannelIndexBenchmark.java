package dev.halley.core;

import dev.halley.core.channel.ChannelListeners;
import dev.halley.core.link.FlushScheduler;
import java.util.concurrent.CompletableFuture;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.channel.PublishResult;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.CallWatch;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.ChannelId;
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
 * Which channels and patterns a publish concerns, by its name as it was read.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ChannelIndexBenchmark {

    /** Channels that are there. */
    @Param({"100", "100000"})
    public int channels;

    private final InMemory memory = new InMemory();
    private ChannelTree registry;
    private int next;

    /** Makes the channels, and patterns for every tenth of their parents. */
    @Setup
    public void make() {
        Platform platform = memory.platform();
        registry = new ChannelTree(
                new ChannelListeners(new Listeners<>(), new Listeners<>()),
                platform,
                new UserCode(
                        platform.events(),
                        new CallWatch(platform.config(), platform.clock(), platform.timer(), platform.events()),
                        new FlushScheduler(platform)),
                (from, channel, data) -> PublishResult.ACCEPTED,
                (channel, on) -> CompletableFuture.completedStage(null));
        for (int i = 0; i < channels; i++) {
            registry.getOrCreate(ChannelId.of(name(i)), made -> {});
        }
        for (int i = 0; i < channels / 10; i += 10) {
            registry.getOrCreate(ChannelId.of("/rooms/" + i + "/*"), made -> {});
        }
    }

    private static String name(int i) {
        return "/rooms/" + i / 10 + "/" + i;
    }

    /** Ends the timer. */
    @TearDown
    public void close() {
        memory.close();
    }

    /** One look, at another channel each time. */
    @Benchmark
    public List<CoreChannel> look() {
        next = (next + 7_919) % channels;
        return registry.path(ChannelId.of(name(next)));
    }
}
