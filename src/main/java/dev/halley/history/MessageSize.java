package dev.halley.history;

import dev.halley.json.RawJson;
import dev.halley.json.Utf8;
import dev.halley.protocol.ChannelMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes a message counts that is kept.
 *
 * <p>Thread-safety: has no state.
 */
final class MessageSize {

    /** What keeping a message takes besides its text; an estimate. */
    static final int OVERHEAD = 200;

    private MessageSize() {}

    static int of(ChannelMessage message) {
        int size = OVERHEAD + length(message.data()) + length(message.ext());
        for (Map.Entry<String, RawJson> other : message.others().entrySet()) {
            size += Utf8.length(other.getKey()) + length(other.getValue());
        }
        return size;
    }

    private static int length(@Nullable RawJson value) {
        return value == null ? 0 : Utf8.length(value.text());
    }
}
