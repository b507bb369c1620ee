package dev.halley.core.request;

import dev.halley.json.JsonObjects;
import dev.halley.json.MalformedJsonException;
import dev.halley.json.RawJson;
import dev.halley.json.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of itself in its handshake, to be told where the members of channels are shown.
 *
 * <p>Thread-safety: immutable.
 *
 * @param info null if it says nothing
 * @param fits whether it may be told: it is where it belongs, and neither too long nor too deep
 */
record ClientInfo(@Nullable RawJson info, boolean fits) {

    /** How many bytes of UTF-8 it may have. */
    static final int MOST_BYTES = 1_024;

    /** How deep arrays and objects may nest in it. */
    static final int MOST_DEPTH = 8;

    /** The member of {@code ext} that it is in. */
    static final String EXT = "presence";

    private static final ClientInfo NOTHING = new ClientInfo(null, true);
    private static final ClientInfo UNFIT = new ClientInfo(null, false);

    /** @param ext of the handshake, a JSON object or null */
    static ClientInfo of(@Nullable RawJson ext) {
        RawJson presence = JsonObjects.member(ext, EXT);
        if (presence == null || presence.isNull()) {
            return NOTHING;
        }
        if (!presence.isObject()) {
            return UNFIT;
        }
        RawJson info = JsonObjects.member(presence, "info");
        if (info == null || info.isNull()) {
            return NOTHING;
        }
        return !Utf8.isLonger(info.text(), MOST_BYTES) && isFlatEnough(info) ? new ClientInfo(info, true) : UNFIT;
    }

    private static boolean isFlatEnough(RawJson info) {
        try {
            RawJson.parse(info.text(), MOST_DEPTH);
            return true;
        } catch (MalformedJsonException tooDeep) {
            return false;
        }
    }
}
