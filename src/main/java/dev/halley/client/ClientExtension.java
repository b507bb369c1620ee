package dev.halley.client;

import org.jspecify.annotations.Nullable;

/**
 * Sees, changes or stops everything that a client sends and receives. Incoming messages pass the extensions in the order in
 * which they were added, outgoing ones in reverse. Bayeux section 3.4.
 *
 * <p>Called on the client's own threads, which serve many clients: it must not block. What it throws is logged, and the
 * message goes on as it was.
 *
 * <p>Thread-safety: one call at a time for each client; an extension of several clients must be thread-safe.
 *
 * @since 0.1.0
 */
public interface ClientExtension {

    /**
     * A message has come.
     *
     * @return the message or a changed copy; null to drop it (of a reply: its request counts as not answered)
     */
    default @Nullable Message incoming(ClientSession session, Message message) {
        return message;
    }

    /**
     * A message is about to be sent.
     *
     * @return the message or a changed copy; null to stop it: it fails with {@link Outcome#NOT_SENT}
     */
    default @Nullable Message outgoing(ClientSession session, Message message) {
        return message;
    }
}
