package dev.halley.oort.core;

import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.MessageId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one node wants of the users that another one has, as bytes: a byte for the version, one for the kind, the user ids, then what is
 * to be sent, or the reason for which sessions are ended. The answer is a version and how many sessions it was done to.
 *
 * <p>Thread-safety: immutable.
 */
sealed interface SetiRequest {

    int VERSION = 1;
    int SEND = 1;
    int KICK = 2;

    List<String> userIds();

    /** A message for all their sessions. */
    record Send(List<String> userIds, ChannelMessage event) implements SetiRequest {}

    /** All their sessions are to end. */
    record Kick(List<String> userIds, CloseReason reason) implements SetiRequest {}

    /** @param body of {@link #body(ChannelMessage)} */
    static byte[] send(Collection<String> userIds, byte[] body) {
        return head(SEND, userIds).bytes(body).toBytes();
    }

    static byte[] kick(Collection<String> userIds, CloseReason reason) {
        return head(KICK, userIds).text(reason.name()).toBytes();
    }

    private static WireOutput head(int kind, Collection<String> userIds) {
        WireOutput out = new WireOutput().octet(VERSION).octet(kind);
        return out.list(userIds, out::text);
    }

    /** @return a message without whom it is for */
    static byte[] body(ChannelMessage event) {
        WireOutput out = new WireOutput().text(event.channel()).flag(event.lazy());
        out.optionalText(event.id() == null ? null : event.id().json().text());
        out.optionalText(text(event.data())).optionalText(text(event.ext()));
        out.optional(event.successful(), WireOutput::flag);
        out.list(event.others().entrySet(), field -> out.text(field.getKey())
                .text(field.getValue().text()));
        return out.toBytes();
    }

    private static @Nullable String text(@Nullable RawJson json) {
        return json == null ? null : json.text();
    }

    /** @throws IllegalArgumentException if it is malformed; the message says why */
    static SetiRequest read(byte[] bytes) {
        return WireInput.read("A request to users", bytes, in -> {
            in.require(in.octet() == VERSION, "an unknown version");
            int kind = in.octet();
            List<String> userIds = in.list(in::text);
            in.require(kind == SEND || kind == KICK, "an unknown kind");
            return kind == SEND ? new Send(userIds, event(in.bytes())) : new Kick(userIds, reason(in.text()));
        });
    }

    private static ChannelMessage event(byte[] body) {
        return WireInput.read("A message to users", body, in -> {
            ChannelId channel =
                    ChannelId.parse(in.text()).filter(ChannelId::isPlain).orElse(null);
            if (channel == null) {
                throw new IllegalArgumentException("A message to users has no legal channel.");
            }
            boolean lazy = in.flag();
            RawJson id = in.optional(in::json);
            RawJson data = in.optional(in::json);
            RawJson ext = in.optional(in::json);
            Boolean successful = in.optional(in::flag);
            return new ChannelMessage(
                    channel.toString(), id == null ? null : new MessageId(id), data, ext, successful, others(in), lazy);
        });
    }

    private static Map<String, RawJson> others(WireInput in) {
        Map<String, RawJson> others = new LinkedHashMap<>();
        in.list(() -> others.put(in.text(), in.json()) == null);
        return Collections.unmodifiableMap(others);
    }

    /** One that only a newer node knows is told as what it is anyhow. */
    private static CloseReason reason(String name) {
        return Stream.of(CloseReason.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElse(CloseReason.DISCONNECTED_BY_SERVER);
    }

    /** @param sessions how many sessions it was done to */
    static byte[] answer(int sessions) {
        return new WireOutput().octet(VERSION).number(sessions).toBytes();
    }

    /** @return how many sessions it was done to. @throws IllegalArgumentException if it is malformed */
    static int sessions(byte[] answer) {
        return WireInput.read("An answer of users", answer, in -> {
            in.require(in.octet() == VERSION, "an unknown version");
            int sessions = in.number();
            in.require(sessions >= 0, "an illegal number of sessions");
            return sessions;
        });
    }
}
