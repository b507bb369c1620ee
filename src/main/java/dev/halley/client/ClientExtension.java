package dev.halley.client;

import org.jspecify.annotations.Nullable;

/**
 * Observes, changes or stops everything that a client sends and receives. Incoming messages pass the extensions in the
 * order in which they were added, outgoing ones in reverse. Bayeux section 3.4.
 *
 * <p>The client calls extensions on threads that serve many clients, so they must not block. What an extension throws
 * is logged, and the message continues unchanged.
 *
 * <p>Thread-safety: each client makes one call at a time; an extension that several clients share must be thread-safe.
 *
 * @since 0.1.0
 */
public interface ClientExtension {

    /**
     * Handles a message that has arrived.
     *
     * @return the message, or a changed copy; null to drop it. If a reply is dropped, its request counts as unanswered
     */
    default @Nullable Message incoming(ClientSession session, Message message) {
        return message;
    }

    /**
     * Handles a message that is about to be sent.
     *
     * @return the message, or a changed copy; null to stop it: it then fails with {@link Outcome#NOT_SENT}
     */
    default @Nullable Message outgoing(ClientSession session, Message message) {
        return message;
    }
}
