package dev.halley.filter;

import dev.halley.json.JsonText;
import dev.halley.json.MalformedJsonException;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a filter file: a JSON array of objects with {@code channels}, {@code filter} and, if it likes, {@code init}.
 * {@code class} is an older name of {@code filter}.
 *
 * <p>Thread-safety: confined to the thread that reads the file.
 */
public final class FilterFile {

    private final String name;
    private final List<String> problems = new ArrayList<>();

    private FilterFile(String name) {
        this.name = name;
    }

    /**
     * Reads all entries.
     *
     * @param name what messages call the file, usually its path
     * @param content the file in UTF-8
     * @return the entries in the order of the file, which is the order in which they are applied
     * @throws FilterFileException if it is not a filter file; it names every fault
     */
    public static List<FilterEntry> read(String name, byte[] content) {
        FilterFile file = new FilterFile(name);
        List<FilterEntry> entries = file.entries(content);
        if (!file.problems.isEmpty()) {
            throw new FilterFileException(file.problems);
        }
        return entries;
    }

    private List<FilterEntry> entries(byte[] content) {
        Optional<JsonValue> document = parse(content);
        if (document.isPresent() && document.get().getValueType() != JsonValue.ValueType.ARRAY) {
            problems.add("The filter file " + name + " must hold a JSON array of objects.");
            return List.of();
        }
        List<JsonValue> values = document.map(array -> List.<JsonValue>copyOf(array.asJsonArray()))
                .orElse(List.of());
        List<FilterEntry> entries = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            entry("Entry " + (i + 1) + " of the filter file " + name, values.get(i))
                    .ifPresent(entries::add);
        }
        return entries;
    }

    private Optional<JsonValue> parse(byte[] content) {
        try {
            return Optional.of(RawJson.parse(JsonText.withoutByteOrderMark(JsonText.decodeUtf8(content)))
                    .value());
        } catch (MalformedJsonException e) {
            problems.add("The filter file " + name + " is not JSON: " + e.getMessage() + ".");
        } catch (IllegalArgumentException e) {
            problems.add("The filter file " + name + " cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private Optional<FilterEntry> entry(String where, JsonValue value) {
        if (!(value instanceof JsonObject object)) {
            problems.add(where + " must be an object with 'channels' and 'filter'.");
            return Optional.empty();
        }
        int before = problems.size();
        for (String member : object.keySet()) {
            if (!List.of("channels", "filter", "class", "init").contains(member)) {
                problems.add(where + " has the member '" + member + "'; known are 'channels', 'filter' and 'init'.");
            }
        }
        if (object.containsKey("filter") && object.containsKey("class")) {
            problems.add(where + " has both 'filter' and 'class', its older name; it must have one of them.");
        }
        Optional<ChannelId> channels = channels(where, object);
        Optional<String> filter = text(
                where,
                object,
                object.containsKey("class") ? "class" : "filter",
                "the name of a filter, such as \"NoMarkupFilter\"");
        RawJson init = RawJson.from(object.getOrDefault("init", JsonValue.NULL));
        return problems.size() > before
                ? Optional.empty()
                : Optional.of(new FilterEntry(channels.orElseThrow(), filter.orElseThrow(), init));
    }

    private Optional<ChannelId> channels(String where, JsonObject object) {
        Optional<String> name = text(where, object, "channels", "a channel or pattern, such as \"/chat/**\"");
        Optional<ChannelId> channels = name.flatMap(ChannelId::parse);
        if (name.isPresent() && channels.isEmpty()) {
            problems.add(where + " has '" + name.get() + "' as 'channels', which is neither a channel nor a pattern.");
        } else if (channels.isPresent() && channels.get().isMeta()) {
            problems.add(where + " has '" + name.get()
                    + "' as 'channels': meta messages are not filtered, a BayeuxExtension sees them.");
        }
        return channels;
    }

    private Optional<String> text(String where, JsonObject object, String member, String allowed) {
        if (object.get(member) instanceof JsonString string
                && !string.getString().isBlank()) {
            return Optional.of(string.getString());
        }
        problems.add(where + " must have '" + member + "', a string: " + allowed + ".");
        return Optional.empty();
    }
}
