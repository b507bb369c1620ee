package dev.halley.war;

import dev.halley.testing.Eventually;
import dev.halley.testing.Journal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Clients that publish on channels with history, all of which each of them reads, and that write down what they get. Values are numbered in the
 * order in which they were published, over all channels.
 *
 * <p>Thread-safety: the methods are called by one thread; clients run on threads of their own.
 */
final class LogLoad implements AutoCloseable {

    static final String PATTERN = "/log/*";
    static final List<String> CHANNELS = List.of("/log/a", "/log/b");
    private static final long TICK_MILLIS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /**
     * So far may those who read, and those who publish, be behind the last message: what has been missed must get through a broken line, and
     * while there is no server nobody goes on.
     */
    private static final long MOST_AHEAD = 100;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Journal journal;
    private final List<LogMember> members = new ArrayList<>();
    private final int publishers;
    /** By member and channel, the highest number that it has read. */
    private final Map<String, Long> reached = new ConcurrentHashMap<>();
    /** The same, or the highest that was published before it was told that messages are lost. */
    private final Map<String, Long> passed = new ConcurrentHashMap<>();

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private int turn;

    /**
     * Connects and subscribes all clients.
     *
     * @param java how many use the Java client; one more uses the JavaScript client
     * @param publishers how many of them publish, the one in JavaScript among them
     */
    LogLoad(URI server, int java, int publishers, Journal journal) {
        this.journal = journal;
        this.publishers = publishers;
        List<CompletableFuture<?>> joining = new ArrayList<>();
        NodeLogMember node = new NodeLogMember(server, CHANNELS, this::said);
        members.add(node);
        joining.add(node.join());
        for (int i = 0; i < java; i++) {
            JavaLogMember member = new JavaLogMember(i, server, this::said);
            members.add(member);
            joining.add(member.join(CHANNELS, PATTERN));
        }
        CompletableFuture.allOf(joining.toArray(CompletableFuture[]::new))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Begins to publish, from all publishers in turn, until there is an end. */
    void begin() {
        timer.scheduleAtFixedRate(this::publish, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void publish() {
        long slowest = pairs() > passed.size()
                ? 0
                : passed.values().stream().min(Long::compare).orElseThrow();
        if (published.get() - Math.min(slowest, ended.get()) < MOST_AHEAD) {
            int next = turn++;
            publish(members.get(next % publishers), CHANNELS.get(next / publishers % CHANNELS.size()));
        }
    }

    private int pairs() {
        return members.size() * CHANNELS.size();
    }

    private void publish(LogMember member, String channel) {
        member.publish(channel, Long.toString(published.incrementAndGet()));
    }

    private void said(Object... words) {
        journal.write(words);
        switch (words[0].toString()) {
            case "read" -> {
                long number = Long.parseLong(words[5].toString());
                reached.merge(words[1] + " " + words[2], number, Math::max);
                passed.merge(words[1] + " " + words[2], number, Math::max);
            }
            case "told" -> passed.merge(words[1] + " " + words[2], published.get(), Math::max);
            case "sent" -> {
                acknowledged.incrementAndGet();
                ended.incrementAndGet();
            }
            case "refused", "unknown" -> ended.incrementAndGet();
            default -> {
                // Is only written down.
            }
        }
    }

    /** Waits until so many more publishes have been acknowledged. */
    void awaitAcknowledged(long more) {
        long all = acknowledged.get() + more;
        await("acknowledged " + all, () -> acknowledged.get() >= all);
    }

    /** Waits until everybody has read on each channel something that is published from now on. */
    void awaitEverybody() {
        awaitEverybody(published.get() + 1);
    }

    private void awaitEverybody(long number) {
        await(
                number + " read by everybody",
                () -> reached.values().stream().filter(at -> at >= number).count() == pairs());
    }

    /** Publishes no more, and waits until everybody has read the last. */
    void end() {
        timer.shutdown();
        await("ended", () -> timer.isTerminated() && ended.get() == published.get());
        long last = published.get() + 1;
        CHANNELS.forEach(channel -> publish(members.get(0), channel));
        awaitEverybody(last);
        await("ended", () -> ended.get() == published.get());
    }

    private void await(String what, BooleanSupplier condition) {
        if (!Eventually.met(PATIENCE, condition)) {
            throw new AssertionError("not " + what + ": " + this);
        }
    }

    @Override
    public String toString() {
        return members + ", published " + published + ", ended " + ended + ", acknowledged " + acknowledged
                + ", reached " + new TreeMap<>(reached);
    }

    /** Ends all clients. */
    @Override
    public void close() {
        timer.shutdownNow();
        members.forEach(LogMember::close);
    }
}
