package dev.halley.spi;

import dev.halley.protocol.MessageReader;
import java.time.Duration;

/**
 * How one transport is configured, as far as the transport itself has to see to it. How long connects are held and sessions live is the
 * core's.
 *
 * <p>Thread-safety: immutable.
 *
 * @param maxMessageSize bytes of one text that comes in; the transport turns larger ones away before it reads them
 * @param maxDepth how deep arrays and objects may nest in a message's fields
 * @param maxBatch messages that one text may hold
 * @param sendTimeout how long a client may take nothing of what is sent to it; the transport closes the connection then
 * @param maxResponseSize bytes of messages that are merged into one response
 * @param maxFrameSize bytes of messages that are merged into one frame, where batches go by themselves
 * @param messagesPerFrame messages that are merged into one such frame; 0 for all that wait
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

    /** @return a new reader of what clients send, by these limits; one serves all connections */
    public MessageReader reader() {
        return new MessageReader(maxDepth, maxBatch);
    }

    /** @return what connections of that kind can usually do, within these limits */
    public Traits traits(Link.Kind kind) {
        return switch (kind) {
            case RESPONSE, STREAM -> Traits.ofResponses(maxResponseSize);
            case DUPLEX -> Traits.ofDuplex(maxFrameSize, messagesPerFrame);
        };
    }
}
