package dev.halley.oort;

/**
 * Work was not done, or nobody knows whether it was. A handler throws it to tell its caller a message; what a caller gets has that message, or
 * one of the server's own, and the reason.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class OortServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The longest message of a handler that travels, in characters; what is beyond is cut off. */
    public static final int MAX_MESSAGE = 1_000;

    private final Reason reason;

    /** Why there is no result. */
    public enum Reason {
        /** The handler says so. The message is its own. */
        TOLD,
        /** The handler threw something else, or the node did not take the question. Its log says more. */
        FAILED,
        /** The node has no handler for that name. */
        NO_HANDLER,
        /** There is no primary: this node is in the smaller part of a cluster whose {@code cluster.onSplit} is {@code refuse}. */
        NO_PRIMARY,
        /** The parameter, or the result, is no JSON, or does not fit the type on the other side. */
        BAD_VALUE,
        /** The parameter or the result is too long, or a node has too much of its kind. The message says which limit. */
        TOO_LARGE,
        /** Too much waits here or there. The message says which limit. */
        BUSY,
        /** There was no answer in time. It may be done all the same. */
        TIMED_OUT,
        /** The node is no member, or was lost before it answered. It may have been done all the same. */
        NODE_LOST,
        /** The primary has changed before all members knew. It may count all the same. */
        UNCERTAIN
    }

    /** @param message is told to the caller */
    public OortServiceException(String message) {
        this(Reason.TOLD, message);
    }

    public OortServiceException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
