package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.BinaryData;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Bayeux message, incoming or outgoing, as its fields. Bayeux section 3.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class Message {

    static final String FLOW = "flow";
    private static final String CHANNEL = "channel";
    private static final String DATA = "data";
    private static final String EXT = "ext";
    /** The member of {@code ext} with the key of a publish. */
    static final String PUBLISH_KEY = "publishKey";

    private static final int MAX_KEY = 128;

    /**
     * What the client knows of a message that has come, whatever extensions make of that.
     *
     * @param mark what the server has said of its place in the history; null for nothing
     * @param position its place; null if there is none, or not known yet
     * @param dropped whether an extension does not let it through
     */
    private record Arrival(
            @Nullable HistoryMark mark, @Nullable Position position, boolean dropped) {

        private static final Arrival UNKNOWN = new Arrival(null, null, false);
    }

    private final Map<String, RawJson> fields;
    private final String channel;
    private final Arrival arrival;

    /** @param fields in their order; not copied, must not change any more */
    private Message(Map<String, RawJson> fields, Arrival arrival) {
        this.fields = Collections.unmodifiableMap(fields);
        RawJson name = fields.get(CHANNEL);
        this.channel = name != null && name.isString() ? name.string() : "";
        this.arrival = arrival;
    }

    /** @return a message of these fields, in their order */
    static Message of(Map<String, RawJson> fields) {
        return new Message(new LinkedHashMap<>(fields), Arrival.UNKNOWN);
    }

    /** @return a message with a channel and nothing else */
    public static Message on(String channel) {
        Map<String, RawJson> fields = new LinkedHashMap<>();
        fields.put(CHANNEL, RawJson.from(channel));
        return new Message(fields, Arrival.UNKNOWN);
    }

    /** @return the channel; empty if the message has none */
    public String channel() {
        return channel;
    }

    /** @return the id; if it is a number, its digits */
    public Optional<String> id() {
        RawJson id = fields.get("id");
        return id == null || id.isNull() ? Optional.empty() : Optional.of(id.isString() ? id.string() : id.text());
    }

    /** @return the session's id */
    public Optional<String> clientId() {
        return string("clientId");
    }

    /** @return the payload, which may be JSON {@code null}; {@link Optional#empty()} if there is none */
    public Optional<RawJson> data() {
        return field(DATA);
    }

    /**
     * Binds the payload to a type. {@code RawJson}, the types of JSON-P, {@link BinaryData} and {@code String} (for a
     * JSON string) need no JSON-B.
     *
     * @throws IllegalArgumentException if there is no payload, the payload does not fit the type, or JSON-B is missing
     */
    public <T> T dataAs(Class<T> type) {
        if (type == BinaryData.class) {
            return type.cast(BinaryData.from(data().orElse(RawJson.NULL)));
        }
        return dataAs((Type) type);
    }

    /**
     * Binds the payload to a type, which may be generic. Needs JSON-B.
     *
     * @throws IllegalArgumentException if there is no payload, the payload does not fit the type, or JSON-B is missing
     */
    public <T> T dataAs(Type type) {
        RawJson data = fields.get(DATA);
        if (data == null) {
            throw new IllegalArgumentException("The message on " + channel + " has no data.");
        }
        return data.as(type);
    }

    /** @return whether the message has binary data; {@code dataAs(BinaryData.class)} returns it */
    public boolean isBinary() {
        return ext(BinaryData.NAME).isPresent();
    }

    /** @return the member of {@code ext} with this name */
    public Optional<RawJson> ext(String name) {
        RawJson ext = fields.get(EXT);
        return ext == null || !ext.isObject() ? Optional.empty() : Optional.ofNullable(JsonObjects.member(ext, name));
    }

    /**
     * @return the message's position, on a channel with history: of a message received by a subscription, or of the
     *     reply to a publish. Empty if the server has not given it
     */
    public Optional<Position> position() {
        return arrival.position() == null
                ? ext(HistoryMark.NAME).flatMap(HistoryMark::position)
                : Optional.of(arrival.position());
    }

    /**
     * @return how many messages of the channel the server has dropped because this client was too slow, since the last
     *     message with such a number; 0 if the message has none. Servers send it only to clients that ask for it with
     *     {@link BayeuxClientBuilder#flow}
     */
    public long droppedBefore() {
        RawJson flow = ext(FLOW).orElse(RawJson.NULL);
        RawJson dropped = flow.isObject() ? JsonObjects.member(flow, "dropped") : null;
        return dropped != null && dropped.isNumber() ? Long.parseLong(dropped.text()) : 0;
    }

    /**
     * @return whether this is the reply to a publish that the server skipped, because it had already published a
     *     message with the same key
     */
    public boolean isDuplicate() {
        RawJson history = ext(HistoryMark.NAME).orElse(RawJson.NULL);
        return history.isObject() && RawJson.TRUE.equals(JsonObjects.member(history, "duplicate"));
    }

    /** @return what the server has said of its place in the history */
    Optional<HistoryMark> mark() {
        return Optional.ofNullable(arrival.mark());
    }

    /** @return the same message, of which the server has said that */
    Message marked(@Nullable HistoryMark mark) {
        return new Message(fields, new Arrival(mark, arrival.position(), arrival.dropped()));
    }

    /** @return the same message, with its place */
    Message at(Position position) {
        return new Message(fields, new Arrival(arrival.mark(), position, arrival.dropped()));
    }

    /** @return the same message, which an extension does not let through */
    Message dropped() {
        return new Message(fields, new Arrival(arrival.mark(), arrival.position(), true));
    }

    boolean isDropped() {
        return arrival.dropped();
    }

    /** @return whether this is a reply that reports success */
    public boolean isSuccessful() {
        return RawJson.TRUE.equals(fields.get("successful"));
    }

    /** @return whether this is a reply, or the answer to a remote call: it has the field {@code successful} */
    public boolean isReply() {
        return fields.containsKey("successful");
    }

    /** @return whether the channel is a {@code /meta/} channel */
    public boolean isMeta() {
        return channel.startsWith("/meta/");
    }

    /** @return the error in its wire form, such as {@code 402::session_unknown}. Bayeux section 3.7 */
    public Optional<String> error() {
        return string("error");
    }

    /** @return whether it says that the server does not know the session */
    boolean isSessionUnknown() {
        return error().filter(error -> error.startsWith("402:")).isPresent();
    }

    /** @return whether it says that the server does not know for now what has become of a message, or what there is */
    boolean isUnavailable() {
        return error().filter(error -> error.startsWith("503:")).isPresent() && !isSuccessful();
    }

    /** @return the field with this name */
    public Optional<RawJson> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** @return all fields, in their order; unmodifiable */
    public Map<String, RawJson> fields() {
        return fields;
    }

    private Optional<String> string(String name) {
        RawJson value = fields.get(name);
        return value == null || !value.isString() ? Optional.empty() : Optional.of(value.string());
    }

    /**
     * Sets a field.
     *
     * @param value of any type that {@link RawJson#from} takes
     * @return a copy of the message with this field
     */
    public Message with(String name, @Nullable Object value) {
        Map<String, RawJson> more = new LinkedHashMap<>(fields);
        more.put(name, RawJson.from(value));
        return new Message(more, arrival);
    }

    /** @return a copy of the message without this field */
    public Message without(String name) {
        Map<String, RawJson> fewer = new LinkedHashMap<>(fields);
        fewer.remove(name);
        return new Message(fewer, arrival);
    }

    /**
     * Sets the payload.
     *
     * @param data of any type that {@link RawJson#from} takes, or {@link BinaryData}, which also sets
     *     {@code ext.binary}
     * @return a copy of the message with this payload
     * @throws IllegalArgumentException if the value cannot be written as JSON; the exception names its class
     */
    public Message withData(@Nullable Object data) {
        return data instanceof BinaryData binary
                ? with(DATA, binary.toJson()).withExt(BinaryData.NAME, RawJson.EMPTY_OBJECT)
                : with(DATA, data);
    }

    /** @return a copy of the message with this member of {@code ext} */
    public Message withExt(String name, @Nullable Object value) {
        RawJson ext = fields.get(EXT);
        return with(EXT, JsonObjects.with(ext != null && ext.isObject() ? ext : null, name, RawJson.from(value)));
    }

    /**
     * Sets the key of a publish. The server publishes only the first message with a key. The client repeats a publish
     * with a key until it gets a reply, for as long as the server remembers keys.
     *
     * @param key a key of the application's own, 1 to 128 characters
     * @return a copy of the message with this key
     * @throws IllegalArgumentException if the key is empty or longer than 128 characters
     */
    public Message withPublishKey(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new IllegalArgumentException(
                    "The key of a publish must have 1 to " + MAX_KEY + " characters, not " + key.length() + ".");
        }
        return withExt(PUBLISH_KEY, key);
    }

    /** @return the message as the JSON object that is sent */
    public String toJson() {
        return JsonObjects.of(fields).text();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** @return the same as {@link #toJson()} */
    @Override
    public String toString() {
        return toJson();
    }
}
