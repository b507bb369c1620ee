package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.core.link.Senders;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.SendTask;
import dev.halley.core.runtime.SystemClock;
import dev.halley.config.ServerConfig;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A shard that is taken from a thread just as its send returns, while something else is put into its queue, sends everything once,
 * one thread at a time.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "all once", expect = ACCEPTABLE, desc = "whoever sent it")
@State
public class ShardHandOverRace {

    private static final ServerConfig CONFIG = ServerConfig.of(Map.of("senderThreads", "1"));

    private final Queue<Runnable> looks = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
    private final Senders senders = new Senders(
            new Platform(CONFIG, new SystemClock(), new LooksWhenTold(), turns::add, new ServerEvents() {}));
    private final Slow first = new Slow();
    private final Slow second = new Slow();
    private final Slow third = new Slow();

    @Actor
    public void sends() {
        senders.add(first);
        senders.send(second);
        runAll(turns);
    }

    @Actor
    public void looksAndSendsMore() {
        for (int i = 0; i < 20; i++) {
            Runnable look = looks.poll();
            if (look != null) {
                look.run();
            }
        }
        senders.send(third);
        runAll(turns);
    }

    private static void runAll(Queue<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Arbiter
    public void seen(L_Result result) {
        boolean once = first.sent.get() == 1 && second.sent.get() == 1 && third.sent.get() == 1;
        result.r1 = once && senders.blocked() == 0
                ? senders.isIdle() ? "all once" : "the shard runs for ever"
                : first.sent + ", " + second.sent + ", " + third.sent + ", blocked " + senders.blocked();
    }

    /** Takes long enough for the watch to look twice. */
    private static final class Slow implements SendTask {

        private final AtomicInteger sent = new AtomicInteger();

        @Override
        public void send() {
            for (int i = 0; i < 200; i++) {
                Thread.onSpinWait();
            }
            sent.incrementAndGet();
        }

        @Override
        public String sessionId() {
            return null;
        }
    }

    private final class LooksWhenTold implements Timer {

        @Override
        public Task schedule(Duration delay, Runnable task) {
            looks.add(task);
            return () -> {};
        }
    }
}
