package dev.halley.api;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;

/**
 * Has a say in what sessions may do on a channel or pattern. After the {@link SecurityPolicy} has granted, the
 * authorizers of the channel and of all patterns above it are asked, from the root to the leaf: one that denies
 * decides; else at least one must grant; where there are none, it is granted.
 *
 * <p>Added by {@link ServerChannel#addAuthorizer}. Where there is CDI, every bean that is an authorizer is added by itself, to
 * the channels and patterns that its {@code dev.halley.cdi.Channel} annotation names.
 *
 * <p>Thread-safety: implementations must be thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Authorizer {

    /** What is to be done. */
    enum Operation {
        CREATE,
        SUBSCRIBE,
        PUBLISH
    }

    /**
     * Says whether it may be done.
     *
     * @param request the message that asks for it
     * @return grant, deny with a reason, or abstain
     */
    Decision authorize(Operation operation, ChannelId channel, ServerSession session, Request request);
}
