package dev.halley.transport.http;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Outgoing;
import dev.halley.protocol.Reply;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP answers of what the core wants to tell one client, in the form that the client wants, with the cookie that
 * goes with a handshake.
 *
 * <p>Thread-safety: immutable, if the listener is.
 *
 * @param form the form of the body
 * @param supersededStatus status for a connect that a newer one replaced
 * @param cookie the {@code Set-Cookie} header that a successful handshake brings, or null
 * @param handshaken told of the reply to a successful handshake
 */
record BatchEncoder(
        BodyForm form, int supersededStatus, @Nullable String cookie, Consumer<Reply> handshaken) {

    private static final String HANDSHAKE = "/meta/handshake";
    private static final int INTERNAL_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    /** For answers to requests that could not be read. */
    static final BatchEncoder JSON = new BatchEncoder(BodyForm.JSON, INTERNAL_ERROR, null, reply -> {});

    HttpAnswer encode(Batch batch, Connection.Completion completion) {
        String setCookie = null;
        Reply handshake = handshake(batch);
        if (handshake != null) {
            handshaken.accept(handshake);
            setCookie = cookie;
        }
        return new HttpAnswer(status(batch), form.contentType(), form.encode(batch), setCookie, completion);
    }

    /** A proxy that hears that there are no new sessions here may ask another server. A script that fails is not run. */
    private int status(Batch batch) {
        for (Encoded message : batch.messages()) {
            if (isTurnedAway(message.message()) && !(form instanceof BodyForm.Script)) {
                return UNAVAILABLE;
            }
        }
        return form.status();
    }

    /** By their wire forms: to compare records would keep this class loader after an undeployment, as JDK 17 compares them. */
    private static boolean isTurnedAway(Outgoing message) {
        return message instanceof Reply reply
                && reply.error() != null
                && reply.channel().equals(HANDSHAKE)
                && BayeuxError.isTakingNoSessions(reply.error().wire());
    }

    HttpAnswer encode(CloseReason reason) {
        int status =
                switch (reason) {
                    case SUPERSEDED -> supersededStatus;
                    case MALFORMED -> 400;
                    case TOO_LARGE -> 413;
                    case POLICY -> 403;
                    case INTERNAL_ERROR -> INTERNAL_ERROR;
                    // The client may try again, and learns then how things are.
                    default -> UNAVAILABLE;
                };
        return HttpAnswer.of(HttpRefusal.of(status, "The connection was closed: " + reason.text() + "."));
    }

    private static @Nullable Reply handshake(Batch batch) {
        for (Encoded message : batch.messages()) {
            if (message.message() instanceof Reply reply
                    && reply.successful()
                    && reply.channel().equals(HANDSHAKE)) {
                return reply;
            }
        }
        return null;
    }
}
