package dev.halley.oort.core;

import dev.halley.oort.OortServiceException;
import dev.halley.oort.OortServiceException.Reason;

/** How a node has answered; on the wire by its ordinal. */
enum CallStatus {
    RESULT,
    TOLD,
    FAILED,
    NO_HANDLER,
    /** Nothing was done: the next primary may be asked. */
    NOT_PRIMARY,
    BAD_PARAMETER,
    BAD_RESULT,
    TOO_LARGE,
    BUSY,
    UNCERTAIN;

    private static final CallStatus[] ALL = values();

    static CallStatus[] all() {
        return ALL;
    }

    /**
     * @param what was asked, as the subject of a sentence
     * @param node was asked
     * @param text the node's own words
     */
    OortServiceException failure(String what, String node, String text) {
        return switch (this) {
            case TOLD -> new OortServiceException(text);
            case NO_HANDLER -> of(Reason.NO_HANDLER, what + " has no handler on node " + node + ".");
            case BAD_PARAMETER -> of(Reason.BAD_VALUE, what + " on node " + node + " cannot bind the parameter.");
            case BAD_RESULT -> of(Reason.BAD_VALUE, what + " on node " + node + " has a result that is no JSON.");
            case TOO_LARGE -> of(Reason.TOO_LARGE, what + " on node " + node + ": " + text);
            case BUSY -> of(Reason.BUSY, what + " on node " + node + ": " + text);
            case UNCERTAIN ->
                of(
                        Reason.UNCERTAIN,
                        what + ": the primary, node " + node
                                + ", has changed before all members knew. It may count or not.");
            case RESULT, FAILED, NOT_PRIMARY ->
                of(Reason.FAILED, what + " has failed on node " + node + "; the log there says why.");
        };
    }

    private static OortServiceException of(Reason reason, String message) {
        return new OortServiceException(reason, message);
    }
}
