package dev.halley.cluster.state;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.cluster.runtime.ActorThread;
import dev.halley.spi.Clock;
import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.ClusterException;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Timer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * State of a cluster over its links: a state machine on one thread, with this node's part beside it, which any thread writes.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ClusterState implements OwnedState {

    private static final System.Logger LOGGER = System.getLogger(ClusterState.class.getName());

    /** Where it runs, and by which rules. */
    record Surroundings(Clock clock, Timer timer, Executor thread, StateRules rules, UUID incarnation) {}

    private final Cluster cluster;
    private final NodeId self;
    private final Surroundings surroundings;
    private final Runnable lookForOthers;
    private final OwnPart own;
    private final StateMachine machine;
    private final SectionListeners listeners = new SectionListeners();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Set<CompletableFuture<Void>> syncs = ConcurrentHashMap.newKeySet();
    /** Only the thread of the state uses it. */
    private long lastView = Long.MIN_VALUE;

    /** As it was logged; only the thread of the state uses it. */
    private Watch.Inconsistencies lastInconsistencies = Watch.Inconsistencies.NONE;

    private volatile boolean complete;
    private volatile StateReport report;
    private volatile Timer.@Nullable Task tick;
    private volatile boolean closed;

    /**
     * Begins a life of this node's part, on a thread of its own.
     *
     * @param lookForOthers is run when who is linked and who is heard do not agree, to make the links look for other parts of the
     *     cluster; on a thread that may wait
     */
    public static ClusterState start(
            Cluster cluster, Clock clock, Timer timer, StateLimits limits, Runnable lookForOthers) {
        ActorThread thread = new ActorThread("halley-cluster-state");
        ClusterState state = new ClusterState(
                cluster,
                limits,
                new Surroundings(clock, timer, thread, new StateRules(), UUID.randomUUID()),
                lookForOthers);
        thread.start();
        return state;
    }

    /** Begins on a thread that is given. */
    ClusterState(Cluster cluster, StateLimits limits, Surroundings surroundings, Runnable lookForOthers) {
        this.cluster = cluster;
        this.surroundings = surroundings;
        this.lookForOthers = lookForOthers;
        self = cluster.self().id();
        own = new OwnPart(limits);
        machine = new StateMachine(surroundings.incarnation, own, limits, surroundings.rules, new Output());
        report = machine.report(now());
        cluster.handle(Traffic.STATE, (from, bytes) -> run(() -> machine.received(from, bytes, now())));
        cluster.onView((before, view) -> run(() -> linked(view)));
        // After it listens: a view that comes in between is the newer one, whichever is taken first.
        ClusterView view = cluster.view();
        run(() -> linked(view));
        scheduleTick();
    }

    private long now() {
        return surroundings.clock.nanos();
    }

    /** Runs a step of the machine on its thread, unless this has ended. */
    private void run(Runnable step) {
        if (closed) {
            // Nobody would take it from the queue.
            return;
        }
        surroundings.thread.execute(() -> {
            if (!closed) {
                try {
                    step.run();
                } finally {
                    complete = machine.isComplete();
                }
            }
        });
    }

    private void linked(ClusterView view) {
        if (view.number() <= lastView) {
            return;
        }
        lastView = view.number();
        Set<NodeId> others = new LinkedHashSet<>();
        for (ClusterNode member : view.members()) {
            others.add(member.id());
        }
        others.remove(self);
        machine.linked(others, now());
        report = machine.report(now());
    }

    private void scheduleTick() {
        tick = surroundings.timer.schedule(StateMachine.TICK, () -> {
            if (!closed) {
                run(this::tick);
                scheduleTick();
            }
        });
    }

    private void tick() {
        machine.tick(now());
        report = machine.report(now());
        if (report.silent().isEmpty() && report.strangers().isEmpty()) {
            lastInconsistencies = Watch.Inconsistencies.NONE;
        }
    }

    private final class Output implements StateOutput {

        @Override
        public void send(NodeId to, byte[] message) {
            cluster.send(to, Traffic.STATE, message);
        }

        @Override
        public void put(NodeId node, Key key, byte[] value) {
            listeners.put(node, key, value);
        }

        @Override
        public void removed(NodeId node, Key key) {
            listeners.removed(node, key);
        }

        @Override
        public void lost(NodeId node, Key key) {
            listeners.lost(node, key);
        }

        @Override
        public void partFound(NodeId node) {
            listeners.partFound(node);
        }

        @Override
        public void partLost(NodeId node) {
            listeners.partLost(node);
        }

        @Override
        public void malformed(NodeId from, String why) {
            LOGGER.log(WARNING, "A message of node {0} is dropped: {1}", from.value(), why);
        }

        @Override
        public void inconsistent(Watch.Inconsistencies inconsistencies) {
            if (!inconsistencies.areOf(lastInconsistencies)) {
                lastInconsistencies = inconsistencies;
                LOGGER.log(
                        WARNING,
                        "Linked but silent: {0}; heard but not linked: {1}. The links look for other parts of the cluster.",
                        inconsistencies.silent(),
                        inconsistencies.strangers());
            }
            if (looking.compareAndSet(false, true)) {
                Thread thread = new Thread(null, ClusterState.this::look, "halley-cluster-look", 0, false);
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    /** On a thread of its own, since it may wait for a node that does not answer. */
    private void look() {
        try {
            lookForOthers.run();
        } catch (RuntimeException | Error e) {
            LOGGER.log(WARNING, "The links cannot look for other parts of the cluster.", e);
        } finally {
            looking.set(false);
        }
    }

    @Override
    public void put(Key key, byte[] value) {
        own.put(key, value);
        changed();
    }

    @Override
    public void remove(Key key) {
        own.remove(key);
        changed();
    }

    /** Rule 11: whoever puts sends nothing; one step of the thread takes what many have changed meanwhile. */
    private void changed() {
        if (flushing.compareAndSet(false, true)) {
            run(this::flush);
        }
    }

    private void flush() {
        // Before it reads: what changes from here on begins another step.
        flushing.set(false);
        listeners.own(self, own.takeUntold());
        machine.flush();
    }

    @Override
    public CompletionStage<Void> sync() {
        CompletableFuture<Void> synced = new CompletableFuture<>();
        syncs.add(synced);
        synced.whenComplete((nothing, failure) -> syncs.remove(synced));
        run(() -> {
            flush();
            machine.sync(() -> synced.complete(null));
        });
        if (closed) {
            failSyncs();
        }
        return synced.minimalCompletionStage();
    }

    @Override
    public Optional<byte[]> get(NodeId node, Key key) {
        return Optional.ofNullable(entries(node).get(key)).map(Entry::value);
    }

    private Entries entries(NodeId node) {
        if (node.equals(self)) {
            return own.entries();
        }
        RemotePart part = machine.parts().get(node);
        return part == null ? new Entries() : part.entries();
    }

    @Override
    public Map<NodeId, byte[]> get(Key key) {
        Map<NodeId, byte[]> values = new HashMap<>();
        get(self, key).ifPresent(value -> values.put(self, value));
        machine.parts().forEach((node, part) -> get(node, key).ifPresent(value -> values.put(node, value)));
        return values;
    }

    @Override
    public Map<Key, byte[]> part(NodeId node, String section) {
        return entries(node).values(section);
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public void listen(String section, Listener listener) {
        run(() -> {
            // The others first: what comes after that is all that the new one is to be told later.
            OwnPart.Told told = own.takeUntold(section);
            listeners.own(self, told.changes());
            Map<NodeId, List<Entry>> there = new HashMap<>();
            there.put(self, told.entries());
            Set<NodeId> whole = new HashSet<>();
            machine.parts().forEach((node, part) -> {
                there.put(node, part.entries().in(section));
                if (part.isWhole()) {
                    whole.add(node);
                }
            });
            listeners.add(section, listener, there);
            whole.forEach(node -> SectionListeners.guarded(listener, each -> each.partFound(node)));
        });
    }

    @Override
    public Set<NodeId> behind() {
        StateReport last = report;
        return last.peers().stream()
                .filter(peer -> last.lag(peer) > 0)
                .map(StateReport.PeerReport::node)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @return what is known of it, as of the last tick */
    public StateReport report() {
        return report;
    }

    @Override
    public void close() {
        closed = true;
        Timer.Task last = tick;
        if (last != null) {
            last.cancel();
        }
        failSyncs();
        if (surroundings.thread instanceof ActorThread thread) {
            thread.end();
        }
    }

    private void failSyncs() {
        syncs.forEach(sync -> sync.completeExceptionally(ended()));
    }

    static ClusterException ended() {
        return new ClusterException("The state of this node has ended.");
    }
}
