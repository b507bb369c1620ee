package dev.halley.oort;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A change of this node's part of what the nodes share. It has been made.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public interface OortChange<T> {

    /** @return what this node had before */
    Optional<T> previous();

    /**
     * Asks the other nodes, which takes a message to each of them and back.
     *
     * @return is done when all nodes that are linked have seen the change; fails when the server has ended
     */
    CompletionStage<Void> seen();
}
