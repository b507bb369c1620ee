package dev.halley.cluster.gateway;

import dev.halley.cluster.gateway.ForwardMessage.Close;
import dev.halley.cluster.gateway.ForwardMessage.Closed;
import dev.halley.cluster.gateway.ForwardMessage.Open;
import dev.halley.cluster.gateway.ForwardMessage.OpenLinks;
import dev.halley.cluster.gateway.ForwardMessage.Release;
import dev.halley.cluster.gateway.ForwardMessage.Requests;
import dev.halley.cluster.gateway.ForwardMessage.Sent;
import dev.halley.cluster.gateway.ForwardMessage.ToOwner;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.TransportContext;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The links of clients whose sessions this node has, and whose connections others have.
 *
 * <p>Thread-safety: thread-safe; what comes from nodes is told by one thread.
 */
final class OwnerLinks {

    private final Cluster cluster;
    private final TransportContext server;
    /** By the edge, then by its number. */
    private final Map<NodeId, Map<Long, OwnerLink>> open = new ConcurrentHashMap<>();

    OwnerLinks(Cluster cluster, TransportContext server) {
        this.cluster = cluster;
        this.server = server;
    }

    void received(NodeId from, ToOwner message) {
        if (message instanceof Open opened) {
            open(from, opened);
        } else if (message instanceof OpenLinks links) {
            closeOthers(from, links.links());
        } else if (message instanceof Requests requests) {
            OwnerLink link = find(from, requests.link());
            if (link == null) {
                to(from).send(new Close(requests.link(), CloseReason.CONNECTION_LOST));
            } else {
                link.received(requests.requests());
            }
        } else if (message instanceof Release release) {
            ifThere(find(from, release.link()), OwnerLink::release);
        } else if (message instanceof Sent sent) {
            ifThere(find(from, sent.link()), link -> link.sent(sent.succeeded()));
        } else if (message instanceof Closed closed) {
            ifThere(find(from, closed.link()), link -> link.closed(closed.reason()));
        }
    }

    private static void ifThere(@Nullable OwnerLink link, Consumer<OwnerLink> task) {
        if (link != null) {
            task.accept(link);
        }
    }

    private @Nullable OwnerLink find(NodeId edge, long number) {
        return open.getOrDefault(edge, Map.of()).get(number);
    }

    private void open(NodeId edge, Open opened) {
        OwnerLink link = new OwnerLink(to(edge), opened, server, this::remove);
        if (!server.gateway().isOpen()) {
            link.close(CloseReason.SERVER_STOPPED);
            return;
        }
        open.computeIfAbsent(edge, absent -> new ConcurrentHashMap<>()).put(opened.link(), link);
        link.guarded(() -> link.to(
                server.gateway().open(opened.transport(), opened.kind(), link, opened.peer(), opened.traits())));
    }

    private void remove(OwnerLink link) {
        open.computeIfPresent(link.edge(), (edge, links) -> {
            links.remove(link.number());
            return links.isEmpty() ? null : links;
        });
    }

    /** Ends what the edge has forgotten, and lets it forget what is not here. */
    private void closeOthers(NodeId edge, List<Long> theirs) {
        Set<Long> known = new HashSet<>(theirs);
        Map<Long, OwnerLink> ours = open.getOrDefault(edge, Map.of());
        List.copyOf(ours.values()).stream()
                .filter(link -> !known.contains(link.number()))
                .forEach(OwnerLink::lost);
        known.removeAll(ours.keySet());
        known.forEach(link -> to(edge).send(new Close(link, CloseReason.CONNECTION_LOST)));
    }

    void changed(ClusterView now) {
        open.forEach((edge, links) -> {
            if (!now.has(edge)) {
                List.copyOf(links.values()).forEach(OwnerLink::lost);
            }
        });
    }

    private ForwardSender to(NodeId edge) {
        return new ForwardSender(cluster, edge);
    }

    int size() {
        return open.values().stream().mapToInt(Map::size).sum();
    }
}
