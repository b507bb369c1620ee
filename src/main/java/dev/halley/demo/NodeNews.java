package dev.halley.demo;

import dev.halley.json.RawJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the chats of the nodes of a cluster tell each other: who is in the rooms of one, or that one wants to know that of all others.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node who tells
 * @param rooms the names of the members by room; null from one that asks
 */
record NodeNews(String node, @Nullable Map<String, List<String>> rooms) {

    static NodeNews from(RawJson data) {
        JsonObject object = data.value().asJsonObject();
        JsonObject told = object.getJsonObject("rooms");
        return new NodeNews(object.getString("node"), told == null ? null : rooms(told));
    }

    private static Map<String, List<String>> rooms(JsonObject told) {
        Map<String, List<String>> rooms = new LinkedHashMap<>();
        told.forEach((room, names) -> rooms.put(room, texts(names)));
        return rooms;
    }

    private static List<String> texts(JsonValue names) {
        return names.asJsonArray().getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }

    /** @return what goes through the channel */
    Map<String, Object> data() {
        return rooms == null ? Map.of("node", node) : Map.of("node", node, "rooms", rooms);
    }
}
