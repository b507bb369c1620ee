package dev.halley.cluster.state;

import static java.lang.System.Logger.Level.ERROR;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The one thread on which a node's state lives.
 *
 * <p>Thread-safety: thread-safe.
 */
final class StateThread implements Executor {

    private static final System.Logger LOGGER = System.getLogger(StateThread.class.getName());

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile boolean ended;

    void start() {
        // Without what the starting thread has inherited: that may be an application's.
        Thread thread = new Thread(null, this::run, "halley-cluster-state", 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    private void run() {
        while (!ended) {
            try {
                tasks.take().run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOGGER.log(ERROR, "The cluster's state failed in a step, and goes on.", e);
            }
        }
    }

    /** Ends it after the task that runs now. */
    void end() {
        ended = true;
        tasks.add(() -> {});
    }
}
