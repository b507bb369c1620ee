package dev.halley.cluster.gateway;

import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.NodeId;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A link of which each message decides where it leads: to this node's core, or to the node that has the session. A connection that stays
 * leads to one node at a time; a handshake always leads to this one.
 *
 * <p>Thread-safety: {@link #receive} is called by one thread at a time; the others by any.
 */
final class RoutedLink implements Link {

    private static final long SOON_MILLIS = 1_000;
    private static final Advice RETRY_SOON = new Advice(Advice.Reconnect.RETRY, SOON_MILLIS, null, null, false);

    private final ClientConnection client;
    private final Routes routes;
    /** What the link sends to where it leads now; the first one has the client's for itself. Guarded by this, as is what follows. */
    private Connection connection;

    private NodeId node;
    /** Leads to that node; null before a request's messages. */
    private @Nullable Link current;

    private @Nullable CloseReason closed;

    RoutedLink(ClientConnection client, Routes routes) {
        this.client = client;
        this.routes = routes;
        this.connection = client.connection();
        this.node = routes.owners().self();
        if (client.stays()) {
            // It has to be counted, and closed when it carries nobody for too long.
            current = routes.here(client, connection);
        }
    }

    @Override
    public void receive(List<Request> requests) {
        NodeId destination = destination(requests);
        if (destination == null) {
            refuse(requests);
        } else {
            linkTo(destination, requests).receive(requests);
        }
    }

    /** @return null while a node may have the session that is not known here yet */
    private @Nullable NodeId destination(List<Request> requests) {
        SessionOwners owners = routes.owners();
        if (hasHandshake(requests)) {
            return owners.self();
        }
        String clientId = clientId(requests);
        if (clientId == null) {
            return currentNode();
        }
        return owners.of(clientId).orElseGet(() -> isLost(clientId) ? owners.self() : null);
    }

    private static boolean hasHandshake(List<Request> requests) {
        for (Request request : requests) {
            if (request instanceof Request.Handshake) {
                return true;
            }
        }
        return false;
    }

    /** @return the first one; who owns its session refuses messages with another */
    private static @Nullable String clientId(List<Request> requests) {
        for (Request request : requests) {
            if (request.clientId() != null) {
                return request.clientId();
            }
        }
        return null;
    }

    /** @return whether no node has the session; else one may have it that is not known here yet */
    private boolean isLost(String clientId) {
        return routes.owners().isGone(clientId) || routes.complete().getAsBoolean();
    }

    private synchronized NodeId currentNode() {
        return node;
    }

    private synchronized @Nullable Link current() {
        return current;
    }

    private Link linkTo(NodeId destination, List<Request> requests) {
        Link before;
        Link now;
        CloseReason over;
        synchronized (this) {
            before = current;
            if (before != null && node.equals(destination)) {
                return before;
            }
            if (before != null && client.stays() && !(connection instanceof SharedConnection)) {
                connection = new SharedConnection(client.connection());
            }
            now = open(destination, requests);
            current = now;
            node = destination;
            over = closed;
        }
        if (before != null) {
            before.closed(CloseReason.SUPERSEDED);
        }
        if (over != null) {
            // It has ended meanwhile, and its end did not see this one.
            now.closed(over);
        }
        return now;
    }

    private Link open(NodeId destination, List<Request> requests) {
        if (destination.equals(routes.owners().self())) {
            return routes.here(client, connection);
        }
        Runnable whenLost = client.stays() ? this::ownerLost : () -> answerHere(requests);
        return routes.edges().open(destination, client, new EdgeLink.End(client.kind(), connection, whenLost));
    }

    /** The client comes again, and is told then to handshake. */
    private void ownerLost() {
        client.connection().close(CloseReason.SERVER_STOPPED);
    }

    /** The request gets the answer that its session is not known, and that of its publishes nobody knows whether the owner took them. */
    private void answerHere(List<Request> requests) {
        try {
            routes.workers().execute(() -> {
                if (!client.connection().isOpen()) {
                    return;
                }
                if (requests.stream().anyMatch(Request.Publish.class::isInstance)) {
                    answer(requests.stream().map(RoutedLink::lostWithOwner).toList());
                } else {
                    linkTo(routes.owners().self(), requests).receive(requests);
                }
            });
        } catch (RejectedExecutionException stopping) {
            client.connection().close(CloseReason.SERVER_STOPPED);
        }
    }

    private static Reply lostWithOwner(Request request) {
        return request instanceof Request.Publish
                ? Reply.failure(request, BayeuxError.PUBLISH_UNCONFIRMED)
                : Reply.failure(request, BayeuxError.SESSION_UNKNOWN).withAdvice(Advice.HANDSHAKE);
    }

    private void refuse(List<Request> requests) {
        if (client.stays()) {
            client.connection().close(CloseReason.TRY_AGAIN_LATER);
            return;
        }
        answer(requests.stream()
                .map(request ->
                        Reply.failure(request, BayeuxError.CLUSTER_INCOMPLETE).withAdvice(RETRY_SOON))
                .toList());
    }

    private void answer(List<Reply> replies) {
        List<Encoded> encoded = replies.stream().map(Encoded::of).toList();
        client.connection().send(new Batch(encoded), new Connection.Completion() {
            @Override
            public void succeeded() {
                // The client comes again, whatever became of this.
            }

            @Override
            public void failed(Throwable cause) {
                // The same.
            }
        });
    }

    @Override
    public void release() {
        Link link = current();
        if (link != null) {
            link.release();
        }
    }

    @Override
    public void closed(CloseReason reason) {
        Link link;
        synchronized (this) {
            closed = closed == null ? reason : closed;
            link = current;
        }
        if (link != null) {
            link.closed(reason);
        }
    }
}
