package dev.halley.core.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one copy of texts that many sessions have in common, such as the names of browsers. Bounded: when it is full,
 * texts that it does not know stay their sessions' own.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class StringPool {

    static final int MAX = 256;
    static final int MAX_LENGTH = 512;

    private final Map<String, String> texts = new ConcurrentHashMap<>();

    /** @return an equal text, the same for all who ask, if it is among those that are kept */
    public @Nullable String shared(@Nullable String text) {
        if (text == null || text.length() > MAX_LENGTH) {
            return text;
        }
        String known = texts.get(text);
        if (known == null && texts.size() < MAX) {
            known = texts.putIfAbsent(text, text);
        }
        return known == null ? text : known;
    }
}
