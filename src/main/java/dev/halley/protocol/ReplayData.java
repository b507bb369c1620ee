package dev.halley.protocol;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The data of an event as clients of Salesforce's read it: {@code event.replayId} says where it stands, and one of three fields says
 * when it was published.
 *
 * <p>Thread-safety: stateless.
 */
final class ReplayData {

    private static final String EVENT = "event";
    private static final String REPLAY_ID = "replayId";
    private static final String CREATED_DATE = "createdDate";
    private static final String PAYLOAD = "payload";

    /** Always as long: clients compare dates as texts. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private ReplayData() {}

    /**
     * @param data what was published
     * @return the same with a replayId, the publisher's own replaced, and with a date where it has none; unchanged if it is no object, or
     *     has an {@code event} that is none
     */
    static @Nullable RawJson of(@Nullable RawJson data, HistoryTag tag, Instant published) {
        if (data == null || !data.isObject()) {
            return data;
        }
        RawJson event = JsonObjects.member(data, EVENT);
        if (event != null && !event.isObject()) {
            return data;
        }
        RawJson marked = JsonObjects.with(event, REPLAY_ID, RawJson.from(tag.offset()));
        if (!hasDate(data, marked)) {
            marked = JsonObjects.with(marked, CREATED_DATE, RawJson.from(DATE.format(published)));
        }
        return JsonObjects.with(data, EVENT, marked);
    }

    private static boolean hasDate(RawJson data, RawJson event) {
        RawJson payload = JsonObjects.member(data, PAYLOAD);
        return member(event, CREATED_DATE) != null
                || member(payload, "CreatedDate") != null
                || member(member(payload, "ChangeEventHeader"), "commitTimestamp") != null;
    }

    /** @return null, too, if that is no object, or the member is null */
    private static @Nullable RawJson member(@Nullable RawJson object, String key) {
        RawJson member = object == null || !object.isObject() ? null : JsonObjects.member(object, key);
        return RawJson.NULL.equals(member) ? null : member;
    }
}
