package dev.halley.config;

import org.jspecify.annotations.Nullable;

/**
 * Gives the text that a place such as the servlet's init-params holds for a key, or null when it holds none.
 *
 * <p>Thread-safety: a source is asked on the thread that reads the configuration, and not kept.
 */
@FunctionalInterface
public interface ConfigSource {

    /**
     * Looks a key up.
     *
     * @param key the key as this source spells it
     * @return the text as it was written, or null when the key is not set
     */
    @Nullable String get(String key);
}
