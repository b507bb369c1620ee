package dev.halley.cluster.gateway;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import java.util.List;
import java.util.Set;

/**
 * What the node that has a client's connection, the edge, and the node that has its session, the owner, tell each other. Links have numbers
 * that the edge gives.
 *
 * <p>Thread-safety: immutable.
 */
sealed interface ForwardMessage {

    /** From the edge to the owner. */
    sealed interface ToOwner extends ForwardMessage {}

    /** From the owner to the edge. */
    sealed interface ToEdge extends ForwardMessage {

        long link();
    }

    /**
     * A client's first message for the owner has come over a connection: what follows under this number is of that.
     *
     * @param roles that the client's user has, of those that are declared
     */
    record Open(long link, String transport, Link.Kind kind, Traits traits, Peer peer, Set<String> roles)
            implements ToOwner {}

    /** Of one request or frame. */
    record Requests(long link, List<Request> requests) implements ToOwner {}

    /** The connection cannot wait any longer. */
    record Release(long link) implements ToOwner {}

    /** The connection has ended, or is not the owner's any more. */
    record Closed(long link, CloseReason reason) implements ToOwner {}

    /** The batch has got out, or has not. */
    record Sent(long link, boolean succeeded) implements ToOwner {}

    /** All links of the edge to the owner: others have ended without the owner's knowing, as in a split. */
    record OpenLinks(List<Long> links) implements ToOwner {}

    /** The stream's connect is held: its response begins. */
    record Begin(long link) implements ToEdge {}

    /** One batch for the client; the next one comes when this one was {@link Sent}. */
    record Send(long link, byte[] utf8) implements ToEdge {}

    /** The connection is to be closed. */
    record Close(long link, CloseReason reason) implements ToEdge {}

    /** The oldest {@link Requests} that were not handled yet have been. */
    record Handled(long link) implements ToEdge {}
}
