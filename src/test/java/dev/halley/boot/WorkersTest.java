package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.ServerConfig;
import dev.halley.testkit.ManualTime;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkersTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();

    private Workers of(int threads, ClassLoader application) {
        return Workers.of(ServerConfig.of(Map.of("workerThreads", Integer.toString(threads))), application, time, time);
    }

    @Test
    void whereTheContainerLendsNoThreadsTasksRunOnDaemonsWithTheApplicationsClassLoader() throws Exception {
        try (URLClassLoader application = new URLClassLoader(new URL[0])) {
            Workers workers = of(2, application);
            var seen = new CompletableFuture<Thread>();
            var loader = new CompletableFuture<ClassLoader>();

            workers.executor().execute(() -> {
                loader.complete(Thread.currentThread().getContextClassLoader());
                seen.complete(Thread.currentThread());
            });

            assertThat(seen.get(10, TimeUnit.SECONDS).getName()).isEqualTo("halley-worker-1");
            assertThat(seen.get().isDaemon()).isTrue();
            assertThat(loader.get(10, TimeUnit.SECONDS)).isSameAs(application);
            assertThat(workers.close(SOON)).isEmpty();
            assertThat(seen.get().isAlive()).isFalse();
        }
    }

    @Test
    void asManyTasksRunAtATimeAsTheBoundSaysAndNoMore() throws Exception {
        Workers workers = of(2, getClass().getClassLoader());
        Set<String> threads = ConcurrentHashMap.newKeySet();
        var bothRun = new CountDownLatch(2);
        var goOn = new CountDownLatch(1);
        var all = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            workers.executor().execute(() -> {
                threads.add(Thread.currentThread().getName());
                bothRun.countDown();
                awaited(goOn);
                all.countDown();
            });
        }

        assertThat(bothRun.await(10, TimeUnit.SECONDS)).isTrue();
        goOn.countDown();

        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).containsExactlyInAnyOrder("halley-worker-1", "halley-worker-2");
        assertThat(workers.close(SOON)).isEmpty();
    }

    @Test
    void closingEndsWhatWaitsForeverByInterruptingIt() throws Exception {
        Workers workers = of(1, getClass().getClassLoader());
        var begun = new CountDownLatch(1);
        workers.executor().execute(() -> {
            begun.countDown();
            awaited(new CountDownLatch(1));
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(workers.close(Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void aTaskThatComesAfterTheEndIsDropped() {
        Workers workers = of(1, getClass().getClassLoader());
        workers.close(SOON);
        var ran = new CountDownLatch(1);

        workers.executor().execute(ran::countDown);

        assertThat(ran.getCount()).isEqualTo(1);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
