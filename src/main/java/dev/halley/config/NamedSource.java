package dev.halley.config;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * A source of settings with what messages call it, how it spells keys, and the names that stand in it.
 *
 * <p>Thread-safety: confined to the thread that reads the configuration.
 *
 * @param label what messages call it, such as {@code init-param}
 * @param spelling from a key to the name under which this source has it
 * @param values the source itself
 * @param names the names in it that are meant for the server, as it spells them, sorted
 */
record NamedSource(String label, UnaryOperator<String> spelling, ConfigSource values, Set<String> names) {

    static final String PROPERTY_PREFIX = "halley.";

    static List<NamedSource> strongestFirst(
            Map<String, String> initParams, Properties systemProperties, Map<String, String> environment) {
        return List.of(
                new NamedSource(
                        "system property",
                        key -> PROPERTY_PREFIX + key,
                        systemProperties::getProperty,
                        startingWith(PROPERTY_PREFIX, systemProperties.stringPropertyNames())),
                new NamedSource(
                        "environment variable",
                        EnvironmentName::of,
                        environment::get,
                        startingWith(EnvironmentName.PREFIX, environment.keySet())),
                new NamedSource(
                        "init-param",
                        UnaryOperator.identity(),
                        initParams::get,
                        startingWith("", initParams.keySet())));
    }

    private static Set<String> startingWith(String prefix, Set<String> names) {
        Set<String> matching = new TreeSet<>(names);
        matching.removeIf(name -> !name.startsWith(prefix));
        return matching;
    }
}
