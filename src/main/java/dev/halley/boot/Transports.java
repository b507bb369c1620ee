package dev.halley.boot;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The transports of a server that are allowed, in the order in which clients are offered them.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
final class Transports {

    private static final System.Logger LOG = System.getLogger(Transports.class.getName());

    private final Map<String, Transport> offered = new LinkedHashMap<>();
    private final List<Transport> started = new ArrayList<>();

    /**
     * @param all have names of their own each
     * @param allowed names in the order in which they are offered; empty for all. One that is missing is warned of
     * @throws IllegalStateException if none is left
     */
    Transports(List<Transport> all, List<String> allowed) {
        Map<String, Transport> there = new LinkedHashMap<>();
        all.forEach(transport -> transport.names().forEach(name -> there.put(name, transport)));
        if (allowed.isEmpty()) {
            offered.putAll(there);
        }
        allowed.stream().filter(there::containsKey).forEach(name -> offered.put(name, there.get(name)));
        if (offered.isEmpty()) {
            throw new IllegalStateException(
                    "Clients cannot reach the server over any transport: the setting 'allowedTransports' allows "
                            + allowed + "; the server has " + there.keySet() + ".");
        }
        List<String> missing =
                allowed.stream().filter(name -> !there.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            LOG.log(
                    WARNING,
                    "The setting 'allowedTransports' also names " + missing + ", but the server has only "
                            + there.keySet());
        }
    }

    /** @return what clients negotiate, the preferred one first */
    List<String> names() {
        return List.copyOf(offered.keySet());
    }

    /** Starts each once, however many names it has. */
    void start(TransportContext context) {
        for (Transport transport : new LinkedHashSet<>(offered.values())) {
            started.add(transport);
            transport.start(context);
        }
    }

    /** Stops those that were started, all of them even if one fails. */
    void stop() {
        for (Transport transport : started) {
            try {
                transport.stop();
            } catch (RuntimeException | LinkageError failed) {
                LOG.log(WARNING, "The transport " + transport.names() + " failed to stop", failed);
            }
        }
        started.clear();
    }
}
