package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Found;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.spi.Clock;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Nodes and their links in virtual time, on one thread: all that happens follows from a seed. */
final class LogNetwork implements Clock {

    static final long MILLI = 1_000_000;
    private static final long MICRO = 1_000;
    private static final int MOST_EVENTS = 1_000_000;
    /** Some day of 2026, in milliseconds. */
    private static final long BEGIN = 1_790_000_000_000L;

    private record Event(long time, long number, Runnable what) {}

    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
    private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Long> lastArrival = new HashMap<>();
    private final LogRules rules;
    private final Witness witness;
    private long now;
    private long numbers;
    private long views;
    private long lives;

    LogLimits limits = LogLimits.USUAL;
    long tickNanos = 250 * MILLI;
    /** Of how many messages one is lost; 0: none. */
    int lossOneIn;
    /** Of how many messages one comes late, behind others. */
    int lateOneIn;

    /** Whether what is on its way between nodes that do not see each other any more arrives all the same. */
    boolean passesStrangers;

    /** What is thrown away; by the sender and the message. */
    BiPredicate<Node, LogMessage> loses = (node, message) -> false;

    /** What waits until {@link #release}; by the sender and the message. */
    BiPredicate<Node, LogMessage> holds = (node, message) -> false;

    private final List<Runnable> held = new ArrayList<>();

    /** Is told what happens; null to save the time. */
    @Nullable Consumer<String> trace;

    /** Sees what nodes hand out. */
    interface Witness {
        default void published(Node node, long token, PublishResult result, Position position) {}

        default void read(Node node, long token, @Nullable Page page) {}

        default void found(Node node, long token, @Nullable Found found) {}

        default void cleared(Node node, long token, boolean cleared) {}

        default void following(Node node, String channel, Position from) {}

        default void attached(Node node, String pattern) {}

        default void deliver(Node node, String channel, Position position, LogEntry entry) {}

        default void lost(Node node, String channel, Position top, Verdict why) {}

        default void happened(Node node, LogEvent event) {}
    }

    LogNetwork(long seed, LogRules rules, Witness witness) {
        random = new Random(seed);
        this.rules = rules;
        this.witness = witness;
    }

    Random random() {
        return random;
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public long millis() {
        return BEGIN + now / MILLI;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    void at(long time, Runnable what) {
        if (events.size() > MOST_EVENTS) {
            throw new IllegalStateException("The nodes send without end.");
        }
        events.add(new Event(Math.max(now, time), numbers++, what));
    }

    void runFor(long nanos) {
        long end = now + nanos;
        for (Event next = events.peek(); next != null && next.time <= end; next = events.peek()) {
            events.remove();
            now = next.time;
            next.what.run();
        }
        now = end;
    }

    /** @return a node that has no view yet */
    Node start(String name, TestDisk disk) {
        Node node = new Node(name, new NodeId(name + "#" + lives++), disk);
        nodes.put(node.id(), node);
        return node;
    }

    Collection<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    /** Installs one view on all of its members, on each at another moment. */
    void install(Collection<Node> members, long spread, boolean quorum, Set<NodeId> left) {
        views++;
        installAs(views, members, spread, quorum, left);
    }

    /** The same, with the number of the view before: as two parts of a cluster may do. */
    void installAlso(Collection<Node> members, long spread, boolean quorum) {
        installAs(views, members, spread, quorum, Set.of());
    }

    private void installAs(long number, Collection<Node> members, long spread, boolean quorum, Set<NodeId> left) {
        ClusterView view =
                new ClusterView(number, members.stream().map(node -> node.self).toList());
        for (Node node : members) {
            long delay = spread == 0 ? 0 : (long) (random.nextDouble() * spread);
            at(now + delay, () -> node.whenAwake(() -> node.install(view, quorum, left)));
        }
    }

    private void transfer(Node from, NodeId to, LogMessage message) {
        if (loses.test(from, message) || lossOneIn > 0 && random.nextInt(lossOneIn) == 0) {
            return;
        }
        if (holds.test(from, message)) {
            held.add(() -> arrive(from, to, message));
            return;
        }
        long delay = 50 * MICRO + (long) (random.nextDouble() * 1_500 * MICRO);
        String link = from.id().value() + '>' + to.value();
        long arrival = Math.max(lastArrival.getOrDefault(link, 0L), now + delay);
        if (lateOneIn > 0 && random.nextInt(lateOneIn) == 0) {
            arrival += (long) (random.nextDouble() * 3_000 * MILLI);
        } else {
            lastArrival.put(link, arrival);
        }
        at(arrival, () -> arrive(from, to, message));
    }

    private void arrive(Node from, NodeId to, LogMessage message) {
        Node receiver = nodes.get(to);
        if (receiver != null) {
            receiver.whenAwake(() -> receiver.received(from, message));
        }
    }

    /** What was held back arrives now. */
    void release() {
        holds = (node, message) -> false;
        List<Runnable> now = List.copyOf(held);
        held.clear();
        now.forEach(Runnable::run);
    }

    static List<LogEntry> entries(Replica replica) {
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < replica.ring().size(); i++) {
            entries.add(replica.ring().get(i));
        }
        return entries;
    }

    /** A node with its log, its disk and its ends of the links. */
    final class Node implements LogOutput {

        private final ClusterNode self;
        final TestDisk disk;
        final LogMachine machine;
        ClusterView view = new ClusterView(-1, List.of());
        private boolean dead;
        private long frozenUntil;
        /** What waits while the node stands still, in order. */
        private final List<Runnable> waiting = new ArrayList<>();

        private boolean draining;
        private boolean forcing;
        private long asked;
        boolean mayLeave;

        Node(String name, NodeId id, TestDisk disk) {
            self = new ClusterNode(id, name);
            this.disk = disk;
            machine = new LogMachine(id, limits, rules, LogNetwork.this, this);
            disk.restoreTo(machine);
            at(now + (long) (random.nextDouble() * tickNanos), this::tick);
        }

        NodeId id() {
            return self.id();
        }

        String name() {
            return self.name();
        }

        boolean isDead() {
            return dead;
        }

        boolean isFrozen() {
            return frozenUntil > now;
        }

        long frozenFor() {
            return Math.max(0, frozenUntil - now);
        }

        void freeze(long nanos) {
            frozenUntil = Math.max(frozenUntil, now + nanos);
        }

        void kill() {
            dead = true;
            nodes.remove(id());
            disk.end();
        }

        private void install(ClusterView next, boolean quorum, Set<NodeId> left) {
            if (next.number() > view.number()) {
                view = next;
                if (trace != null) {
                    trace.accept(self.id().value() + " installs " + next.number() + " of "
                            + next.members().stream().map(ClusterNode::name).toList());
                }
                machine.view(next, quorum, left);
            }
        }

        private void received(Node from, LogMessage message) {
            if (passesStrangers || view.has(from.id()) || message.view().number() > view.number()) {
                if (trace != null) {
                    trace.accept(from.id().value() + " > " + self.id().value() + " " + message);
                }
                machine.received(from.id(), message);
            }
        }

        /** Runs something when the node does not stand still, in order. */
        void whenAwake(Runnable what) {
            if (dead) {
                return;
            }
            if (!isFrozen() && waiting.isEmpty()) {
                what.run();
                return;
            }
            waiting.add(what);
            if (!draining) {
                draining = true;
                at(frozenUntil, this::drain);
            }
        }

        private void drain() {
            draining = false;
            while (!waiting.isEmpty() && !dead && !isFrozen()) {
                waiting.remove(0).run();
            }
            if (!waiting.isEmpty() && !dead) {
                draining = true;
                at(frozenUntil, this::drain);
            }
        }

        private void tick() {
            if (!dead) {
                if (!isFrozen()) {
                    whenAwake(machine::tick);
                }
                at(Math.max(now + tickNanos, frozenUntil), this::tick);
            }
        }

        @Override
        public void send(NodeId to, LogMessage message) {
            if (view.has(to) || passesStrangers) {
                transfer(this, to, message);
            }
        }

        @Override
        public void write(long ticket, String channel, LogChange change) {
            disk.write(ticket, channel, change);
            force(ticket);
        }

        @Override
        public void write(long ticket, StartRecord record) {
            disk.write(ticket, record);
            force(ticket);
        }

        private void force(long ticket) {
            asked = ticket;
            if (!limits.durable()) {
                disk.writeUpTo(ticket);
            } else if (!forcing) {
                forcing = true;
                at(now + (long) (random.nextDouble() * 5 * MILLI), this::forced);
            }
        }

        private void forced() {
            whenAwake(() -> {
                forcing = false;
                disk.writeUpTo(asked);
                machine.written(asked);
            });
        }

        @Override
        public void published(long token, PublishResult result, Position position) {
            witness.published(this, token, result, position);
        }

        @Override
        public void read(long token, @Nullable Page page) {
            witness.read(this, token, page);
        }

        @Override
        public void found(long token, @Nullable Found found) {
            witness.found(this, token, found);
        }

        @Override
        public void cleared(long token, boolean cleared) {
            witness.cleared(this, token, cleared);
        }

        @Override
        public void following(String channel, Position from) {
            witness.following(this, channel, from);
        }

        @Override
        public void attached(String pattern) {
            witness.attached(this, pattern);
        }

        @Override
        public void deliver(String channel, Position position, String predecessor, LogEntry entry) {
            witness.deliver(this, channel, position, entry);
        }

        @Override
        public void lost(String channel, Position top, Verdict why) {
            witness.lost(this, channel, top, why);
        }

        @Override
        public void happened(LogEvent event) {
            witness.happened(this, event);
        }

        @Override
        public void mayLeave() {
            mayLeave = true;
        }

        @Override
        public String toString() {
            return self.id().value();
        }
    }
}
