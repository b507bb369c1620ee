package dev.halley.config;

import org.jspecify.annotations.Nullable;

/**
 * Looks up the text of a setting in one place, such as the servlet's init-params.
 *
 * <p>Thread-safety: a source is called on the thread that reads the configuration, and not kept.
 */
@FunctionalInterface
public interface ConfigSource {

    /**
     * Looks up a key.
     *
     * @param key the key in this source's spelling
     * @return the text as written, or null if the key is not set
     */
    @Nullable String get(String key);
}
