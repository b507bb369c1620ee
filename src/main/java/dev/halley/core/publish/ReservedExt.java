package dev.halley.core.publish;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of {@code ext} that are the server's in what subscribers get: what a publisher sends under these names reaches nobody.
 *
 * <p>Thread-safety: stateless.
 */
final class ReservedExt {

    private static final Set<String> NAMES = Set.of("history", "publishKey", "presence", "flow");

    private ReservedExt() {}

    /** @return the same one if it has none of them; null if it has nothing else */
    static @Nullable RawJson strip(@Nullable RawJson ext) {
        if (ext == null || !ext.isObject()) {
            return ext;
        }
        Map<String, RawJson> members = JsonObjects.members(ext);
        Map<String, RawJson> rest = new LinkedHashMap<>(members);
        rest.keySet().removeAll(NAMES);
        if (rest.size() == members.size()) {
            return ext;
        }
        return rest.isEmpty() ? null : JsonObjects.of(rest);
    }
}
