package dev.halley.cluster.gateway;

import dev.halley.cluster.gateway.ForwardMessage.Begin;
import dev.halley.cluster.gateway.ForwardMessage.Close;
import dev.halley.cluster.gateway.ForwardMessage.Closed;
import dev.halley.cluster.gateway.ForwardMessage.Handled;
import dev.halley.cluster.gateway.ForwardMessage.Open;
import dev.halley.cluster.gateway.ForwardMessage.OpenLinks;
import dev.halley.cluster.gateway.ForwardMessage.Send;
import dev.halley.cluster.gateway.ForwardMessage.ToEdge;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.Peer;
import dev.halley.spi.TransportContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The links of clients whose connections this node has to the nodes that have their sessions.
 *
 * <p>Thread-safety: thread-safe.
 */
final class EdgeLinks {

    private final Cluster cluster;
    private final TransportContext server;
    private final Map<Long, EdgeLink> open = new ConcurrentHashMap<>();
    /** Guarded by this, under which an owner is told of links, so that it hears of none before it is opened. */
    private long last;

    EdgeLinks(Cluster cluster, TransportContext server) {
        this.cluster = cluster;
        this.server = server;
    }

    synchronized EdgeLink open(NodeId owner, ClientConnection client, EdgeLink.End end) {
        ForwardSender sender = to(owner);
        EdgeLink link = new EdgeLink(++last, sender, end, server, over -> open.remove(over.number()));
        open.put(link.number(), link);
        // If it is not sent, nothing that follows is, and the link ends with that.
        sender.send(new Open(
                last, client.transport(), client.kind(), client.traits(), client.peer(), rolesOf(client.peer())));
        return link;
    }

    private Set<String> rolesOf(Peer peer) {
        return server.gateway().declaredRoles().stream()
                .filter(peer.context()::isUserInRole)
                .collect(Collectors.toUnmodifiableSet());
    }

    private ForwardSender to(NodeId node) {
        return new ForwardSender(cluster, node);
    }

    void received(NodeId from, ToEdge message) {
        EdgeLink link = open.get(message.link());
        if (link == null || !link.owner().equals(from)) {
            if (!(message instanceof Handled)) {
                to(from).send(new Closed(message.link(), CloseReason.CONNECTION_LOST));
            }
        } else if (message instanceof Send send) {
            link.send(send.utf8());
        } else if (message instanceof Begin) {
            link.begin();
        } else if (message instanceof Close close) {
            link.close(close.reason());
        } else {
            link.handled();
        }
    }

    /** Links to nodes that are not there any more are lost; the others learn which links there are. */
    void changed(ClusterView now) {
        for (EdgeLink link : all()) {
            if (!now.has(link.owner())) {
                link.lost();
            }
        }
        for (ClusterNode member : now.members()) {
            if (!member.id().equals(cluster.self().id())) {
                tellOfAll(member.id());
            }
        }
    }

    private synchronized void tellOfAll(NodeId owner) {
        List<Long> links = all().stream()
                .filter(link -> link.owner().equals(owner))
                .map(EdgeLink::number)
                .toList();
        to(owner).send(new OpenLinks(links));
    }

    private Collection<EdgeLink> all() {
        return List.copyOf(open.values());
    }

    int size() {
        return open.size();
    }

    void stop() {
        EdgeLink.stop(all());
    }
}
