package dev.halley.war;

import dev.halley.testing.Eventually;
import dev.halley.testing.Journal;
import java.time.Duration;
import java.time.LocalTime;
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
import java.util.function.Function;

/**
 * Clients that publish on channels with history, all of which each of them reads, and that write down what they get. Values are numbered in the
 * order in which they were published, over all channels.
 *
 * <p>Thread-safety: the methods are called by one thread; clients run on threads of their own.
 */
final class LogLoad implements AutoCloseable {

    static final String PATTERN = "/log/*";
    static final List<String> CHANNELS = List.of("/log/a", "/log/b");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** So many publishes of one member may have no answer. */
    private static final long MOST_PENDING = 300;

    /**
     * How fast is published.
     *
     * @param tickMillis between two messages
     * @param mostAhead so many messages may those who read, and those who publish, be behind the last one
     */
    record Pace(long tickMillis, long mostAhead) {}

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Journal journal;
    private final List<LogMember> members = new ArrayList<>();
    private final int publishers;
    private final Pace pace;
    private final AckPauses pauses = new AckPauses(CHANNELS);
    /** By member, how many of its publishes have no answer. */
    private final Map<String, AtomicLong> pending = new ConcurrentHashMap<>();
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
     * @param members makes each of them
     * @param publishers how many of them publish, the first ones
     */
    LogLoad(List<Function<LogMember.Voice, LogMember>> members, int publishers, Pace pace, Journal journal) {
        this.journal = journal;
        this.publishers = publishers;
        this.pace = pace;
        members.forEach(member -> this.members.add(member.apply(this::said)));
        CompletableFuture.allOf(this.members.stream().map(LogMember::joined).toArray(CompletableFuture[]::new))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Begins to publish, from all publishers in turn, until there is an end. */
    void begin() {
        timer.scheduleAtFixedRate(this::publish, 0, pace.tickMillis, TimeUnit.MILLISECONDS);
        timer.scheduleAtFixedRate(() -> note("published " + published), 0, 1, TimeUnit.SECONDS);
    }

    private void publish() {
        long slowest = pairs() > passed.size()
                ? 0
                : passed.values().stream().min(Long::compare).orElseThrow();
        if (published.get() - Math.min(slowest, ended.get()) < pace.mostAhead) {
            int next = turn++;
            LogMember member = members.get(next % publishers);
            if (pending(member.name()).get() < MOST_PENDING) {
                publish(member, CHANNELS.get(next / publishers % CHANNELS.size()));
            }
        }
    }

    private AtomicLong pending(String member) {
        return pending.computeIfAbsent(member, any -> new AtomicLong());
    }

    private int pairs() {
        return members.size() * CHANNELS.size();
    }

    private void publish(LogMember member, String channel) {
        member.publish(channel, Long.toString(published.incrementAndGet()));
    }

    private void said(Object... words) {
        journal.write(words);
        String member = words[1].toString();
        String channel = words[2].toString();
        switch (words[0].toString()) {
            case "read" -> reached(member + " " + channel, words[5]);
            case "heard" -> reached(member + " " + channel, words[3]);
            case "told" -> passed.merge(member + " " + channel, published.get(), Math::max);
            case "sending" -> pending(member).incrementAndGet();
            case "sent" -> {
                pauses.acknowledged(channel);
                acknowledged.incrementAndGet();
                ended(member);
            }
            case "refused", "unknown" -> ended(member);
            default -> {
                // Is only written down.
            }
        }
    }

    private void reached(String pair, Object value) {
        long number = Long.parseLong(value.toString());
        reached.merge(pair, number, Math::max);
        passed.merge(pair, number, Math::max);
    }

    private void ended(String member) {
        pending(member).decrementAndGet();
        ended.incrementAndGet();
    }

    /** Writes down that what these clients are told by their part of the servers may be lost. */
    void part(List<String> clients) {
        clients.forEach(client -> CHANNELS.forEach(channel -> journal.write("parted", client, channel)));
    }

    /** Writes something down for people. */
    void note(String what) {
        journal.write("#", LocalTime.now(), what);
    }

    /** @return the times in which no publish was acknowledged */
    AckPauses pauses() {
        return pauses;
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

    /**
     * Publishes no more, and waits until everybody has read the last.
     *
     * @return the last value of each channel
     */
    Map<String, String> end() {
        timer.shutdown();
        await("ended", () -> timer.isTerminated() && ended.get() == published.get());
        long last = published.get() + 1;
        Map<String, String> lastValues = new TreeMap<>();
        CHANNELS.forEach(channel -> {
            publish(members.get(0), channel);
            lastValues.put(channel, published.toString());
        });
        awaitEverybody(last);
        await("ended", () -> ended.get() == published.get());
        return lastValues;
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
