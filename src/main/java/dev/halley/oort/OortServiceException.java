package dev.halley.oort;

/**
 * Thrown when work was not done, or when it is not known whether it was. A handler throws it to send its caller a
 * message. The caller gets that message, or one of the server's own, and the reason.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class OortServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The maximum length of a handler's message that is sent, in characters; the rest is cut off. */
    public static final int MAX_MESSAGE = 1_000;

    private final Reason reason;

    /** Why there is no result. */
    public enum Reason {
        /** The handler threw this exception. The message is its own. */
        TOLD,
        /** The handler threw another exception, or the node did not accept the request. Its log says more. */
        FAILED,
        /** The node has no handler for that name. */
        NO_HANDLER,
        /**
         * There is no primary: this node is in the smaller part of a cluster whose {@code cluster.onSplit} is {@code
         * refuse}.
         */
        NO_PRIMARY,
        /** The parameter or the result is not JSON, or does not fit the type on the other side. */
        BAD_VALUE,
        /**
         * The parameter or the result is too long, or a node has too many objects of its kind. The message says which
         * limit.
         */
        TOO_LARGE,
        /** Too many requests wait, here or on the other node. The message says which limit. */
        BUSY,
        /** There was no answer in time. The work may be done nevertheless. */
        TIMED_OUT,
        /** The node is not a member, or was lost before it answered. The work may have been done nevertheless. */
        NODE_LOST,
        /** The primary changed before all members knew. The change may count nevertheless. */
        UNCERTAIN
    }

    /** @param message sent to the caller */
    public OortServiceException(String message) {
        this(Reason.TOLD, message);
    }

    /** @param message says more about the reason */
    public OortServiceException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** {@return why there is no result} */
    public Reason reason() {
        return reason;
    }
}
