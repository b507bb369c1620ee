package dev.halley.boot;

import dev.halley.spi.Broker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Finds the one broker of a server: the application's, as a CDI bean or by {@link ServiceLoader}, else the server's own.
 *
 * <p>Thread-safety: stateless.
 */
final class BrokerSource {

    private BrokerSource() {}

    /**
     * @param bean the bean that is a broker, if there is one
     * @param loader the application's
     * @return empty if there is none
     * @throws IllegalStateException if there are two or more, or one cannot be made; the message says which
     */
    static Optional<Broker> find(Optional<Broker> bean, ClassLoader loader) {
        List<Broker> all = new ArrayList<>();
        bean.ifPresent(all::add);
        all.addAll(ServiceProviders.load(Broker.class, loader));
        if (all.size() > 1) {
            throw new IllegalStateException(
                    "There must be at most one broker, as a CDI bean or by ServiceLoader, but there are "
                            + all.size() + ": "
                            + all.stream()
                                    .map(broker -> broker.getClass().getName())
                                    .sorted()
                                    .collect(Collectors.joining(" and "))
                            + ".");
        }
        return all.stream().findFirst();
    }
}
