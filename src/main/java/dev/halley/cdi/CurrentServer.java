package dev.halley.cdi;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The server that {@code @Inject BayeuxServer} stands for: the one that runs, or one that the first call starts, as soon as the
 * servlet context is there.
 *
 * <p>Only the thread that starts the application can start it by a call: another one could wait for a thread that waits for it.
 *
 * <p>Thread-safety: thread-safe.
 */
final class CurrentServer {

    private static final String WHEN = " Call it from an observer of " + ServerStarted.class.getName() + ", or later.";

    private final AtomicReference<State> state = new AtomicReference<>(new Absent());
    private final Discovery discovery;

    /** @param discovery knows which beans the start needs */
    CurrentServer(Discovery discovery) {
        this.discovery = discovery;
    }

    private sealed interface State permits Absent, Startable, Making, Running {}

    private record Absent() implements State {}

    private record Startable(Thread thread, Runnable start) implements State {}

    private record Making(Thread thread) implements State {}

    private record Running(RunningServer server) implements State {}

    /**
     * From now on the first call on this thread starts the server, unless it is there or being made.
     *
     * @param start starts it; calls {@link #making} and {@link #provide}, or throws
     */
    void startableBy(Runnable start) {
        if (state.get() instanceof Absent) {
            state.set(new Startable(Thread.currentThread(), start));
        }
    }

    /** This thread makes the server: nobody else can any more. */
    void making() {
        state.set(new Making(Thread.currentThread()));
    }

    void provide(RunningServer server) {
        state.set(new Running(server));
    }

    void stopped() {
        state.set(new Absent());
    }

    /** Stops the server, if there is one. */
    void stop() {
        if (state.get() instanceof Running ending) {
            ending.server().stop().run();
        }
    }

    /** @throws IllegalStateException if it is not running, and cannot be started by this call */
    RunningServer get() {
        State current = state.get();
        if (current instanceof Startable startable && startable.thread() == Thread.currentThread()) {
            HalfMadeBeans.refuse(discovery.parts());
            startable.start().run();
            current = state.get();
        }
        if (current instanceof Running running) {
            return running.server();
        }
        if (current instanceof Making making && making.thread() == Thread.currentThread()) {
            throw new IllegalStateException(
                    "The Bayeux server of this application is being created: its parts, such as a"
                            + " SecurityPolicy, a Broker, a Transport or a ServerEvents, cannot call it while they are"
                            + " being created themselves."
                            + WHEN);
        }
        throw new IllegalStateException(
                "The Bayeux server of this application is not running: it starts with the servlet"
                        + " context, after CDI, and stops before CDI. Until it has started, only the thread that"
                        + " starts the application can call it, and only after the servlet context has been created."
                        + WHEN);
    }
}
