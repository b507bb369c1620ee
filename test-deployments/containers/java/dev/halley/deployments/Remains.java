package dev.halley.deployments;

import java.time.Duration;
import java.util.List;

/**
 * What an undeployed application has left in the container's JVM.
 *
 * <p>Thread-safety: immutable.
 */
public final class Remains {

    /** An enum: its constants are there as long as its class loader is. */
    private static final String A_CLASS = "dev.halley.api.DeliveryMode";

    /**
     * What is reachable by weak references or waits for a cleaner is gone after some collections. A compiler thread keeps the
     * classes that it has seen until its method is compiled, which may take seconds on a busy machine, and no heap dump
     * shows that.
     */
    private static final Duration GENEROUS = Duration.ofMinutes(2);

    private static final String[] THREADS = {
        "halley-",
        "weld-worker",
        "jgroups-",
        "pd-bundler-",
        "Connection.Receiver",
        "TcpServer.Acceptor",
        "Timer runner-"
    };

    private Remains() {}

    /**
     * Waits for the threads that Halley, its Weld or its JGroups started: JGroups tells some to end, and does not wait for them.
     *
     * @return the names of those that have not ended in time
     */
    public static List<String> threads(ServerJvm jvm) {
        long start = System.nanoTime();
        List<String> threads = jvm.threads(THREADS);
        while (!threads.isEmpty() && System.nanoTime() - start < GENEROUS.toNanos()) {
            threads = jvm.threads(THREADS);
        }
        return threads;
    }

    /**
     * Counts the class loaders of applications with Halley that are still there. If there are more than the container
     * itself may keep, the heap is written to {@link Container#heapDump}, for whoever looks for who holds them.
     */
    public static long classLoaders(ServerJvm jvm) {
        long allowed = Container.current().keptByContainer();
        long loaders = jvm.classesNamed(A_CLASS);
        long start = System.nanoTime();
        while (loaders > allowed && System.nanoTime() - start < GENEROUS.toNanos()) {
            loaders = jvm.classesNamed(A_CLASS);
        }
        if (loaders > allowed) {
            jvm.dump(Container.current().heapDump());
        }
        return loaders;
    }
}
