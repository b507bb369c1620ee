package dev.halley.core.link;

import dev.halley.core.session.SuspendedConnect;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A reply that comes later than the others of its batch: over a duplex link it is sent when it is there, in a response it has its
 * place, and the response waits. A connect that is held is a {@link SuspendedConnect} instead: events release it, and its time.
 *
 * <p>Thread-safety: immutable.
 *
 * @param request what it answers
 * @param reply done, on a worker, when there is one; it does not fail
 * @param index how many replies of the batch were there before it
 * @param sent to be run when the reply has gone, or can never go; null if there is nothing to do then
 */
public record PendingReply(
        Request request,
        CompletionStage<Reply> reply,
        int index,
        @Nullable Runnable sent) {}
