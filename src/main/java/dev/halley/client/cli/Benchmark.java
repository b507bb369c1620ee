package dev.halley.client.cli;

import dev.halley.client.Message;
import dev.halley.client.Subscription;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes to clients that subscribe, and measures how many deliveries there are in a second and how long each takes.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Benchmark implements Command {

    /** So many connect at a time, fewer than a listen backlog takes. */
    private static final int AT_ONCE = 50;

    private static final double NANOS_PER_MILLI = 1_000_000;
    private static final double NANOS_PER_SECOND = 1_000_000_000;
    private static final double P50 = 0.5;
    private static final double P99 = 0.99;
    private static final double THOUSAND = 1_000;

    private final Options options;
    private final Terminal terminal;
    private final String channel = "/bench/" + UUID.randomUUID();
    private final Latencies latencies = new Latencies();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Semaphore delivered = new Semaphore(0);
    private final List<Link> links = new ArrayList<>();

    Benchmark(Options options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Exit run() throws NoConnectionException, UsageException, InterruptedException {
        int clients = options.number(Options.Count.CLIENTS);
        int messages = options.number(Options.Count.MESSAGES);
        try (Link publisher = Link.open(options, terminal)) {
            connect(clients);
            long expected = (long) clients * messages;
            long began = System.nanoTime();
            try (Progress progress =
                    Progress.of(terminal, () -> delivered.availablePermits() + " of " + expected + " delivered")) {
                progress.show();
                publish(publisher, messages);
                waitFor(expected);
            }
            long took = System.nanoTime() - began;
            terminal.printLine(result(clients, messages, took));
            boolean all = delivered.availablePermits() == expected && failed.get() == 0;
            return all ? Exit.DONE : Exit.FAILED;
        } finally {
            links.stream().map(link -> link.client().disconnect()).toList().forEach(CompletableFuture::join);
            links.forEach(Link::close);
        }
    }

    private void connect(int clients) throws NoConnectionException, UsageException, InterruptedException {
        Terminal silent = new Terminal(terminal.in(), terminal.out(), terminal.err(), false, false);
        try (Progress progress = Progress.of(terminal, () -> links.size() + " of " + clients + " clients connected")) {
            progress.show();
            while (links.size() < clients) {
                List<Link> opened = new ArrayList<>();
                for (int i = Math.min(AT_ONCE, clients - links.size()); i > 0; i--) {
                    opened.add(Link.begin(options));
                }
                links.addAll(opened);
                List<CompletableFuture<Subscription>> subscriptions = opened.stream()
                        .map(link -> link.client().subscribe(channel, this::received))
                        .toList();
                for (int i = 0; i < opened.size(); i++) {
                    opened.get(i).connected(silent);
                    opened.get(i).await(subscriptions.get(i));
                }
            }
        }
        terminal.note(clients + " clients subscribed to " + channel);
    }

    private void received(Message message) {
        Long sent = message.data()
                .map(data -> JsonObjects.member(data, "sent"))
                .map(number -> Long.parseLong(number.text()))
                .orElse(System.nanoTime());
        latencies.add(System.nanoTime() - sent);
        delivered.release();
    }

    private void publish(Link publisher, int messages) throws UsageException, InterruptedException {
        int inFlight = options.number(Options.Count.IN_FLIGHT);
        RawJson filling = RawJson.from("x".repeat(options.number(Options.Count.SIZE)));
        Semaphore room = new Semaphore(inFlight);
        for (int i = 0; i < messages; i++) {
            room.acquire();
            Map<String, RawJson> data = new LinkedHashMap<>();
            data.put("sent", RawJson.from(System.nanoTime()));
            data.put("filling", filling);
            publisher.client().publish(channel, JsonObjects.of(data)).whenComplete((reply, failure) -> {
                (failure == null ? published : failed).incrementAndGet();
                room.release();
            });
        }
        room.acquire(inFlight);
    }

    /** Waits for all deliveries, or until none has come for {@code --timeout}. */
    private void waitFor(long expected) throws UsageException, InterruptedException {
        int all = Math.toIntExact(expected);
        int before = -1;
        while (delivered.availablePermits() < all && delivered.availablePermits() > before) {
            before = delivered.availablePermits();
            if (delivered.tryAcquire(all, options.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                delivered.release(all);
            }
        }
    }

    private String result(int clients, int messages, long nanos) {
        Map<String, Object> latency = new LinkedHashMap<>();
        latency.put("p50", millis(P50));
        latency.put("p99", millis(P99));
        latency.put("max", millis(1));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("clients", clients);
        result.put("messages", messages);
        result.put("published", published.get());
        result.put("failed", failed.get());
        result.put("delivered", delivered.availablePermits());
        result.put("seconds", rounded(nanos / NANOS_PER_SECOND));
        result.put("deliveriesPerSecond", Math.round(delivered.availablePermits() / (nanos / NANOS_PER_SECOND)));
        result.put("latencyMillis", latency);
        return RawJson.from(result).text();
    }

    private double millis(double share) {
        return rounded(latencies.atMost(share) / NANOS_PER_MILLI);
    }

    private static double rounded(double number) {
        return Math.round(number * THOUSAND) / THOUSAND;
    }
}
