package dev.halley.cluster.runtime;

import static java.lang.System.Logger.Level.ERROR;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one thread that drives a state machine, step by step; or several that share it.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ActorThread implements Executor {

    private static final System.Logger LOGGER = System.getLogger(ActorThread.class.getName());

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final String name;
    private final AtomicInteger users;

    /** @param name of the thread, and of what it drives in the log: such as {@code halley-cluster-state} */
    public ActorThread(String name) {
        this(name, 1);
    }

    /** @param users how many share it: it ends when each of them has ended it */
    public ActorThread(String name, int users) {
        this.name = name;
        this.users = new AtomicInteger(users);
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
        while (users.get() > 0) {
            try {
                tasks.take().run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOGGER.log(ERROR, "A step of " + name + " failed, and the next one follows.", e);
            }
        }
    }

    /** Ends it after the task that runs now, unless others use it still; called once by each who does. */
    public void end() {
        users.decrementAndGet();
        tasks.add(() -> {});
    }
}
