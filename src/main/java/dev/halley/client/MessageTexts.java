package dev.halley.client;

import dev.halley.json.JsonSlicer;
import dev.halley.json.MalformedJsonException;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what a server sends into messages, and joins messages to what a client sends. Bayeux section 3.
 *
 * <p>Thread-safety: stateless.
 */
final class MessageTexts {

    private MessageTexts() {}

    /**
     * @param text an array of messages, or one message
     * @throws MalformedJsonException if it is anything else
     */
    static List<Message> read(String text) {
        try (JsonSlicer slicer = new JsonSlicer(text, RawJson.MAX_DEPTH)) {
            List<Message> messages = new ArrayList<>();
            slicer.next();
            if (slicer.atArray()) {
                slicer.enter();
                while (slicer.next()) {
                    messages.add(message(slicer));
                }
            } else {
                messages.add(message(slicer));
            }
            slicer.finish();
            return messages;
        }
    }

    private static Message message(JsonSlicer slicer) {
        if (!slicer.atObject()) {
            throw slicer.malformed("A message must be a JSON object");
        }
        Map<String, RawJson> fields = new LinkedHashMap<>();
        slicer.enter();
        while (slicer.next()) {
            fields.put(slicer.key(), slicer.slice());
        }
        return Message.of(fields);
    }

    /** @return an array of the messages */
    static String write(List<Message> messages) {
        StringBuilder text = new StringBuilder("[");
        for (Message message : messages) {
            if (text.length() > 1) {
                text.append(',');
            }
            text.append(message.toJson());
        }
        return text.append(']').toString();
    }
}
