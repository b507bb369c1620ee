package dev.halley.core;

import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What sessions need of the server.
 *
 * <p>Thread-safety: immutable.
 *
 * @param deliveries sees to it that sessions with new events are flushed
 * @param connects answers held connects
 * @param ending takes an ended session out of the registry and the channels, told why
 */
record SessionServices(
        Platform platform,
        UserCode userCode,
        Deliveries deliveries,
        ExtensionChain extensions,
        ConnectReplies connects,
        BiConsumer<CoreSession, Ending> ending) {

    /** @return the reply in its wire form, after the extensions; null if they keep it back */
    @Nullable Encoded encode(@Nullable CoreSession session, Request request, Reply reply) {
        Reply allowed = extensions.reply(session, request, reply);
        return allowed == null ? null : Encoded.of(allowed);
    }
}
