package dev.halley.cluster;

import dev.halley.cluster.broker.BrokerState;
import dev.halley.cluster.broker.ClusterBroker;
import dev.halley.cluster.gateway.ForwardingReport;
import dev.halley.cluster.state.ClusterState;
import dev.halley.cluster.state.StateReport;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One node of a cluster, as JMX and the dump see it.
 *
 * <p>Thread-safety: thread-safe; what it shows changes while it looks.
 */
final class ClusterBean implements ClusterMXBean {

    private final Links links;
    private final ClusterState state;
    private final ClusterBroker broker;
    private final Supplier<ForwardingReport> forwarding;
    private final @Nullable Quorum quorum;

    /** @param quorum null if publishes are never refused for want of nodes */
    ClusterBean(
            Links links,
            ClusterState state,
            ClusterBroker broker,
            Supplier<ForwardingReport> forwarding,
            @Nullable Quorum quorum) {
        this.forwarding = forwarding;
        this.links = links;
        this.state = state;
        this.broker = broker;
        this.quorum = quorum;
    }

    /** @return lines for the dump, each with a line feed at its end */
    String text() {
        LinksReport linked = links.report();
        StateReport known = state.report();
        StringBuilder text = new StringBuilder();
        text.append("Cluster: ").append(linked.cluster()).append(", node ").append(getNode());
        text.append(", view ").append(getView()).append(" of ").append(String.join(", ", getMembers()));
        text.append(", merges ").append(linked.merges());
        text.append(isHealthy() ? "\n" : ", NOT HEALTHY: who is linked and who is heard do not agree\n");
        if (quorum != null && quorum.isLost()) {
            text.append("  PUBLISHES ARE REFUSED, linked with ")
                    .append(quorum.text())
                    .append('\n');
        }
        text.append("  state: version ")
                .append(known.version())
                .append(", ")
                .append(known.entries())
                .append(" entries");
        text.append(isStateComplete() ? "\n" : ", that of other nodes is not complete\n");
        text.append("  interest: ")
                .append(getInterests())
                .append(" here, ")
                .append(getWantedInterests())
                .append(" of others\n");
        text.append("  published ")
                .append(getPublished())
                .append(", kept here ")
                .append(getKept())
                .append('\n');
        text.append("  connections here with sessions elsewhere ")
                .append(getForwardedConnections())
                .append(", elsewhere with sessions here ")
                .append(getRemoteConnections())
                .append('\n');
        linked.queues().forEach(queue -> write(text, queue));
        return text.toString();
    }

    private void write(StringBuilder text, LinksReport.Queue queue) {
        String name = queue.node().name();
        text.append("  to ").append(name).append(": ").append(getSent().getOrDefault(name, 0L));
        text.append(" sent, ").append(queue.messages()).append(" waiting (").append(queue.bytes());
        text.append(" bytes), ").append(queue.dropped()).append(" dropped; from it: ");
        text.append(getReceived().getOrDefault(name, 0L)).append(" received\n");
    }

    @Override
    public String getCluster() {
        return links.report().cluster();
    }

    @Override
    public String getNode() {
        return links.self().name();
    }

    @Override
    public List<String> getMembers() {
        return links.view().members().stream().map(ClusterNode::name).toList();
    }

    @Override
    public long getView() {
        return links.view().number();
    }

    @Override
    public long getMerges() {
        return links.report().merges();
    }

    @Override
    public boolean isQuorumLost() {
        return quorum != null && quorum.isLost();
    }

    @Override
    public long getRefusedMessages() {
        return links.report().refused();
    }

    @Override
    public long getOverrunMessages() {
        return links.report().overrun();
    }

    @Override
    public Map<String, Long> getQueuedBytes() {
        return named(links.report().queues(), queue -> queue.node().id(), LinksReport.Queue::bytes);
    }

    @Override
    public Map<String, Long> getDroppedMessages() {
        return named(links.report().queues(), queue -> queue.node().id(), LinksReport.Queue::dropped);
    }

    @Override
    public int getInterests() {
        return broker.state().interests();
    }

    @Override
    public int getWantedInterests() {
        return broker.state().wanted();
    }

    @Override
    public long getPublished() {
        return broker.state().published();
    }

    @Override
    public long getKept() {
        return broker.state().kept();
    }

    @Override
    public Map<String, Long> getSent() {
        return named(broker.state().nodes(), BrokerState.Node::node, BrokerState.Node::sent);
    }

    @Override
    public Map<String, Long> getReceived() {
        return named(broker.state().nodes(), BrokerState.Node::node, BrokerState.Node::received);
    }

    @Override
    public int getForwardedConnections() {
        return forwarding.get().forwarded();
    }

    @Override
    public int getRemoteConnections() {
        return forwarding.get().remote();
    }

    @Override
    public long getMalformedForwards() {
        return forwarding.get().malformed();
    }

    @Override
    public long getStateVersion() {
        return state.report().version();
    }

    @Override
    public int getStateEntries() {
        return state.report().entries();
    }

    @Override
    public long getStateBytes() {
        return state.report().bytes();
    }

    @Override
    public Map<String, Long> getStateLag() {
        StateReport report = state.report();
        return named(report.peers(), StateReport.PeerReport::node, report::lag);
    }

    @Override
    public boolean isStateComplete() {
        return state.isComplete();
    }

    @Override
    public boolean isHealthy() {
        return state.report().healthy();
    }

    /** Of nodes that are linked; a name means the node that has it now. */
    private <T> Map<String, Long> named(List<T> all, Function<T, NodeId> nodeOf, ToLongFunction<T> valueOf) {
        Map<String, Long> values = new TreeMap<>();
        for (ClusterNode member : links.view().members()) {
            all.stream()
                    .filter(each -> nodeOf.apply(each).equals(member.id()))
                    .forEach(each -> values.put(member.name(), valueOf.applyAsLong(each)));
        }
        return values;
    }
}
