package dev.halley.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActorThreadTest {

    private final List<Logger> loggers =
            List.of(Logger.getLogger(ActorThread.class.getName()), Logger.getLogger(InTurn.class.getName()));

    @BeforeEach
    void quiet() {
        loggers.forEach(logger -> logger.setLevel(Level.OFF));
    }

    @AfterEach
    void loud() {
        loggers.forEach(logger -> logger.setLevel(null));
    }

    private static void fail() {
        throw new AssertionError("thrown by the test");
    }

    @Test
    void stepThatThrowsCostsTheNextOneNothing() throws Exception {
        ActorThread thread = new ActorThread("test");
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        thread.execute(ActorThreadTest::fail);
        thread.execute(() -> ran.complete(Thread.currentThread()));
        thread.start();
        Thread running = ran.get(20, TimeUnit.SECONDS);
        assertThat(running.isDaemon()).isTrue();
        thread.end();
        running.join(20_000);
        assertThat(running.isAlive()).isFalse();
    }

    @Test
    void stepsInTurnFollowOneThatThrows() {
        InTurn inTurn = new InTurn(Runnable::run, new ManualTime());
        List<Integer> ran = new ArrayList<>();
        inTurn.execute(() -> {
            inTurn.execute(() -> ran.add(1));
            ran.add(0);
            fail();
        });
        inTurn.execute(() -> ran.add(2));
        assertThat(ran).containsExactly(0, 1, 2);
    }
}
