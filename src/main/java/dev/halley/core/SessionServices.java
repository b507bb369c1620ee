package dev.halley.core;

import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import java.util.function.BiConsumer;

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
        ConnectReplies connects,
        BiConsumer<CoreSession, Ending> ending) {

    /** @return the reply in its wire form */
    Encoded encode(Reply reply) {
        return Encoded.of(reply);
    }
}
