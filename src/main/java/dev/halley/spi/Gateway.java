package dev.halley.spi;

import java.util.List;
import java.util.Set;

/**
 * What the core offers to transports.
 *
 * <p>Thread-safety: thread-safe.
 */
public interface Gateway {

    /**
     * Opens a link to a client.
     *
     * @param transport the transport's name, as it is negotiated
     */
    Link open(String transport, Link.Kind kind, Connection connection, Peer peer);

    /** @return the names of the transports that are allowed, the preferred one first */
    List<String> transports();

    /** @return the roles in which the users of handshakes are looked up; there may be more later */
    default Set<String> declaredRoles() {
        return Set.of();
    }

    /** @return false once the server stops: new requests are to be turned away */
    boolean isOpen();
}
