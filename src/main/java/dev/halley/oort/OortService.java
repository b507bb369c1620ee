package dev.halley.oort;

import dev.halley.api.Registration;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Work that a node does for another: the node that owns the data, the primary, or all nodes. The caller need not know
 * whether that is its own node: parameter and result are converted to JSON and back there, too, by JSON-B if they are
 * objects of the application.
 *
 * <p>Obtain it by {@link Oort#service}, or inject it with {@code dev.halley.cdi.OortName}. All services of one name on
 * a node are the same.
 *
 * <p>Stages fail with an {@link OortServiceException}, which gives the reason; a node's own exceptions, and the names
 * of its classes, are never sent. Stages complete on worker threads. {@code stage.toCompletableFuture().cancel(true)}
 * stops waiting; the other node does not learn of it. If a stage fails because of a timeout or a lost node, it is not
 * known whether the work was done: forward again only what may be done twice.
 *
 * <p>Thread-safety: thread-safe. No method waits for another node.
 *
 * @param <P> the type of the parameter: anything that JSON-B binds, and null
 * @param <R> the type of the result: anything that JSON-B binds, and null
 * @since 0.1.0
 */
public interface OortService<P extends @Nullable Object, R extends @Nullable Object> {

    /** How long a forward waits for its result, unless {@link #withTimeout} says otherwise. */
    Duration TIMEOUT = Duration.ofSeconds(5);

    /** The maximum length of a parameter and of a result, in bytes of JSON. */
    int MAX_BYTES = 1024 * 1024;

    /**
     * The maximum number of forwards of one service that wait for their results on a node, and of those that a node
     * works on.
     */
    int MAX_FORWARDS = 1_000;

    /** {@return the name, the same on all nodes} */
    String name();

    /**
     * {@return the same service with another timeout for its forwards}
     *
     * @param timeout from one millisecond to one hour
     */
    OortService<P, R> withTimeout(Duration timeout);

    /**
     * Sets the handler of what is forwarded to this node.
     *
     * @return a registration that removes the handler when closed; work in progress continues
     * @throws IllegalStateException if this node has a handler for that name already
     */
    Registration onForward(Handler<P, R> handler);

    /** Sets a handler like {@link #onForward}, for one that completes its result later. */
    Registration onForwardAsync(AsyncHandler<P, R> handler);

    /**
     * Forwards work to a node, which may be this one.
     *
     * @return a stage with the result
     */
    CompletionStage<R> forward(OortNode node, P parameter);

    /**
     * Forwards work to the {@link OortPrimary}. A node that is no longer the primary does not do it: the work goes to
     * the next primary within the same timeout.
     *
     * @return a stage with the result
     */
    CompletionStage<R> forwardToPrimary(P parameter);

    /**
     * Forwards work to each of the {@link Oort#members}, including this node.
     *
     * @return a stage with the answer of each node; it fails only if it is cancelled
     */
    CompletionStage<OortResults<R>> forwardAll(P parameter);

    /**
     * Does the work on a worker thread, which it may block. The caller receives the message of an {@link
     * OortServiceException}. Of any other exception the caller only learns that the work failed; this node reports it
     * like any other failure of the application's code.
     */
    @FunctionalInterface
    interface Handler<P extends @Nullable Object, R extends @Nullable Object> {

        /**
         * Does the work.
         *
         * @param caller the node that has forwarded it
         */
        R handle(P parameter, OortNode caller) throws Exception;
    }

    /**
     * Starts the work on a worker thread. A failure of its stage counts like an exception. If the stage completes after
     * the caller has stopped waiting, the result is dropped.
     */
    @FunctionalInterface
    interface AsyncHandler<P extends @Nullable Object, R extends @Nullable Object> {

        /**
         * Starts the work.
         *
         * @param caller the node that has forwarded it
         */
        CompletionStage<R> handle(P parameter, OortNode caller) throws Exception;
    }
}
