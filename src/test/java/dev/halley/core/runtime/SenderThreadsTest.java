package dev.halley.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SenderThreadsTest {

    private final List<Thread> made = new ArrayList<>();
    private final BlockingQueue<Thread> ran = new LinkedBlockingQueue<>();

    private Thread make(Runnable task) {
        Thread thread = new Thread(task, "sender under test");
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    }

    private Thread ran() throws InterruptedException {
        Thread thread = ran.poll(30, TimeUnit.SECONDS);
        assertThat(thread).isNotNull();
        return thread;
    }

    private void awaitEnd(Thread thread) throws InterruptedException {
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void threadThatHasNothingToDoGetsTheNextTask() throws Exception {
        try (SenderThreads threads = new SenderThreads(this::make, 1)) {
            threads.execute(() -> ran.add(Thread.currentThread()));
            Thread first = ran();
            for (int i = 0; i < 100; i++) {
                awaitParked(first);
                threads.execute(() -> ran.add(Thread.currentThread()));
                assertThat(ran()).isSameAs(first);
            }
            assertThat(made).hasSize(1);
        }
    }

    @Test
    void noTaskWaitsForAnother() throws Exception {
        CountDownLatch letGo = new CountDownLatch(1);
        try (SenderThreads threads = new SenderThreads(this::make, 1)) {
            for (int i = 0; i < 20; i++) {
                threads.execute(() -> {
                    ran.add(Thread.currentThread());
                    awaitQuietly(letGo);
                });
            }
            for (int i = 0; i < 20; i++) {
                ran();
            }
            assertThat(threads.size()).isEqualTo(20);
            letGo.countDown();
        }
        for (Thread thread : made) {
            awaitEnd(thread);
        }
    }

    @Test
    void noMoreThreadsAreKeptThanMayBeSpare() throws Exception {
        CountDownLatch letGo = new CountDownLatch(1);
        try (SenderThreads threads = new SenderThreads(this::make, 2)) {
            for (int i = 0; i < 3; i++) {
                threads.execute(() -> awaitQuietly(letGo));
            }
            letGo.countDown();
            while (threads.size() > 2 || threads.spare() < 2) {
                Thread.onSpinWait();
            }
            assertThat(made.stream().filter(Thread::isAlive).count()).isLessThanOrEqualTo(3);
            assertThat(threads.size()).isEqualTo(2);
        }
        for (Thread thread : made) {
            awaitEnd(thread);
        }
    }

    @Test
    void threadThatTheContainerInterruptsGoesOn() throws Exception {
        try (SenderThreads threads = new SenderThreads(this::make, 1)) {
            threads.execute(() -> ran.add(Thread.currentThread()));
            Thread first = ran();
            awaitParked(first);
            first.interrupt();
            while (first.isInterrupted()) {
                Thread.onSpinWait();
            }
            awaitParked(first);
            threads.execute(() -> ran.add(Thread.currentThread()));
            assertThat(ran()).isSameAs(first);
        }
    }

    @Test
    void threadsEndWhenTheyAreClosedAndNoTaskIsTakenAnyMore() throws Exception {
        SenderThreads threads = new SenderThreads(this::make, 1);
        threads.execute(() -> ran.add(Thread.currentThread()));
        Thread first = ran();
        threads.close();
        awaitEnd(first);
        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(threads.size()).isZero();
    }

    @Test
    void taskIsRejectedWhereNoThreadIsMade() {
        try (SenderThreads threads = new SenderThreads(task -> null, 1)) {
            assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }
        try (SenderThreads threads = new SenderThreads(
                task -> {
                    throw new IllegalStateException("undeployed");
                },
                1)) {
            assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
