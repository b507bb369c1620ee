package dev.halley.core.request;

import dev.halley.protocol.Reply;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a handler answers: a reply now, or one that comes later.
 *
 * <p>Thread-safety: immutable.
 *
 * @param reply null if it comes later
 * @param later done, on a worker, when there is a reply; null if there is one now
 */
public record HandlerResult(@Nullable Reply reply, @Nullable CompletionStage<Reply> later) {

    static HandlerResult now(Reply reply) {
        return new HandlerResult(reply, null);
    }

    static HandlerResult later(CompletionStage<Reply> reply) {
        return new HandlerResult(null, reply);
    }
}
