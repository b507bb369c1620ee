package dev.halley.core.publish;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ext} of a publish, taken apart once: its key, and the members that are the server's in what subscribers get. What a publisher
 * sends under their names reaches nobody.
 *
 * <p>Thread-safety: immutable.
 */
final class PublishExt {

    static final PublishExt NONE = new PublishExt(null, Map.of());

    private static final String KEY = "publishKey";
    private static final Set<String> RESERVED = Set.of("history", KEY, "presence", "flow", "replay");

    private final @Nullable RawJson whole;
    private final Map<String, RawJson> members;

    private PublishExt(@Nullable RawJson whole, Map<String, RawJson> members) {
        this.whole = whole;
        this.members = members;
    }

    static PublishExt of(@Nullable RawJson ext) {
        return ext == null || !ext.isObject() ? NONE : new PublishExt(ext, JsonObjects.members(ext));
    }

    /** @return as it came; null if there is none */
    @Nullable RawJson key() {
        return members.get(KEY);
    }

    /**
     * @param ext of the message that is published: this one, unless a filter or a listener has changed it
     * @return the same one if it has no member that is the server's; null if it has nothing else
     */
    @Nullable RawJson strip(@Nullable RawJson ext) {
        if (ext != whole) {
            PublishExt changed = of(ext);
            return changed == NONE ? ext : changed.stripped();
        }
        return stripped();
    }

    private @Nullable RawJson stripped() {
        Map<String, RawJson> rest = new LinkedHashMap<>(members);
        rest.keySet().removeAll(RESERVED);
        if (rest.size() == members.size()) {
            return whole;
        }
        return rest.isEmpty() ? null : JsonObjects.of(rest);
    }
}
