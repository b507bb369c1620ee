package dev.halley.oort.core;

import dev.halley.api.Registration;
import dev.halley.oort.OortNode;
import dev.halley.oort.OortPrimary;
import dev.halley.oort.OortPrimaryListener;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterView;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Says who the primary is: the first member of a view that has a quorum.
 *
 * <p>Thread-safety: thread-safe; changes of the view are guarded by this, and no listener is called under the lock.
 */
final class PrimaryRole implements OortPrimary {

    private record Role(ClusterView view, boolean hasQuorum) {

        @Nullable OortNode primary() {
            return hasQuorum && !view.members().isEmpty()
                    ? Members.of(view.members().get(0))
                    : null;
        }
    }

    private final OortPlatform platform;
    private final OortNode self;
    private final Executor inTurn;
    private final List<OortPrimaryListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> changes = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> untold = new ConcurrentLinkedQueue<>();
    private volatile Role role = new Role(new ClusterView(0, List.of()), false);
    private volatile boolean closed;

    PrimaryRole(OortPlatform platform) {
        this.platform = platform;
        self = Members.of(platform.cluster().self());
        inTurn = platform.inTurn();
    }

    /** After that of the quorum: a view that this one knows is one that the quorum knows. */
    void start() {
        platform.cluster().onView((before, now) -> changed(now));
        changed(platform.cluster().view());
    }

    private void changed(ClusterView now) {
        synchronized (this) {
            if (closed || now.number() < role.view().number()) {
                return;
            }
            become(new Role(now, platform.cluster().hasQuorum()));
        }
        tell();
        changes.forEach(Runnable::run);
    }

    private void become(Role next) {
        boolean was = isPrimary();
        role = next;
        boolean is = isPrimary();
        if (was != is) {
            listeners.forEach(listener -> untold.add(event(listener, is)));
        }
    }

    private Runnable event(OortPrimaryListener listener, boolean gained) {
        return () -> {
            if (gained) {
                listener.gained();
            } else {
                listener.lost();
            }
        };
    }

    private void tell() {
        if (!untold.isEmpty()) {
            inTurn.execute(() -> {
                for (Runnable event = untold.poll(); event != null; event = untold.poll()) {
                    platform.guarded("an OortPrimaryListener", event);
                }
            });
        }
    }

    @Override
    public Registration addListener(OortPrimaryListener listener) {
        synchronized (this) {
            listeners.add(listener);
            if (isPrimary()) {
                untold.add(event(listener, true));
            }
        }
        tell();
        return () -> listeners.remove(listener);
    }

    /** Runs a short task after each change of the view. */
    void onChange(Runnable task) {
        changes.add(task);
    }

    /** @return whether what this says is of the view that the links have now */
    boolean isCurrent() {
        Cluster cluster = platform.cluster();
        return closed || role.view().number() >= cluster.view().number();
    }

    @Override
    public boolean isPrimary() {
        OortNode primary = role.primary();
        return primary != null && primary.equals(self);
    }

    @Override
    public Optional<OortNode> primary() {
        return Optional.ofNullable(role.primary());
    }

    /** This node is the primary no more, and its listeners are told. */
    void close() {
        synchronized (this) {
            become(new Role(role.view(), false));
            closed = true;
        }
        tell();
        changes.forEach(Runnable::run);
        listeners.clear();
    }
}
