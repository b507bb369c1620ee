package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.Member;
import dev.halley.benchmark.bayeux.Payload;
import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.server.Allocation;
import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Publishes to a crowd as a scenario says, and checks that everybody gets everything once and in order.
 *
 * <p>At a rate, latency counts from when a publish was due, not from when the load got round to it.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Traffic implements Member.Listener, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So many connect at a time. */
    private static final int AT_ONCE = 64;

    /** Channels that one session subscribes to: what servers allow by default. */
    private static final int SUBSCRIPTIONS = 1_000;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /**
     * Where is published.
     *
     * @param prefix start of the channels' names
     * @param history whether clients ask for history
     */
    record Channels(String prefix, boolean history) {}

    private final Scenario scenario;
    private final List<ServerProcess> nodes;
    private final Loop loop;
    private final String prefix;
    private final Ledger ledger;
    /** Of each node. */
    private final List<Member.Setup> setups;

    private final List<Member> members = new ArrayList<>();
    private final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
    /** When frames were sent that are acknowledged and go to nobody; of several publishers, in the order of all. */
    private final Queue<Long> sent = new ArrayDeque<>();

    /** As many as the scenario has; of calls all who call. */
    private final List<Member> publishers = new ArrayList<>();

    /** Calls whose publish is not acknowledged yet. */
    private int unacknowledged;

    private int standing;
    private int gone;
    private long frames;
    private long carriers;
    private long due;
    private String failure = "";

    /**
     * @param nodes the server, or those of a cluster: members come to one after the other, publishers, too
     * @param channels another prefix for each traffic, so that none meets the remains of an earlier one
     */
    Traffic(Scenario scenario, List<ServerProcess> nodes, Loop loop, Channels channels) {
        this.scenario = scenario;
        this.nodes = nodes;
        this.loop = loop;
        this.prefix = channels.prefix;
        ledger = new Ledger(scenario.crowd(), scenario.flow().batch(), !scenario.calls());
        setups = nodes.stream()
                .map(node -> new Member.Setup(
                        loop,
                        node.address(),
                        Servers.path(node.name()),
                        new Payload(scenario.flow().payload()),
                        this,
                        channels.history))
                .toList();
    }

    /** Lets the crowd in. */
    void open() throws IOException {
        Scenario.Crowd crowd = scenario.crowd();
        for (int i = 0; i < crowd.members() && !scenario.calls(); i++) {
            List<String> rooms = new ArrayList<>();
            for (int j = 0; j < crowd.roomsEach(); j++) {
                rooms.add(room((i * crowd.roomsEach() + j) % crowd.rooms()));
            }
            join(member(i, scenario.transport(), i, rooms));
        }
        for (int i = 0; i < crowd.bystanders(); i += SUBSCRIPTIONS) {
            List<String> channels = new ArrayList<>();
            for (int j = i; j < Math.min(i + SUBSCRIPTIONS, crowd.bystanders()); j++) {
                channels.add(prefix + "/beside" + j);
            }
            join(member(0, Member.Transport.WEBSOCKET, -1, channels));
        }
        // Answers to calls are delivered to the one who calls.
        for (int i = 0;
                i < (scenario.calls() ? crowd.members() : scenario.flow().publishers());
                i++) {
            Member publisher = member(i, Member.Transport.WEBSOCKET, scenario.calls() ? i : -1, List.of());
            publishers.add(publisher);
            join(publisher);
        }
        await(() -> standing == members.size(), "sessions do not come to stand");
    }

    private Member member(int which, Member.Transport transport, int index, List<String> channels) {
        Member.Setup setup = setups.get(which % setups.size());
        return Member.of(setup, Servers.transport(nodes.get(0).name(), transport), index, channels);
    }

    private void join(Member member) throws IOException {
        members.add(member);
        member.open();
        if (members.size() % AT_ONCE == 0) {
            await(() -> standing == members.size(), "sessions do not come to stand");
        }
    }

    /** Publishes for so long, and tells what it cost. */
    Measurement drive(Duration time) throws IOException {
        latency.reset();
        long delivered = ledger.delivered();
        long carried = carriers;
        Allocation allocation = nodes.get(0).allocation();
        long cpu = cpuNanos();
        long load = loadNanos();
        long start = System.nanoTime();
        if (due == 0) {
            due = start;
        }
        loop.until(time, this::turn);
        long nanos = System.nanoTime() - start;
        long used = cpuNanos() - cpu;
        return new Measurement(
                ledger.delivered() - delivered,
                carriers - carried,
                used,
                loadNanos() - load,
                nanos,
                nodes.get(0).allocation().since(allocation),
                Measurement.Latency.of(latency));
    }

    private long cpuNanos() throws IOException {
        long sum = 0;
        for (ServerProcess node : nodes) {
            sum += node.cpuNanos();
        }
        return sum;
    }

    private static long loadNanos() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Waits for what is still to come; anything that does not come, or came wrong, is a failure. */
    void settle() throws IOException {
        loop.until(PATIENCE, () -> ledger.outstanding() <= 0 || !failure.isEmpty());
        if (ledger.outstanding() != 0 || ledger.wrong() != 0) {
            fail(ledger.outstanding() + " deliveries missing, " + ledger.wrong() + " out of order or twice");
        }
        check();
    }

    /** @return whether so much is still to come that the server does not keep up */
    boolean overrun() {
        long perSecond = (long) scenario.flow().rate()
                * scenario.flow().batch()
                * scenario.crowd().perRoom();
        return !failure.isEmpty() || ledger.outstanding() > perSecond;
    }

    private boolean turn() {
        Scenario.Flow flow = scenario.flow();
        if (flow.rate() == 0) {
            while (inFlight() < flow.inFlight()) {
                publish(System.nanoTime());
            }
            return !failure.isEmpty();
        }
        long now = System.nanoTime();
        while (now - due >= 0) {
            publish(due);
            due += SECOND / flow.rate();
        }
        return overrun();
    }

    /** @return frames of which something is still to come that the scenario waits for */
    private int inFlight() {
        int batch = scenario.flow().batch();
        return Math.max(ledger.inFlight(), (unacknowledged + batch - 1) / batch);
    }

    private void publish(long nanos) {
        int room = (int) (frames++ % scenario.crowd().rooms());
        int first = ledger.publish(room);
        Member publisher = publishers.get(room % publishers.size());
        StringBuilder frame = new StringBuilder(256);
        for (int i = 0; i < scenario.flow().batch(); i++) {
            publisher.publish(frame, room(room), new Payload.Numbers(room, first + i, nanos));
        }
        publisher.send(frame);
        if (scenario.flow().writes() == Scenario.Writes.SEPARATE) {
            writeNow();
        }
        if (scenario.crowd().members() == 0) {
            sent.add(nanos);
        }
        if (scenario.kind() == Scenario.Kind.CALL) {
            unacknowledged += scenario.flow().batch();
        }
    }

    private void writeNow() {
        try {
            loop.flush();
        } catch (IOException e) {
            fail(e.toString());
        }
    }

    private String room(int room) {
        return switch (scenario.kind()) {
            case CALL, CALL_ON_ANSWER -> "/service/said";
            case LISTEN -> "/heard" + prefix + "/" + room;
            default -> prefix + "/" + room;
        };
    }

    @Override
    public void ready(Member member) {
        standing++;
    }

    @Override
    public void received(Member member) {
        carriers++;
    }

    @Override
    public void event(Member member, int stream, int number, long nanos) {
        ledger.deliver(member.index(), stream, number);
        record(member.receivedAt() - nanos);
    }

    private void record(long nanos) {
        latency.recordValue(Math.min(Math.max(nanos, 0), latency.getHighestTrackableValue()));
    }

    @Override
    public void published(Member member) {
        if (scenario.kind() == Scenario.Kind.CALL) {
            unacknowledged--;
        }
        if (ledger.acknowledge()) {
            record(member.receivedAt() - sent.remove());
        }
    }

    @Override
    public void disconnected(Member member) {
        gone++;
    }

    @Override
    public void failed(Member member, String why) {
        gone++;
        fail(why);
    }

    private void fail(String why) {
        if (failure.isEmpty()) {
            failure = why;
        }
    }

    private void check() throws IOException {
        if (!failure.isEmpty()) {
            throw new Fault(scenario.name() + " on " + nodes.get(0).name() + ": " + failure);
        }
    }

    private void await(java.util.function.BooleanSupplier done, String otherwise) throws IOException {
        if (!loop.until(PATIENCE, () -> done.getAsBoolean() || !failure.isEmpty())) {
            fail(otherwise);
        }
        check();
    }

    /** Lets everybody leave. */
    @Override
    public void close() throws IOException {
        if (!failure.isEmpty()) {
            members.forEach(Member::cut);
            return;
        }
        members.forEach(Member::disconnect);
        loop.until(PATIENCE, () -> gone >= members.size());
        members.forEach(Member::cut);
    }
}
