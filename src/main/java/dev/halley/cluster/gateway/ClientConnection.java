package dev.halley.cluster.gateway;

import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;

/** What a transport tells of a connection when it opens a link. */
record ClientConnection(String transport, Link.Kind kind, Connection connection, Peer peer, Traits traits) {

    boolean stays() {
        return kind == Link.Kind.DUPLEX;
    }
}
