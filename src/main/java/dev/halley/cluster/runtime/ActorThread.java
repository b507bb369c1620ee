package dev.halley.cluster.runtime;

import static java.lang.System.Logger.Level.ERROR;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The one thread that drives a state machine, step by step.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ActorThread implements Executor {

    private static final System.Logger LOGGER = System.getLogger(ActorThread.class.getName());

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final String name;
    private volatile boolean ended;

    /** @param name of the thread, and of what it drives in the log: such as {@code halley-cluster-state} */
    public ActorThread(String name) {
        this.name = name;
    }

    /** Begins with the steps that came before. */
    public void start() {
        // Without what the starting thread has inherited: that may be an application's.
        Thread thread = new Thread(null, this::run, name, 0, false);
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
                LOGGER.log(ERROR, "A step of " + name + " failed, and the next one follows.", e);
            }
        }
    }

    /** Ends it after the task that runs now. */
    public void end() {
        ended = true;
        tasks.add(() -> {});
    }
}
