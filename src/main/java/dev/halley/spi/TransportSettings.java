package dev.halley.spi;

import dev.halley.protocol.MessageReader;
import java.time.Duration;

/**
 * The part of a transport's configuration that the transport itself applies. The core applies the rest, such as how
 * long connects are held and sessions live.
 *
 * <p>Thread-safety: immutable.
 *
 * @param maxMessageSize the maximum length of an incoming text, in bytes; the transport rejects longer texts before it
 *     parses them
 * @param maxDepth how deep arrays and objects may nest in a message's fields
 * @param maxBatch the maximum number of messages in an incoming text
 * @param sendTimeout how long a client may accept no data; after that the transport closes the connection
 * @param maxResponseSize how many bytes of messages to merge into one response
 * @param maxFrameSize how many bytes of messages to merge into one frame, on connections that send batches on their own
 * @param messagesPerFrame how many messages to merge into one such frame; 0 for all that wait
 * @since 0.1.0
 */
public record TransportSettings(
        int maxMessageSize,
        int maxDepth,
        int maxBatch,
        Duration sendTimeout,
        int maxResponseSize,
        int maxFrameSize,
        int messagesPerFrame) {

    /** @return a new parser for clients' messages, with these limits; one parser serves all connections */
    public MessageReader reader() {
        return new MessageReader(maxDepth, maxBatch);
    }

    /** @return the usual traits of connections of that kind, within these limits */
    public Traits traits(Link.Kind kind) {
        return switch (kind) {
            case RESPONSE, STREAM -> Traits.ofResponses(maxResponseSize);
            case DUPLEX -> Traits.ofDuplex(maxFrameSize, messagesPerFrame);
        };
    }
}
