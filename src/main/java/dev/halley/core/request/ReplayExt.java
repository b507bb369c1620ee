package dev.halley.core.request;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What clients of Salesforce's say in the {@code ext.replay} of their subscribes: from where on they want each channel.
 *
 * <p>Thread-safety: stateless.
 */
final class ReplayExt {

    static final String REPLAY = "replay";

    private static final BayeuxError INVALID = BayeuxError.FIELD_INVALID.with(REPLAY);

    private static final long ONLY_NEW = -1;
    private static final long ALL_RETAINED = -2;

    private ReplayExt() {}

    /**
     * Of a map that names all channels that the client knows, as those of some do, only the ids of the channels that the message subscribes
     * to are looked at.
     */
    static Wishes wishes(Request.Subscribe request) {
        RawJson ext = request.envelope().ext();
        RawJson replay = ext == null || !ext.isObject() ? null : JsonObjects.member(ext, REPLAY);
        if (isNothing(replay)) {
            return Wishes.NONE;
        }
        if (!replay.isObject()) {
            return Wishes.refused(INVALID);
        }
        Map<String, RawJson> ids = JsonObjects.members(replay);
        Map<String, HistoryWish> wishes = new LinkedHashMap<>();
        for (ChannelId channel : request.channels()) {
            RawJson id = ids.get(channel.toString());
            if (isNothing(id)) {
                continue;
            }
            OptionalLong number = HistoryWish.number(id, Long.MIN_VALUE, Long.MAX_VALUE);
            if (number.isEmpty()) {
                return Wishes.refused(INVALID);
            }
            if (number.getAsLong() < ALL_RETAINED || number.getAsLong() > HistoryWish.MAX_OFFSET) {
                return Wishes.refused(BayeuxError.replayIdInvalid(id.text()));
            }
            wishes.put(channel.toString(), wish(number.getAsLong()));
        }
        return new Wishes(wishes, null);
    }

    private static boolean isNothing(@Nullable RawJson value) {
        return value == null || value.equals(RawJson.NULL);
    }

    private static HistoryWish wish(long id) {
        if (id == ONLY_NEW) {
            return HistoryWish.NONE;
        }
        return id == ALL_RETAINED ? HistoryWish.ALL : HistoryWish.afterReplayId(id);
    }

    /** @return why a wish cannot be had of a channel that keeps no history, or of a pattern; null if it can, as there is nothing to be had */
    static @Nullable BayeuxError refusalWhereNothingIsKept(ChannelId channel, HistoryWish wish) {
        Long id = wish.replayId();
        if (id != null) {
            return BayeuxError.replayIdInvalid(id.toString());
        }
        return wish.isNone() || channel.isPlain() ? null : BayeuxError.replayIdInvalid(Long.toString(ALL_RETAINED));
    }
}
