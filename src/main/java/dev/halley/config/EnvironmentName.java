package dev.halley.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Spells a key as an environment variable: {@code maxInterval} as {@code HALLEY_MAX_INTERVAL}.
 *
 * <p>Thread-safety: immutable.
 */
final class EnvironmentName {

    static final String PREFIX = "HALLEY_";

    /** Between the humps of {@code maxInterval}, and before the last capital of a run as in {@code JSONCommented}. */
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    private EnvironmentName() {}

    static String of(String key) {
        return PREFIX
                + HUMP.matcher(key.replace('.', '_').replace('-', '_'))
                        .replaceAll("_")
                        .toUpperCase(Locale.ROOT);
    }
}
