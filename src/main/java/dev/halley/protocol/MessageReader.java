package dev.halley.protocol;

import dev.halley.json.MalformedJsonException;
import java.util.List;

/**
 * Reads what a client sent into legal requests.
 *
 * <p>Thread-safety: immutable.
 */
public final class MessageReader {

    /**
     * @param maxDepth how deep arrays and objects may nest, the envelope's own array and object counted
     * @param maxBatch how many messages one text may hold
     */
    public MessageReader(int maxDepth, int maxBatch) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads one text: an array of messages, or a bare message. A message that is not legal becomes a
     * {@link Request.Invalid}, the others of its batch are read.
     *
     * @return at least one request
     * @throws MalformedJsonException if the text is not JSON, too deep, empty, or not made of objects
     * @throws BatchTooLargeException if it holds more messages than allowed
     */
    public List<Request> read(String text) {
        throw new UnsupportedOperationException();
    }
}
