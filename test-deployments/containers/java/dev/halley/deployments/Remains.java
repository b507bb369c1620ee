package dev.halley.deployments;

import java.util.List;
import java.util.Map;

/**
 * What an undeployed application has left in the container's JVM.
 *
 * <p>Thread-safety: immutable.
 */
public final class Remains {

    /** What is reachable by weak references or waits for a cleaner is gone after some rounds. */
    private static final int COLLECTIONS = 10;

    private Remains() {}

    /** @return the names of threads that Halley or its Weld started */
    public static List<String> threads(ServerJvm jvm) {
        return jvm.threads("halley-", "weld-worker");
    }

    /** @return how many objects of Halley's classes are there, by class: if the class loader is gone, none */
    public static Map<String, Long> objects(ServerJvm jvm) {
        Map<String, Long> objects = jvm.objects("dev.halley.");
        for (int i = 1; i < COLLECTIONS && !objects.isEmpty(); i++) {
            objects = jvm.objects("dev.halley.");
        }
        return objects;
    }
}
