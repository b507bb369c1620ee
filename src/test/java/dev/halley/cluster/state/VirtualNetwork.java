package dev.halley.cluster.state;

import dev.halley.spi.Clock;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** A network of nodes in virtual time, on one thread: all that happens in it follows from a seed. */
final class VirtualNetwork {

    private record Event(long time, long number, Runnable what) {}

    /** From one node to another. */
    private static final class Link {
        private long lastArrival;
        private int breaks;
    }

    private static final int MOST_EVENTS = 20_000;

    /** How long after a message its double may come. */
    static final long LATE = millis(30);

    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
    private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    private final Map<NodeId, Map<NodeId, Link>> links = new HashMap<>();
    private long now;
    private long numbers;
    private long views;
    private long runs;

    /** How long a message takes at least and at most. */
    long minDelay = micros(50);

    long maxDelay = micros(1_500);
    /** Of how many messages one is lost, and one comes twice; 0: none. */
    int lossOneIn;

    int doubleOneIn;
    /** Whether a node hears those that it does not see in its view. */
    boolean passesStrangers;

    /** Told of each message that a node sends. */
    BiConsumer<NodeId, byte[]> onSend = (from, bytes) -> {};

    VirtualNetwork(long seed) {
        random = new Random(seed);
    }

    static long micros(long micros) {
        return micros * 1_000;
    }

    static long millis(long millis) {
        return millis * 1_000_000;
    }

    Random random() {
        return random;
    }

    long now() {
        return now;
    }

    void at(long time, Runnable what) {
        events.add(new Event(Math.max(now, time), numbers++, what));
    }

    void runUntil(long time) {
        for (Event next = events.peek(); next != null && next.time <= time; next = events.peek()) {
            events.remove();
            now = next.time;
            next.what.run();
        }
        now = Math.max(now, time);
    }

    void runFor(long nanos) {
        runUntil(now + nanos);
    }

    /** @return a node that sees itself alone */
    Node join(String name) {
        Node node = new Node(name + "#" + runs++, name);
        nodes.put(node.id(), node);
        return node;
    }

    /** The node is there no more; the others see that when their views say so. */
    void kill(Node node) {
        node.dead = true;
        nodes.remove(node.id());
    }

    List<Node> nodes() {
        return new ArrayList<>(nodes.values());
    }

    /** Installs one view on all of its members, on each at another moment. */
    void install(Collection<Node> members, long spread) {
        ClusterView view = view(members);
        members.forEach(node -> install(node, view, spread));
    }

    ClusterView view(Collection<Node> members) {
        return new ClusterView(++views, members.stream().map(Node::self).toList());
    }

    void install(Node node, ClusterView view, long spread) {
        at(now + (spread == 0 ? 0 : random.nextInt((int) spread)), () -> node.install(view));
    }

    /** All that is on its way between two is lost. */
    void breakLink(NodeId one, NodeId other) {
        link(one, other).breaks++;
        link(other, one).breaks++;
    }

    private Link link(NodeId from, NodeId to) {
        return links.computeIfAbsent(from, node -> new HashMap<>()).computeIfAbsent(to, node -> new Link());
    }

    private void transfer(NodeId from, NodeId to, byte[] bytes) {
        if (events.size() > MOST_EVENTS) {
            throw new IllegalStateException("Node " + from.value() + " sends without end.");
        }
        onSend.accept(from, bytes);
        if (lossOneIn > 0 && random.nextInt(lossOneIn) == 0) {
            return;
        }
        deliver(from, to, bytes);
        if (doubleOneIn > 0 && random.nextInt(doubleOneIn) == 0) {
            if (random.nextBoolean()) {
                deliver(from, to, bytes);
            } else {
                // Behind others that were sent later.
                arriveAt(now + random.nextInt((int) LATE), from, to, bytes);
            }
        }
    }

    private void deliver(NodeId from, NodeId to, byte[] bytes) {
        Link link = link(from, to);
        long delay = minDelay + (long) (random.nextDouble() * (maxDelay - minDelay));
        link.lastArrival = Math.max(link.lastArrival, now + delay);
        arriveAt(link.lastArrival, from, to, bytes);
    }

    private void arriveAt(long time, NodeId from, NodeId to, byte[] bytes) {
        Link link = link(from, to);
        int breaks = link.breaks;
        at(time, () -> {
            Node receiver = nodes.get(to);
            if (receiver != null && link.breaks == breaks) {
                receiver.arrived(from, bytes);
            }
        });
    }

    /** A node's end of the links, its clock, its timer and its thread. */
    final class Node implements Cluster, Clock, Timer, Executor {

        private final ClusterNode self;
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final Map<Traffic, Handler> handlers = new HashMap<>();
        private final List<ViewListener> listeners = new ArrayList<>();
        private ClusterView view;
        private boolean running;
        private boolean dead;
        private long standsStillUntil;
        private long clockIsBack;
        /** How long each step takes. */
        private long slowness;

        int viewsSeen;
        long sentBytes;

        Node(String id, String name) {
            self = new ClusterNode(new NodeId(id), name);
            view = new ClusterView(++views, List.of(self));
        }

        NodeId id() {
            return self.id();
        }

        void install(ClusterView now) {
            if (dead || now.number() <= view.number()) {
                return;
            }
            ClusterView before = view;
            view = now;
            viewsSeen++;
            before.members().stream()
                    .filter(member -> !now.has(member.id()))
                    .forEach(member -> breakLink(id(), member.id()));
            listeners.forEach(listener -> listener.changed(before, now));
        }

        private void arrived(NodeId from, byte[] bytes) {
            Handler handler = handlers.get(Traffic.STATE);
            if (handler != null && (passesStrangers || view.has(from))) {
                handler.received(from, bytes);
            }
        }

        /** @return how many steps wait for the node's thread */
        int waiting() {
            return tasks.size();
        }

        void standStill(long nanos) {
            standsStillUntil = Math.max(standsStillUntil, now + nanos);
        }

        boolean standsStill() {
            return standsStillUntil > now;
        }

        /** @return for how long it will stand still */
        long stillFor() {
            return Math.max(0, standsStillUntil - now);
        }

        void slowness(long nanos) {
            slowness = nanos;
        }

        void setClockBack(long nanos) {
            clockIsBack += nanos;
        }

        /** Runs tasks in their order, none while the node stands still. */
        @Override
        public void execute(Runnable task) {
            tasks.add(task);
            if (!running) {
                running = true;
                at(Math.max(now + slowness, standsStillUntil), this::runTasks);
            }
        }

        private void runTasks() {
            while (!tasks.isEmpty() && !standsStill() && !dead) {
                tasks.remove().run();
            }
            running = !tasks.isEmpty() && !dead;
            if (running) {
                at(standsStillUntil, this::runTasks);
            }
        }

        @Override
        public ClusterNode self() {
            return self;
        }

        @Override
        public ClusterView view() {
            return view;
        }

        @Override
        public void onView(ViewListener listener) {
            listeners.add(listener);
        }

        @Override
        public boolean send(NodeId to, Traffic traffic, byte[] bytes) {
            if (!view.has(to)) {
                return false;
            }
            sentBytes += bytes.length;
            transfer(id(), to, bytes);
            return true;
        }

        @Override
        public void handle(Traffic traffic, Handler handler) {
            handlers.put(traffic, handler);
        }

        @Override
        public CompletionStage<byte[]> request(NodeId to, Traffic traffic, byte[] question, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void answer(Traffic traffic, Answerer answerer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            kill(this);
        }

        @Override
        public long nanos() {
            return now - clockIsBack;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos());
        }

        @Override
        public Task schedule(Duration delay, Runnable task) {
            boolean[] cancelled = {false};
            at(now + delay.toNanos(), () -> {
                if (!cancelled[0] && !dead) {
                    task.run();
                }
            });
            return () -> cancelled[0] = true;
        }
    }
}
