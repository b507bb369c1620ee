package dev.halley.oort;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A change of this node's part of a shared object. It has been made already.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public interface OortChange<T> {

    /** {@return the value that this node had before} */
    Optional<T> previous();

    /**
     * Waits for the other nodes, which takes a message to each of them and back.
     *
     * @return a stage that completes when all linked nodes have seen the change; fails if the server has ended
     */
    CompletionStage<Void> seen();
}
