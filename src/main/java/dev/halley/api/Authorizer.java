package dev.halley.api;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;

/**
 * Decides what sessions may do on a channel or on the channels that match a pattern.
 *
 * <p>After the {@link SecurityPolicy} has granted an operation, the server asks the authorizers of the channel and of
 * all patterns that match it, from the root to the leaf. The first denial decides. Otherwise at least one authorizer
 * must grant the operation. If there are no authorizers, the operation is granted.
 *
 * <p>Add an authorizer with {@link ServerChannel#addAuthorizer}. With CDI, the server adds every bean that is an
 * authorizer to the channels and patterns that its {@code dev.halley.cdi.Channel} annotation names.
 *
 * <p>The server calls it on the thread that handles the request, outside all locks. An exception fails the message with
 * {@code 500::internal_error}.
 *
 * <p>Thread-safety: implementations must be thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Authorizer {

    /** The operation that a session asks for. */
    enum Operation {
        CREATE,
        SUBSCRIBE,
        PUBLISH
    }

    /**
     * Decides whether a session may perform an operation.
     *
     * @param channel the channel or pattern that the operation concerns
     * @param request the message that asks for the operation
     * @return grant, deny with a reason, or abstain
     */
    Decision authorize(Operation operation, ChannelId channel, ServerSession session, Request request);
}
