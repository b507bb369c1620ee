package dev.halley.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Gathers settings for a test by source, and reads them.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class Reading {

    private final Map<String, String> initParams = new LinkedHashMap<>();
    private final Properties systemProperties = new Properties();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> transports = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    static Reading of(String key, String value) {
        return new Reading().initParam(key, value);
    }

    Reading initParam(String name, String value) {
        initParams.put(name, value);
        return this;
    }

    Reading property(String name, String value) {
        systemProperties.setProperty(name, value);
        return this;
    }

    Reading variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Names transports besides those that are built in. */
    Reading transports(String... names) {
        transports.addAll(List.of(names));
        return this;
    }

    ServerConfig config() {
        return ServerConfig.read(initParams, systemProperties, environment, transports, warnings::add);
    }

    /** The warnings of reading, which must succeed. */
    List<String> warnings() {
        config();
        return warnings;
    }

    /** The warnings so far. */
    List<String> warningsSoFar() {
        return warnings;
    }
}
