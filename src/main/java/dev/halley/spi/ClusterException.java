package dev.halley.spi;

/**
 * Thrown when another node of the cluster did not answer, or this node could not join.
 *
 * @since 0.1.0
 */
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
