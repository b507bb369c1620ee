package dev.halley.cluster.log;

import dev.halley.api.Position;

/**
 * A stream and a place in it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel whose stream it is
 * @param position in it
 */
record StreamTop(String channel, Position position) {

    /** @return about how many bytes it takes in a message */
    int size() {
        return 48 + channel.length() + position.epoch().length();
    }
}
