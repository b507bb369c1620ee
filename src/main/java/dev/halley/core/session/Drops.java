package dev.halley.core.session;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a session's queue had no room for, and tells a client that asked for it: of each channel, with its next message.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class Drops {

    /** Of so many channels at most it is known what is to be told. */
    static final int MOST_CHANNELS = 1_000;

    private static final String FLOW = "flow";

    private final boolean tells;
    private final Map<String, Long> untold = new HashMap<>(0);
    private long total;

    /** @param tells whether the client asked for it */
    Drops(boolean tells) {
        this.tells = tells;
    }

    long total() {
        return total;
    }

    void count(String channel, long many) {
        total += many;
        if (many > 0 && tells && (untold.size() < MOST_CHANNELS || untold.containsKey(channel))) {
            untold.merge(channel, many, Long::sum);
        }
    }

    /** @return the event as it goes out now */
    Encoded form(Encoded event) {
        Long dropped = untold.isEmpty() ? null : untold.get(Follows.channel(event));
        return dropped == null ? event : telling(event, dropped);
    }

    private static Encoded telling(Encoded event, long dropped) {
        ChannelMessage message = (ChannelMessage) event.message();
        RawJson flow = JsonObjects.of(Map.of("dropped", RawJson.from(dropped)));
        RawJson ext = message.ext();
        RawJson object = ext != null && ext.isObject() ? ext : null;
        return Encoded.of(message.withExt(JsonObjects.with(object, FLOW, flow)), event.tag());
    }

    /** The event went out. */
    void wentOut(@Nullable Encoded event) {
        if (event != null && !untold.isEmpty()) {
            untold.remove(Follows.channel(event));
        }
    }
}
