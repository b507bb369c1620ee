package dev.halley.weld;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WeldWorkersTest {

    private final ClassLoader application = new URLClassLoader(new URL[0]);
    private Thread worker = new Thread(() -> {});

    @AfterEach
    void end() {
        worker.interrupt();
    }

    @Test
    void threadsOfTheApplicationAreWaitedFor() {
        Thread waiting = Thread.currentThread();
        worker = start("weld-worker-1", application, () -> {
            while (waiting.getState() != Thread.State.TIMED_WAITING && !Thread.interrupted()) {
                Thread.onSpinWait();
            }
        });

        new WeldWorkers(application).awaitEnd();

        assertThat(worker.isAlive()).isFalse();
    }

    @Test
    void threadsOfOtherApplicationsAreNot() {
        worker = start("weld-worker-1", getClass().getClassLoader(), WeldWorkersTest::untilInterrupted);

        new WeldWorkers(application).awaitEnd();

        assertThat(worker.isAlive()).isTrue();
    }

    @Test
    void threadsOfOtherNamesAreNot() {
        worker = start("other-worker-1", application, WeldWorkersTest::untilInterrupted);

        new WeldWorkers(application).awaitEnd();

        assertThat(worker.isAlive()).isTrue();
    }

    @Test
    void oneThatDoesNotEndIsGivenUp() {
        worker = start("weld-worker-1", application, WeldWorkersTest::untilInterrupted);

        new WeldWorkers(application).awaitEnd();

        assertThat(worker.isAlive()).isTrue();
    }

    private static Thread start(String name, ClassLoader loader, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        thread.start();
        return thread;
    }

    private static void untilInterrupted() {
        while (!Thread.interrupted()) {
            LockSupport.park();
        }
    }
}
