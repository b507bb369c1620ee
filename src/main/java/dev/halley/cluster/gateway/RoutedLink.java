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
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A link of which each message decides where it leads: to this node's core, or to the node that has the session. A connection that stays
 * leads to one of them at a time; a handshake always leads here.
 *
 * <p>Thread-safety: {@link #receive} is called by one thread at a time; the others by any.
 */
final class RoutedLink implements Link {

    private static final long SOON_MILLIS = 1_000;
    private static final Advice RETRY_SOON = new Advice(Advice.Reconnect.RETRY, SOON_MILLIS, null, null, false);

    private final ClientConnection client;
    private final Routes routes;
    /** What the ends send to; the first one to this node's core has it for itself. */
    private Connection connection;
    /** At most one of these is there; all fields that change are guarded by this. */
    private @Nullable Link local;

    private @Nullable EdgeLink remote;
    private @Nullable CloseReason closed;

    RoutedLink(ClientConnection client, Routes routes) {
        this.client = client;
        this.routes = routes;
        this.connection = client.connection();
        if (client.stays()) {
            // It has to be counted, and closed when it carries nobody for too long.
            local = routes.here(client, connection);
        }
    }

    @Override
    public void receive(List<Request> requests) {
        if (hasHandshake(requests)) {
            here().receive(requests);
            return;
        }
        String clientId = clientId(requests);
        EdgeLink current = current();
        Optional<NodeId> owner = clientId == null && current != null
                ? Optional.of(current.owner())
                : routes.owners().of(clientId);
        if (owner.isPresent() && !owner.get().equals(routes.owners().self())) {
            there(owner.get(), requests).receive(requests);
        } else if (owner.isPresent() || clientId == null || isLost(clientId)) {
            here().receive(requests);
        } else {
            refuse(requests);
        }
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

    private synchronized @Nullable EdgeLink current() {
        return remote == null || remote.isOver() ? null : remote;
    }

    private Link here() {
        EdgeLink before;
        Link now;
        synchronized (this) {
            before = remote;
            remote = null;
            if (local == null) {
                local = routes.here(client, connection);
            }
            now = local;
        }
        if (before != null) {
            before.closed(CloseReason.SUPERSEDED);
        }
        closeIfOver(now);
        return now;
    }

    private EdgeLink there(NodeId owner, List<Request> requests) {
        Link before;
        EdgeLink older = current();
        if (older != null && older.owner().equals(owner)) {
            return older;
        }
        EdgeLink now;
        synchronized (this) {
            before = local;
            local = null;
            if (client.stays() && !(connection instanceof SharedConnection)) {
                connection = new SharedConnection(client.connection());
            }
            Runnable whenLost = client.stays() ? this::ownerLost : () -> answerHere(requests);
            now = routes.edges().open(owner, client, new EdgeLink.End(client.kind(), connection, whenLost));
            remote = now;
        }
        if (before != null) {
            before.closed(CloseReason.SUPERSEDED);
        }
        if (older != null) {
            older.closed(CloseReason.SUPERSEDED);
        }
        CloseReason reason = closedBecause();
        if (reason != null) {
            now.closed(reason);
        }
        return now;
    }

    /** The client comes again, and is told then to handshake. */
    private void ownerLost() {
        client.connection().close(CloseReason.SERVER_STOPPED);
    }

    /** The request gets the answer that its session is not known. */
    private void answerHere(List<Request> requests) {
        try {
            routes.workers().execute(() -> {
                if (client.connection().isOpen()) {
                    here().receive(requests);
                }
            });
        } catch (RejectedExecutionException stopping) {
            client.connection().close(CloseReason.SERVER_STOPPED);
        }
    }

    private void refuse(List<Request> requests) {
        if (client.stays()) {
            client.connection().close(CloseReason.TRY_AGAIN_LATER);
            return;
        }
        List<Encoded> replies = requests.stream()
                .map(request -> Reply.failure(request, BayeuxError.CLUSTER_INCOMPLETE))
                .map(reply -> Encoded.of(reply.withAdvice(RETRY_SOON)))
                .toList();
        client.connection().send(new Batch(replies), new Connection.Completion() {
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
        Link here;
        EdgeLink there;
        synchronized (this) {
            here = local;
            there = remote;
        }
        if (here != null) {
            here.release();
        }
        if (there != null) {
            there.release();
        }
    }

    @Override
    public void closed(CloseReason reason) {
        Link here;
        EdgeLink there;
        synchronized (this) {
            closed = closed == null ? reason : closed;
            here = local;
            there = remote;
        }
        if (here != null) {
            here.closed(reason);
        }
        if (there != null) {
            there.closed(reason);
        }
    }

    /** It has been opened while the connection ended, which did not see it. */
    private void closeIfOver(Link link) {
        CloseReason reason = closedBecause();
        if (reason != null) {
            link.closed(reason);
        }
    }

    private synchronized @Nullable CloseReason closedBecause() {
        return closed;
    }
}
