package dev.halley.spi;

import java.util.List;
import java.util.Set;

/**
 * Opens the core's ends of a transport's connections.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface Gateway {

    /**
     * Opens a link to a client: for each request on a {@link Link.Kind#RESPONSE response} connection, once for any
     * other connection. The connection may be closed before this method returns, such as when the server stops.
     *
     * @param transport the name of the transport, as clients negotiate it; one of {@link #transports()}
     * @param traits the capabilities of the connection
     * @throws IllegalArgumentException if the traits limit the number of messages of a response
     */
    Link open(String transport, Link.Kind kind, Connection connection, Peer peer, Traits traits);

    /** @return the names of the allowed transports, the preferred one first */
    List<String> transports();

    /** @return the roles that are checked for the user of each handshake; more may be added later */
    default Set<String> declaredRoles() {
        return Set.of();
    }

    /** @return false once the server stops: transports must then refuse new requests */
    boolean isOpen();
}
