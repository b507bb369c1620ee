package dev.halley.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says that a message failed, and what is known of it.
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
        String error = reply.error().orElse("no error was given");
        return new BayeuxException(
                "The server refused " + reply.channel() + ": " + error, Outcome.REFUSED, false, reply, null);
    }

    /** It was kept back in this client, and would be again. */
    static BayeuxException notSent(String why) {
        return new BayeuxException(why, Outcome.NOT_SENT, false, null, null);
    }

    /** It was kept back in this client, for something that failed there. */
    static BayeuxException notSent(String why, Throwable cause) {
        return new BayeuxException(why + ": " + Address.describe(cause), Outcome.NOT_SENT, false, null, cause);
    }

    /** No answer came in time, though the connection is fine. */
    static BayeuxException unanswered(String why) {
        return new BayeuxException(why, Outcome.UNKNOWN, true, null, null);
    }

    /** The connection failed before it was sent, or after. */
    static BayeuxException lost(String why, boolean sent, @Nullable Throwable cause) {
        return new BayeuxException(why, sent ? Outcome.UNKNOWN : Outcome.NOT_SENT, true, null, cause);
    }

    /** @return whether the same message may do better on another connection or in another session */
    boolean isLost() {
        return lost;
    }

    /** @return what is known of the message */
    public Outcome outcome() {
        return outcome;
    }

    /** @return the server's answer; empty unless the outcome is {@link Outcome#REFUSED} */
    public Optional<Message> reply() {
        return Optional.ofNullable(reply);
    }

    /** @return the server's error, such as {@code 403:denied_by_security_policy:publish_denied}; Bayeux section 3.7 */
    public Optional<String> error() {
        return reply().flatMap(Message::error);
    }
}
