package dev.halley.oort;

import dev.halley.api.Registration;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Work that another node does: the one that owns what the work is about, the primary, or all. Who forwards need not know whether the node is this
 * one: parameter and result become JSON on this node, too, by JSON-B where they are objects of the application.
 *
 * <p>Got by {@link Oort#service}, or injected with {@code dev.halley.cdi.OortName}. All services of one name on a node are the same one.
 *
 * <p>Stages fail with an {@link OortServiceException}, whose reason says why; a node's own exceptions, and the names of its classes, never
 * travel. They are completed on worker threads. {@code stage.toCompletableFuture().cancel(true)} ends the waiting; the other node is not told.
 * Where a stage fails by a timeout or a lost node, nobody knows whether the work was done: forward again only what may be done twice.
 *
 * <p>Thread-safety: thread-safe. Nothing here waits for another node.
 *
 * @param <P> the parameter: anything that JSON-B binds, and null
 * @param <R> the result: likewise
 * @since 0.1.0
 */
public interface OortService<P extends @Nullable Object, R extends @Nullable Object> {

    /** How long a forward waits for its result unless {@link #withTimeout} says otherwise. */
    Duration TIMEOUT = Duration.ofSeconds(5);

    /** How long a parameter, and a result, may be, in bytes of JSON. */
    int MAX_BYTES = 1024 * 1024;

    /** How many forwards of one service may wait for their results on a node, and how many a node may be working on. */
    int MAX_FORWARDS = 1_000;

    /** @return the same for all nodes */
    String name();

    /** @return the same service; what is forwarded by it waits that long, at least a millisecond, and an hour at most */
    OortService<P, R> withTimeout(Duration timeout);

    /**
     * Does here what is forwarded to this node.
     *
     * @return ends that; what is being done goes on
     * @throws IllegalStateException if this node has a handler for that name already
     */
    Registration onForward(Handler<P, R> handler);

    /** As {@link #onForward}, for a handler that knows its result later. */
    Registration onForwardAsync(AsyncHandler<P, R> handler);

    /** Has it done by a node, which may be this one. @return the result */
    CompletionStage<R> forward(OortNode node, P parameter);

    /**
     * Has it done by the {@link OortPrimary}. A node that is the primary no more does not do it: it goes to the next one, in the same time.
     *
     * @return the result
     */
    CompletionStage<R> forwardToPrimary(P parameter);

    /** Has it done by each of the {@link Oort#members}, this node among them. @return what each has answered; fails only if it is cancelled */
    CompletionStage<OortResults<R>> forwardAll(P parameter);

    /**
     * Does the work on a worker thread, which may block. An {@link OortServiceException} that it throws tells the caller its message; of all else
     * the caller learns only that it failed, and those who run this node learn it as of any other code of the application.
     */
    @FunctionalInterface
    interface Handler<P extends @Nullable Object, R extends @Nullable Object> {

        /** @param caller the node that has forwarded it */
        R handle(P parameter, OortNode caller) throws Exception;
    }

    /**
     * Begins the work on a worker thread. What its stage fails with counts as if it was thrown. Where the stage is not complete when the caller
     * has stopped waiting, its result is dropped.
     */
    @FunctionalInterface
    interface AsyncHandler<P extends @Nullable Object, R extends @Nullable Object> {

        /** @param caller the node that has forwarded it */
        CompletionStage<R> handle(P parameter, OortNode caller) throws Exception;
    }
}
