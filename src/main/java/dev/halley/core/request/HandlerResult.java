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
 * @param sent to be run when the reply has gone, or can never go; null if there is nothing to do then
 */
public record HandlerResult(
        @Nullable Reply reply,
        @Nullable CompletionStage<Reply> later,
        @Nullable Runnable sent) {

    static HandlerResult now(Reply reply) {
        return new HandlerResult(reply, null, null);
    }

    static HandlerResult later(CompletionStage<Reply> reply) {
        return new HandlerResult(null, reply, null);
    }

    HandlerResult whenSent(Runnable task) {
        return new HandlerResult(reply, later, task);
    }
}
