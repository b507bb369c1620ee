package dev.halley.transport;

/**
 * Says that a field of a form or a query is not encoded as it should be.
 *
 * <p>Thread-safety: immutable.
 */
public final class MalformedFieldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedFieldException() {
        // It is the client's fault, not one of ours: nobody looks at its stack.
        super("A field is not percent-encoded as it should be.", null, false, false);
    }
}
