package dev.halley.protocol;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binary data in a message. On the wire {@code ext.binary} is an object and {@code data} is {@code
 * {"data":"<Z85>","last":true,"meta":{…}}}.
 *
 * <p>Thread-safety: immutable as long as nobody changes the array.
 *
 * @param bytes the bytes, not copied
 * @param last whether this is the last chunk
 * @param meta what the application adds, a JSON object; null for none
 * @since 0.1.0
 */
public record BinaryData(
        byte[] bytes, boolean last, @Nullable RawJson meta) {

    /** The member of {@code ext} that marks a message's data as binary. */
    public static final String NAME = "binary";

    /**
     * Reads the data of a message that has {@code ext.binary}.
     *
     * @throws IllegalArgumentException if it is not binary data; the message says what is wrong
     */
    public static BinaryData from(RawJson data) {
        if (!data.isObject()) {
            throw new IllegalArgumentException("Binary data is an object with the member data; this is none.");
        }
        Map<String, RawJson> members = JsonObjects.members(data);
        RawJson text = members.get("data");
        if (text == null || !text.isString()) {
            throw new IllegalArgumentException("The member data of binary data is a string in Z85.");
        }
        RawJson meta = members.get("meta");
        return new BinaryData(
                Z85.decode(text.string()),
                !RawJson.FALSE.equals(members.get("last")),
                meta == null || !meta.isObject() ? null : meta);
    }

    /** {@return the {@code data} of a message} */
    public RawJson toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("data", Z85.encode(bytes));
        json.put("last", last);
        if (meta != null) {
            json.put("meta", meta);
        }
        return RawJson.from(json);
    }

    /** {@return a message with this data, for delivery to a session} */
    public ChannelMessage toEvent(String channel) {
        return ChannelMessage.of(channel, toJson()).withExt(JsonObjects.with(null, NAME, RawJson.EMPTY_OBJECT));
    }
}
