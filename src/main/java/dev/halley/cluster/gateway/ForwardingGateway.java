package dev.halley.cluster.gateway;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.cluster.gateway.ForwardMessage.ToEdge;
import dev.halley.cluster.gateway.ForwardMessage.ToOwner;
import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.ClusterView;
import dev.halley.spi.Connection;
import dev.halley.spi.Gateway;
import dev.halley.spi.Link;
import dev.halley.spi.NodeId;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import dev.halley.spi.TransportContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Lets any node serve any client: what comes for a session of another node is forwarded to that, and answered by it.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ForwardingGateway implements Gateway {

    private static final System.Logger LOGGER = System.getLogger(ForwardingGateway.class.getName());

    private final Cluster cluster;
    private final Gateway core;
    private final Function<String, Optional<Object>> attributes;
    private final SessionOwners owners;
    private final EdgeLinks edges;
    private final Routes routes;
    private final OwnerLinks ownerLinks;
    private final LongAdder malformed = new LongAdder();

    /**
     * Begins to take what other nodes forward.
     *
     * @param server the transports' view of it, where links are opened to this node's own core
     * @param complete whether all other nodes are known that can be expected
     * @param attributes gives those of the application's context on this node
     */
    public ForwardingGateway(
            Cluster cluster,
            TransportContext server,
            BooleanSupplier complete,
            Function<String, Optional<Object>> attributes) {
        this.cluster = cluster;
        this.core = server.gateway();
        this.attributes = attributes;
        owners = new SessionOwners(cluster.self().id());
        edges = new EdgeLinks(cluster, server);
        routes = new Routes(owners, edges, core, server.workers(), complete);
        ownerLinks = new OwnerLinks(cluster, server);
        cluster.handle(Traffic.LINK, this::received);
        cluster.onView((before, now) -> changed());
        owners.changed(cluster.view());
    }

    private void changed() {
        ClusterView now = cluster.view();
        owners.changed(now);
        ownerLinks.changed(now);
        edges.changed(now);
    }

    private void received(NodeId from, byte[] bytes) {
        ForwardMessage message;
        try {
            message = ForwardFormat.decode(bytes, attributes);
        } catch (IllegalArgumentException e) {
            malformed.increment();
            LOGGER.log(WARNING, "From node {0}: {1}", from.value(), e.getMessage());
            return;
        }
        if (message instanceof ToOwner toOwner) {
            ownerLinks.received(from, toOwner);
        } else if (message instanceof ToEdge toEdge) {
            edges.received(from, toEdge);
        }
    }

    @Override
    public Link open(String transport, Link.Kind kind, Connection connection, Peer peer, Traits traits) {
        return new RoutedLink(new ClientConnection(transport, kind, connection, peer, traits), routes);
    }

    @Override
    public List<String> transports() {
        return core.transports();
    }

    @Override
    public Set<String> declaredRoles() {
        return core.declaredRoles();
    }

    @Override
    public boolean isOpen() {
        return core.isOpen();
    }

    /** @return how much is forwarded now */
    public ForwardingReport report() {
        return new ForwardingReport(edges.size(), ownerLinks.size(), malformed.sum());
    }

    /** The node stops: connections whose sessions others have are closed, after the connects that are held there are answered. */
    public void stop() {
        edges.stop();
    }
}
