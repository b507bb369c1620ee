package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.Advice.Reconnect;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's last advice. New advice replaces all of the former. Bayeux section 3.3.
 *
 * <p>Thread-safety: immutable.
 *
 * @param reconnect {@code NONE} also for unknown values, according to the specification
 * @param interval how long to wait before the next connect; zero by default
 * @param timeout how long connects are held; null if not given
 * @param maxInterval how long the server keeps a session without a connect; null if not given
 * @param urls other servers to use; empty if not given
 */
record SessionAdvice(
        Reconnect reconnect,
        Duration interval,
        @Nullable Duration timeout,
        @Nullable Duration maxInterval,
        List<String> urls) {

    /** When the server has said nothing. */
    static final SessionAdvice INITIAL = new SessionAdvice(Reconnect.RETRY, Duration.ZERO, null, null, List.of());

    /** @return the message's advice, that for the transport in place of the general; empty when it has none */
    static Optional<SessionAdvice> of(Message message, TransportType transport) {
        RawJson advice = message.field("advice").orElse(RawJson.NULL);
        if (!advice.isObject()) {
            return Optional.empty();
        }
        Map<String, RawJson> members = new LinkedHashMap<>(JsonObjects.members(advice));
        RawJson special = members.get(transport.wire());
        if (special != null && special.isObject()) {
            members.putAll(JsonObjects.members(special));
        }
        Duration interval = millis(members.get("interval"));
        return Optional.of(new SessionAdvice(
                interval != null && interval.isNegative() ? Reconnect.NONE : reconnect(members.get("reconnect")),
                interval == null || interval.isNegative() ? Duration.ZERO : interval,
                millis(members.get("timeout")),
                millis(members.get("maxInterval")),
                strings(members.get("hosts"))));
    }

    private static Reconnect reconnect(@Nullable RawJson value) {
        if (value == null || value.isNull()) {
            return Reconnect.RETRY;
        }
        return switch (value.isString() ? value.string() : "") {
            case "retry" -> Reconnect.RETRY;
            case "handshake" -> Reconnect.HANDSHAKE;
            default -> Reconnect.NONE;
        };
    }

    private static @Nullable Duration millis(@Nullable RawJson value) {
        // By way of double, which has a value for any number of digits; saturates.
        return value == null || !value.isNumber() ? null : Duration.ofMillis((long) Double.parseDouble(value.text()));
    }

    private static List<String> strings(@Nullable RawJson value) {
        return value == null || !value.isArray()
                ? List.of()
                : JsonObjects.elements(value).stream()
                        .filter(RawJson::isString)
                        .map(RawJson::string)
                        .toList();
    }
}
