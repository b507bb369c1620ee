package dev.halley.spi;

import java.util.UUID;

/**
 * The name of one run of one server, by which the nodes of a cluster know it; a server that starts again has another one.
 *
 * <p>Thread-safety: immutable.
 *
 * @param value opaque, not empty
 */
public record NodeId(String value) {

    /** @throws IllegalArgumentException if it is empty */
    public NodeId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("A node's name is not empty.");
        }
    }

    /** @return a name that no other node has */
    public static NodeId random() {
        return new NodeId(UUID.randomUUID().toString());
    }
}
