package dev.halley.benchmark;

import dev.halley.benchmark.Services.Pushed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One server, its sessions and four services that push, each with so many publishes in flight: a publish is over when all sessions
 * have got it.
 *
 * <p>Thread-safety: a {@link Sink} may be used by any thread, by one at a time.
 */
final class Pushing {

    private static final int SERVICES = 4;
    private static final int IN_FLIGHT = 8;
    private static final int WARM_UP_SECONDS = 8;
    private static final String CHANNEL = "/pushed/";

    /** Data of some 100 bytes. */
    static final String TEXT = "x".repeat(90);

    private final int sessions;
    private final int seconds;
    private final PushServer server;
    private final Map<Thread, long[]> sentBy = new ConcurrentHashMap<>();
    private final ThreadLocal<long[]> sent =
            ThreadLocal.withInitial(() -> sentBy.computeIfAbsent(Thread.currentThread(), thread -> new long[1]));
    private final List<AtomicInteger> received = new ArrayList<>();
    private final List<Semaphore> inFlight = new ArrayList<>();

    private final DatagramChannel unread;

    /** A server with sessions in memory. */
    interface PushServer {

        /** Makes a session that has subscribed to those channels. */
        void join(List<String> channels, Sink sink) throws Exception;

        void publish(String channel) throws Exception;
    }

    Pushing(String name, int sessions, int seconds) throws Exception {
        this.sessions = sessions;
        this.seconds = seconds;
        this.unread = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        this.server = name.equals("halley") ? new HalleyPush() : new CometdPush();
    }

    /**
     * Where a session's frames go: a datagram socket whose peer never reads, so that a send costs a system call through the kernel's
     * network, and nobody needs a core to read it.
     */
    final class Sink {

        private final DatagramChannel socket;

        Sink() throws IOException {
            socket = DatagramChannel.open();
            socket.connect(unread.getLocalAddress());
        }

        void send(String frame, List<String> channels) {
            try {
                socket.write(ByteBuffer.wrap(frame.getBytes(StandardCharsets.UTF_8)));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            for (String channel : channels) {
                if (channel.startsWith(CHANNEL)) {
                    received(channel.charAt(CHANNEL.length()) - '0');
                }
            }
        }
    }

    private void received(int service) {
        sent.get()[0]++;
        if (received.get(service).incrementAndGet() % sessions == 0) {
            inFlight.get(service).release();
        }
    }

    Pushed run() throws Exception {
        List<String> channels = new ArrayList<>();
        for (int i = 0; i < SERVICES; i++) {
            channels.add(CHANNEL + i);
            received.add(new AtomicInteger());
            inFlight.add(new Semaphore(IN_FLIGHT));
        }
        for (int i = 0; i < sessions; i++) {
            server.join(channels, new Sink());
        }
        for (int i = 0; i < SERVICES; i++) {
            int service = i;
            Thread thread = new Thread(() -> push(service), "service-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
        Map<Thread, Long> before = counts();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        Map<Thread, Long> after = counts();
        double took = (System.nanoTime() - start) / 1e9;
        List<Long> each = after.entrySet().stream()
                .map(entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L))
                .sorted(Comparator.reverseOrder())
                .toList();
        long all = each.stream().mapToLong(Long::longValue).sum();
        return new Pushed(
                all / took,
                each.stream().map(one -> Math.round(100.0 * one / all)).filter(share -> share > 0).toList());
    }

    /** Read while they are written: a few deliveries more or less. */
    private Map<Thread, Long> counts() {
        Map<Thread, Long> counts = new ConcurrentHashMap<>();
        sentBy.forEach((thread, count) -> counts.put(thread, count[0]));
        return counts;
    }

    private void push(int service) {
        try {
            while (true) {
                if (!inFlight.get(service).tryAcquire(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("A publish did not reach all sessions in 30 seconds.");
                }
                server.publish(CHANNEL + service);
            }
        } catch (Exception failed) {
            failed.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }
}
