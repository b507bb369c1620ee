package dev.halley.spi;

import java.util.List;
import java.util.Set;

/**
 * Where transports open the core's ends of their connections.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface Gateway {

    /**
     * Opens a link to a client: of a response for each request, of any other connection once. The
     * connection may be closed before this returns, as when the server stops.
     *
     * @param transport the transport's name, as it is negotiated; one of {@link #transports()}
     * @param traits what the connection can do
     * @throws IllegalArgumentException if the traits limit the messages of a response
     */
    Link open(String transport, Link.Kind kind, Connection connection, Peer peer, Traits traits);

    /** @return the names of the transports that are allowed, the preferred one first */
    List<String> transports();

    /** @return the roles in which the users of handshakes are looked up; there may be more later */
    default Set<String> declaredRoles() {
        return Set.of();
    }

    /** @return false once the server stops: new requests are to be turned away */
    boolean isOpen();
}
