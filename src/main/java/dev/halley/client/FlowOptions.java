package dev.halley.client;

/**
 * How a subscriber of {@code Flow} gets the messages of a channel.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel the channel or pattern
 * @param buffer how many messages may wait for the subscriber, at least 1
 * @param overflow what happens when more would
 */
record FlowOptions(String channel, int buffer, Overflow overflow) {

    /** @throws IllegalArgumentException if the buffer has no room */
    FlowOptions {
        if (buffer < 1) {
            throw new IllegalArgumentException("A buffer must have room for at least 1 message, not " + buffer + ".");
        }
    }
}
