package dev.halley.demo;

import dev.halley.json.RawJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a chat client publishes in a room, as far as the service looks at it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param user who says it; may be empty
 * @param join whether the user comes in
 * @param leave whether the user goes out
 */
record ChatMessage(String user, boolean join, boolean leave) {

    /** @return empty if the data is not a JSON object that comes in or goes out */
    static Optional<ChatMessage> from(@Nullable RawJson data) {
        // Most of what is said in a room is neither, and need not be parsed.
        if (data == null || !data.isObject() || !mentions(data, "join") && !mentions(data, "leave")) {
            return Optional.empty();
        }
        JsonObject object = data.value().asJsonObject();
        String user = object.get("user") instanceof JsonString name ? Person.nameIn(name.getString()) : "";
        var message = new ChatMessage(user, isTrue(object, "join"), isTrue(object, "leave"));
        return message.join || message.leave ? Optional.of(message) : Optional.empty();
    }

    /** @return of how many characters the text is that is said; 0 if there is none, or it is surely within the limit */
    static int textLength(@Nullable RawJson data, int limit) {
        // As JSON no text is shorter, so most need not be parsed.
        if (data == null || data.text().length() <= limit || !data.isObject()) {
            return 0;
        }
        return data.value().asJsonObject().get("chat") instanceof JsonString text
                ? ChatText.length(text.getString())
                : 0;
    }

    private static boolean mentions(RawJson data, String member) {
        return data.text().contains('"' + member + '"');
    }

    private static boolean isTrue(JsonObject object, String member) {
        return JsonValue.TRUE.equals(object.get(member));
    }
}
