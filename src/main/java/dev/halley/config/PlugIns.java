package dev.halley.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a deployment adds to the server by name: transports, extensions, services, filters.
 *
 * <p>Thread-safety: immutable.
 *
 * @param transports class names of the transports; empty, the default, for the built-in ones
 * @param allowedTransports names of the transports that clients may use, in the advertised order; empty, the default,
 *     for all
 * @param contextAttributeNames further names of the servlet context's attribute that holds the server; default none
 * @param filters the path of the file of data filters; default empty, none
 * @param extensions extensions by name; default {@code ack}, {@code timesync}, {@code binary}
 * @param services class names of services; default none
 */
public record PlugIns(
        List<String> transports,
        List<String> allowedTransports,
        List<String> contextAttributeNames,
        Optional<String> filters,
        List<String> extensions,
        List<String> services) {

    /** Copies the lists. */
    public PlugIns {
        transports = List.copyOf(transports);
        allowedTransports = List.copyOf(allowedTransports);
        contextAttributeNames = List.copyOf(contextAttributeNames);
        extensions = List.copyOf(extensions);
        services = List.copyOf(services);
    }

    /** @param names of all transports that there may be */
    static PlugIns from(ConfigReader reader, Collection<String> names) {
        return new PlugIns(
                reader.value(Settings.TRANSPORTS),
                reader.value(Settings.allowedTransports(names)),
                reader.value(Settings.CONTEXT_ATTRIBUTE_NAMES),
                reader.value(Settings.FILTERS),
                reader.value(Settings.EXTENSIONS),
                reader.value(Settings.SERVICES));
    }
}
