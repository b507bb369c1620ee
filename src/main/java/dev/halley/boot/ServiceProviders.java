package dev.halley.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Finds what an application brings by {@link ServiceLoader}.
 *
 * <p>Thread-safety: stateless.
 */
final class ServiceProviders {

    private ServiceProviders() {}

    /**
     * @param loader the application's
     * @return one of each class that is named, in the order of the names
     * @throws IllegalStateException if one cannot be made; the message says what is allowed
     */
    static <T> List<T> load(Class<T> type, ClassLoader loader) {
        List<T> all = new ArrayList<>();
        try {
            ServiceLoader.load(type, loader).forEach(all::add);
        } catch (ServiceConfigurationError broken) {
            throw new IllegalStateException(
                    "META-INF/services/" + type.getName() + " names a class that cannot be instantiated: "
                            + broken.getMessage()
                            + ". It must be a public class that implements " + type.getSimpleName()
                            + ", with a public constructor without parameters.",
                    broken);
        }
        return all;
    }
}
