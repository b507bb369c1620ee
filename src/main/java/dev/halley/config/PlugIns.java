package dev.halley.config;

import java.util.List;
import java.util.Optional;

/**
 * What a deployment adds to the server by name: transports, extensions, services, filters.
 *
 * <p>Thread-safety: immutable.
 *
 * @param transports class names of the transports; empty, the default, stands for the three built in
 * @param allowedTransports names of the transports that clients may use, in the order advertised; empty, the default,
 *        stands for all
 * @param contextAttributeNames further names of the servlet context's attribute that holds the server; default none
 * @param filters path of the file of data filters; default empty, none
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

    /** Where no classes are given it is known which names there are. */
    private static final Setting<List<String>> ALLOWED_BUILT_IN = Settings.ALLOWED_TRANSPORTS.limitedTo(
            ValueType.text("websocket, long-polling or callback-polling", Prefixes.BUILT_IN_TRANSPORTS::contains)
                    .list());

    /** Copies the lists. */
    public PlugIns {
        transports = List.copyOf(transports);
        allowedTransports = List.copyOf(allowedTransports);
        contextAttributeNames = List.copyOf(contextAttributeNames);
        extensions = List.copyOf(extensions);
        services = List.copyOf(services);
    }

    static PlugIns from(ConfigReader reader) {
        List<String> transports = reader.value(Settings.TRANSPORTS);
        return new PlugIns(
                transports,
                reader.value(transports.isEmpty() ? ALLOWED_BUILT_IN : Settings.ALLOWED_TRANSPORTS),
                reader.value(Settings.CONTEXT_ATTRIBUTE_NAMES),
                reader.value(Settings.FILTERS),
                reader.value(Settings.EXTENSIONS),
                reader.value(Settings.SERVICES));
    }
}
