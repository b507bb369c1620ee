package dev.halley.core.runtime;

import dev.halley.config.ServerConfig;
import dev.halley.spi.Clock;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.StuckCall;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows which calls of the application's code are under way in the server's own tasks, and tells of each that takes longer
 * than {@code stuckAfter}, once. What an application's or a container's thread calls is not watched: who waits there is who
 * asked for it.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class CallWatch {

    private static final Runnable NOTHING = () -> {};

    private final Duration patience;
    private final Clock clock;
    private final Timer timer;
    private final ServerEvents events;
    private final ThreadLocal<Watched> current = new ThreadLocal<>();
    private final Set<Watched> calling = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean armed = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile Timer.@Nullable Task next;

    public CallWatch(ServerConfig config, Clock clock, Timer timer, ServerEvents events) {
        this.patience = config.stuckAfter();
        this.clock = clock;
        this.timer = timer;
        this.events = events;
    }

    /** A task of the server's. Confined to its thread, but for the call, which the watch reads. */
    private static final class Watched {
        private final Thread thread = Thread.currentThread();
        private final Runnable whenStuck;
        private volatile @Nullable Call call;

        Watched(Runnable whenStuck) {
            this.whenStuck = whenStuck;
        }
    }

    /** One call of the application's code. */
    private static final class Call {
        private final String what;
        private final Object callee;
        private final long since;
        private final AtomicBoolean told = new AtomicBoolean();

        Call(String what, Object callee, long since) {
            this.what = what;
            this.callee = callee;
            this.since = since;
        }
    }

    /** Runs a task of the server's that may call the application's code. */
    public void during(Runnable task) {
        during(task, NOTHING);
    }

    /** @param whenStuck run on the timer's thread for each call of the task that is stuck: quick, and no application's code */
    public void during(Runnable task, Runnable whenStuck) {
        Watched outer = current.get();
        current.set(new Watched(whenStuck));
        try {
            task.run();
        } finally {
            if (outer == null) {
                // Class loaders live as long as what threads hold of theirs.
                current.remove();
            } else {
                current.set(outer);
            }
        }
    }

    /**
     * Makes a call of the application's code, watched if a task of the server's makes it.
     *
     * @param what names the hook
     * @param callee what is called
     */
    void call(String what, Object callee, Runnable call) {
        ask(what, callee, () -> {
            call.run();
            return null;
        });
    }

    /** Like {@link #call}. @return what the application's code answers */
    <R extends @Nullable Object> R ask(String what, Object callee, Supplier<R> question) {
        Watched task = current.get();
        if (task == null) {
            return question.get();
        }
        Call outer = enter(task, what, callee);
        try {
            return question.get();
        } finally {
            leave(task, outer);
        }
    }

    private @Nullable Call enter(Watched task, String what, Object callee) {
        Call outer = task.call;
        task.call = new Call(what, callee, clock.nanos());
        if (outer == null) {
            calling.add(task);
            arm(patience);
        }
        return outer;
    }

    private void leave(Watched task, @Nullable Call outer) {
        task.call = outer;
        if (outer == null) {
            calling.remove(task);
        }
    }

    private void arm(Duration wait) {
        if (!stopped && !armed.get() && armed.compareAndSet(false, true)) {
            next = timer.schedule(wait, this::look);
            if (stopped) {
                disarm();
            }
        }
    }

    private void look() {
        long now = clock.nanos();
        long wait = patience.toNanos();
        for (Watched task : calling) {
            Call call = task.call;
            long age = call == null ? 0 : now - call.since;
            if (age < patience.toNanos()) {
                wait = Math.min(wait, patience.toNanos() - age);
            } else if (call != null) {
                tell(task, call, age);
            }
        }
        armed.set(false);
        if (!calling.isEmpty()) {
            arm(Duration.ofNanos(wait));
        }
    }

    private void tell(Watched task, Call call, long age) {
        if (call.told.compareAndSet(false, true)) {
            events.userCodeStuck(describe(task, call, age));
            task.whenStuck.run();
        }
    }

    private static StuckCall describe(Watched task, Call call, long age) {
        List<StackTraceElement> stack =
                task.call == call ? List.of(task.thread.getStackTrace()) : List.<StackTraceElement>of();
        return new StuckCall(
                call.what, call.callee.getClass().getName(), Duration.ofNanos(age), task.thread.getName(), stack);
    }

    /** @return the calls that are stuck now, the oldest first */
    public List<StuckCall> stuck() {
        long now = clock.nanos();
        List<StuckCall> stuck = new ArrayList<>();
        for (Watched task : calling) {
            Call call = task.call;
            if (call != null && now - call.since >= patience.toNanos()) {
                stuck.add(describe(task, call, now - call.since));
            }
        }
        stuck.sort(Comparator.comparing(StuckCall::age).reversed());
        return stuck;
    }

    /** The server has stopped, and waits for no call any longer: tells of those under way, and looks no more. */
    public void stop() {
        stopped = true;
        long now = clock.nanos();
        for (Watched task : calling) {
            Call call = task.call;
            if (call != null) {
                tell(task, call, now - call.since);
            }
        }
        disarm();
    }

    private void disarm() {
        Timer.Task task = next;
        if (task != null) {
            task.cancel();
        }
    }
}
