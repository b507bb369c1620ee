package dev.halley.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that all clients of a JVM share as long as they are not given others: one for the time, two for the protocol,
 * three of the {@code HttpClient}; and for listeners virtual threads where the JVM has them, else at most six. All are
 * daemons.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SharedThreads {

    private static final int PROTOCOL_THREADS = 2;
    private static final int HTTP_THREADS = 2;
    private static final int LISTENER_THREADS = 6;
    private static final long IDLE_SECONDS = 30;

    private SharedThreads() {}

    /** Made when first needed. */
    private static final class Holder {

        private static final ThreadPoolExecutor PROTOCOL = pool("halley-client-", PROTOCOL_THREADS);
        private static final ClientTime TIME = new SystemTime();
        private static final HttpClient HTTP = HttpClient.newBuilder()
                // Of its own, as it looks names up on them, which may take long.
                .executor(pool("halley-http-", HTTP_THREADS))
                // A held poll would occupy one of the few streams of an HTTP/2 connection that many clients share.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(30))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    static Executor protocol() {
        return Holder.PROTOCOL;
    }

    static Executor listeners() {
        return ListenerThreads.EXECUTOR;
    }

    static ClientTime time() {
        return Holder.TIME;
    }

    static HttpClient http() {
        return Holder.HTTP;
    }

    /** Made when first needed. */
    private static final class ListenerThreads {

        private static final Executor EXECUTOR = create();

        private static Executor create() {
            try {
                // Java 21 and later; this is compiled for 17.
                return (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            } catch (ReflectiveOperationException noVirtualThreads) {
                return pool("halley-listener-", LISTENER_THREADS);
            }
        }
    }

    private static ThreadPoolExecutor pool(String name, int size) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger numbers = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(null, task, name + numbers.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            // Not the one of whichever application came first.
            thread.setContextClassLoader(SharedThreads.class.getClassLoader());
            return thread;
        };
    }

    /** The system's time, with one thread. */
    private static final class SystemTime implements ClientTime {

        private final ScheduledThreadPoolExecutor scheduler =
                new ScheduledThreadPoolExecutor(1, daemons("halley-client-time-"));

        private SystemTime() {
            scheduler.setRemoveOnCancelPolicy(true);
            scheduler.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
            scheduler.allowCoreThreadTimeOut(true);
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Registration later(Duration delay, Runnable task) {
            var scheduled = scheduler.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        }
    }
}
