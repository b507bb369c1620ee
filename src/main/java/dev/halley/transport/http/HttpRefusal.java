package dev.halley.transport.http;

/**
 * Says that a request gets no messages for an answer but an HTTP status and a sentence, which names no class and reflects
 * no input.
 *
 * <p>Thread-safety: immutable.
 */
final class HttpRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    private HttpRefusal(int status, String sentence) {
        // It is an answer, not a fault of ours: nobody looks at its stack.
        super(sentence, null, false, false);
        this.status = status;
    }

    static HttpRefusal of(int status, String sentence) {
        return new HttpRefusal(status, sentence);
    }

    static HttpRefusal unknownTransport() {
        return of(400, "Unknown Bayeux Transport: send messages by POST, or by GET with the name of a callback.");
    }

    static HttpRefusal noHttp() {
        return of(400, "Unknown Bayeux Transport: this server takes no messages over HTTP.");
    }

    static HttpRefusal severalCallbacks() {
        return of(400, "The request names more than one callback.");
    }

    static HttpRefusal noMessage() {
        return of(400, "The request has no message.");
    }

    static HttpRefusal tooLarge(int max) {
        return of(413, "The request is larger than " + max + " bytes.");
    }

    static HttpRefusal tooSlow() {
        return of(408, "The request did not come in time.");
    }

    static HttpRefusal unknownCharset() {
        return of(415, "The server does not know the charset of the request.");
    }

    static HttpRefusal notText() {
        return of(400, "The request is not valid text in its charset.");
    }

    static HttpRefusal malformedForm() {
        return of(400, "The fields of the request are not encoded as a form's are.");
    }

    static HttpRefusal incomplete() {
        return of(400, "The request ended early.");
    }

    static HttpRefusal foreignPage() {
        return of(403, "Pages of that origin may not use this server.");
    }

    static HttpRefusal foreignScript() {
        return of(403, "Pages of that origin may not use callback-polling here.");
    }

    static HttpRefusal streamsNothing() {
        return of(501, "The server cannot stream here: a filter or the container allows no asynchronous request.");
    }

    static HttpRefusal stopping() {
        return of(503, "The server is stopping.");
    }

    static HttpRefusal failed() {
        return of(500, "The server failed to handle the request.");
    }

    int status() {
        return status;
    }

    /** @return what is wrong, for people */
    String sentence() {
        return String.valueOf(getMessage());
    }
}
