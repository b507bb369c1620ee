package dev.halley.oort.core;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.api.Registration;
import dev.halley.cluster.runtime.BoundedTurn;
import dev.halley.oort.OortNode;
import dev.halley.oort.SetiListener;
import dev.halley.oort.SetiPresence;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells listeners which users come and go, by what the state tells: each listener in its own turn, so that one which blocks delays no
 * other. It begins with the first listener; before that nothing is kept.
 *
 * <p>Thread-safety: guarded by this; listeners are called outside.
 */
final class Presence implements OwnedState.Listener {

    private static final System.Logger LOGGER = System.getLogger(Presence.class.getName());

    private final OortPlatform platform;
    private final SetiLimits limits;
    /** The nodes that each user is present on, as far as listeners were told. */
    private final Map<String, OortNode[]> told = new HashMap<>();

    private final Map<NodeId, OortNode> nodes = new HashMap<>();
    private final List<Hearer> hearers = new ArrayList<>();
    private final AtomicBoolean listening = new AtomicBoolean();

    Presence(OortPlatform platform, SetiLimits limits) {
        this.platform = platform;
        this.limits = limits;
    }

    /** One listener and what it has not been told yet. */
    private final class Hearer {

        private final SetiListener listener;
        private final String name;
        private final BoundedTurn turn;
        private volatile boolean closed;
        /** Guarded by the {@link Presence}. */
        private boolean overrun;

        Hearer(SetiListener listener) {
            this.listener = listener;
            name = "a SetiListener, " + listener.getClass().getName();
            turn = new BoundedTurn(platform.workers(), platform.timer(), limits.events(), () -> {});
        }

        void add(Consumer<SetiListener> event) {
            boolean added = turn.add(1, () -> {
                if (!closed) {
                    platform.guarded(name, () -> event.accept(listener));
                }
            });
            if (!added && !overrun) {
                LOGGER.log(
                        WARNING,
                        "What is called {0} has {1} calls waiting: what comes now is dropped until it has caught up.",
                        name,
                        limits.events());
            }
            overrun = !added;
        }
    }

    Registration add(SetiListener listener) {
        Hearer hearer = new Hearer(listener);
        synchronized (this) {
            told.forEach((userId, where) -> {
                for (int i = 0; i < where.length; i++) {
                    came(List.of(hearer), presence(userId, where[i]), i == 0);
                }
            });
            hearers.add(hearer);
        }
        if (listening.compareAndSet(false, true)) {
            platform.state().listen(LocalUsers.SECTION, this);
        }
        hearer.turn.start();
        return () -> remove(hearer);
    }

    private synchronized void remove(Hearer hearer) {
        hearer.closed = true;
        hearers.remove(hearer);
    }

    /** Nobody is told anything any more. */
    void stop() {
        started().forEach(this::remove);
    }

    private synchronized List<Hearer> started() {
        return List.copyOf(hearers);
    }

    @Override
    public void put(NodeId node, OwnedState.Key key, byte[] value) {
        String fault = fault(key.name(), value);
        if (!fault.isEmpty()) {
            LOGGER.log(WARNING, "An entry of node {0} is passed over: {1}", node.value(), fault);
            gone(node, key.name());
            return;
        }
        synchronized (this) {
            OortNode where = nodes.computeIfAbsent(node, id -> Members.find(platform.cluster(), id));
            OortNode[] before = told.getOrDefault(key.name(), new OortNode[0]);
            if (Arrays.asList(before).contains(where)) {
                return;
            }
            OortNode[] now = Arrays.copyOf(before, before.length + 1);
            now[before.length] = where;
            told.put(key.name(), now);
            came(hearers, presence(key.name(), where), before.length == 0);
        }
        started().forEach(hearer -> hearer.turn.start());
    }

    /** @return what is wrong with an entry; empty if nothing is */
    private String fault(String userId, byte[] value) {
        String ofValue = LocalUsers.fault(value);
        if (!ofValue.isEmpty()) {
            return ofValue;
        }
        String fault = limits.fault(userId);
        return fault.isEmpty() ? "" : "A user id " + fault + ".";
    }

    @Override
    public void removed(NodeId node, OwnedState.Key key) {
        gone(node, key.name());
    }

    private void gone(NodeId node, String userId) {
        synchronized (this) {
            OortNode where = nodes.get(node);
            OortNode[] before = told.get(userId);
            if (where == null || before == null || !Arrays.asList(before).contains(where)) {
                return;
            }
            OortNode[] now =
                    Arrays.stream(before).filter(one -> !one.equals(where)).toArray(OortNode[]::new);
            if (now.length == 0) {
                told.remove(userId);
            } else {
                told.put(userId, now);
            }
            left(presence(userId, where), now.length == 0);
        }
        started().forEach(hearer -> hearer.turn.start());
    }

    @Override
    public synchronized void partLost(NodeId node) {
        nodes.remove(node);
    }

    private SetiPresence presence(String userId, OortNode node) {
        return new SetiPresence(
                userId, node, node.id().equals(platform.cluster().self().id().value()));
    }

    private static void came(List<Hearer> hearers, SetiPresence presence, boolean first) {
        for (Hearer hearer : hearers) {
            hearer.add(listener -> listener.presenceAdded(presence));
            if (first) {
                hearer.add(listener -> listener.online(presence.userId()));
            }
        }
    }

    private void left(SetiPresence presence, boolean last) {
        for (Hearer hearer : hearers) {
            hearer.add(listener -> listener.presenceRemoved(presence));
            if (last) {
                hearer.add(listener -> listener.offline(presence.userId()));
            }
        }
    }
}
