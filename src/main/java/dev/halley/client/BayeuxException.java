package dev.halley.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown, or given to a future, when a message failed; {@link #outcome} says whether the server may have handled it.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class BayeuxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Outcome outcome;
    private final boolean lost;
    private final transient @Nullable Message reply;

    private BayeuxException(
            String text, Outcome outcome, boolean lost, @Nullable Message reply, @Nullable Throwable cause) {
        super(text, cause);
        this.outcome = outcome;
        this.lost = lost;
        this.reply = reply;
    }

    static BayeuxException refused(Message reply) {
        String error = reply.error().orElse("it gave no error");
        return new BayeuxException(
                "The server refused " + reply.channel() + ": " + error, Outcome.REFUSED, false, reply, null);
    }

    /** The client did not send the message, and would not send it again. */
    static BayeuxException notSent(String why) {
        return new BayeuxException(why, Outcome.NOT_SENT, false, null, null);
    }

    /** The client did not send the message, because something failed there. */
    static BayeuxException notSent(String why, Throwable cause) {
        return new BayeuxException(why + ": " + Address.describe(cause), Outcome.NOT_SENT, false, null, cause);
    }

    /** No answer came in time, although the connection works. */
    static BayeuxException unanswered(String why) {
        return new BayeuxException(why, Outcome.UNKNOWN, true, null, null);
    }

    /** The connection failed, before the message was sent or after it. */
    static BayeuxException lost(String why, boolean sent, @Nullable Throwable cause) {
        return new BayeuxException(why, sent ? Outcome.UNKNOWN : Outcome.NOT_SENT, true, null, cause);
    }

    /** @return whether the same message may succeed on another connection or in another session */
    boolean isLost() {
        return lost;
    }

    /** @return whether the message was refused, was not sent, or may have been handled */
    public Outcome outcome() {
        return outcome;
    }

    /** @return the server's reply; empty unless the outcome is {@link Outcome#REFUSED} */
    public Optional<Message> reply() {
        return Optional.ofNullable(reply);
    }

    /**
     * @return the server's error, such as {@code 403:denied_by_security_policy:publish_denied}; empty if there is no
     *     reply, or the reply has none. Bayeux section 3.7
     */
    public Optional<String> error() {
        return reply().flatMap(Message::error);
    }
}
