package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of the extension {@code ack}. Events count as received with the connect reply that numbers them.
 * The client holds earlier events back, and drops them if the connection breaks, because the server will repeat them.
 * So none is lost, and none is shown twice.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class Acknowledgements {

    private static final String NAME = "ack";

    private final boolean wanted;
    private final List<Message> held = new ArrayList<>();
    private boolean active;
    private long received;

    /** @param wanted whether the application asked for it */
    Acknowledgements(boolean wanted) {
        this.wanted = wanted;
    }

    /** @return whether the server numbers its events */
    boolean isActive() {
        return active;
    }

    Message outgoing(Exchange.Kind kind, Message message) {
        if (wanted && kind == Exchange.Kind.HANDSHAKE) {
            return message.withExt(NAME, true);
        }
        return active && kind == Exchange.Kind.CONNECT ? message.withExt(NAME, received) : message;
    }

    /** A session was given. */
    void handshaken(Message reply) {
        held.clear();
        received = 0;
        RawJson ext = reply.ext(NAME).orElse(RawJson.FALSE);
        if (ext.isObject()) {
            // A server that delivers with the handshake's reply numbers that, too.
            active = wanted && RawJson.TRUE.equals(JsonObjects.member(ext, "enabled"));
            number(JsonObjects.members(ext).get("batch")).ifPresent(batch -> received = batch);
        } else {
            active = wanted && RawJson.TRUE.equals(ext);
        }
    }

    /** @param event held back until {@link #numbered} returns it */
    void hold(Message event) {
        held.add(event);
    }

    /**
     * @param connectReply the reply to the outstanding connect
     * @return the events held before it, which are now received, in order
     */
    List<Message> numbered(Message connectReply) {
        List<Message> events = new ArrayList<>(held);
        held.clear();
        Optional<Long> batch = number(connectReply.ext(NAME).orElse(null));
        if (batch.isPresent()) {
            if (batch.get() <= received) {
                // All of them have been received already.
                return List.of();
            }
            received = batch.get();
        }
        return events;
    }

    /** The connection is lost: the server will repeat the events that have no number yet. */
    void forget() {
        held.clear();
    }

    private static Optional<Long> number(@Nullable RawJson value) {
        return value == null || !value.isNumber()
                ? Optional.empty()
                : Optional.of((long) Double.parseDouble(value.text()));
    }
}
