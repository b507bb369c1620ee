package dev.halley.cluster;

import dev.halley.cluster.broker.BrokerState;
import dev.halley.cluster.broker.ClusterBroker;
import dev.halley.cluster.gateway.ForwardingReport;
import dev.halley.cluster.log.LogFigures;
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
    private final Reports reports;
    private final @Nullable Quorum quorum;

    /** What others of this node say of themselves. @param awaited the nodes that channels with history wait for */
    record Reports(
            Supplier<ForwardingReport> forwarding, Supplier<LogFigures> history, Supplier<List<String>> awaited) {}

    /** @param quorum null if publishes are never refused for want of nodes */
    ClusterBean(Links links, ClusterState state, ClusterBroker broker, Reports reports, @Nullable Quorum quorum) {
        this.reports = reports;
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
        text.append(", wire version ").append(linked.wireVersion());
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
        writeHistory(text, reports.history().get());
        writeAwaited(text);
        linked.queues().forEach(queue -> write(text, queue));
        return text.toString();
    }

    private static void writeHistory(StringBuilder text, LogFigures history) {
        text.append("  channels with history: ").append(history.sequenced()).append(" given offsets here, ");
        text.append(history.held()).append(" held (").append(history.bytes()).append(" bytes), ");
        text.append(history.followed())
                .append(" followed, ")
                .append(history.taken())
                .append(" taken over\n");
        text.append("  publishes on them: ").append(history.pending()).append(" waiting, ");
        text.append(history.refused()).append(" refused; after merges ").append(history.appended());
        text.append(" appended again, ").append(history.voided()).append(" void\n");
    }

    private void writeAwaited(StringBuilder text) {
        if (!getAwaitedNodes().isEmpty()) {
            text.append("  CHANNELS WITH HISTORY WAIT for nodes that served them last: ")
                    .append(String.join(", ", getAwaitedNodes()))
                    .append('\n');
        }
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
    public int getWireVersion() {
        return links.report().wireVersion();
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
        return reports.forwarding().get().forwarded();
    }

    @Override
    public int getRemoteConnections() {
        return reports.forwarding().get().remote();
    }

    @Override
    public long getMalformedForwards() {
        return reports.forwarding().get().malformed();
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
    public int getSequencedStreams() {
        return reports.history().get().sequenced();
    }

    @Override
    public int getHeldStreams() {
        return reports.history().get().held();
    }

    @Override
    public long getHistoryBytes() {
        return reports.history().get().bytes();
    }

    @Override
    public int getFollowedStreams() {
        return reports.history().get().followed();
    }

    @Override
    public int getPendingPublishes() {
        return reports.history().get().pending();
    }

    @Override
    public long getRefusedPublishes() {
        return reports.history().get().refused();
    }

    @Override
    public long getTakenStreams() {
        return reports.history().get().taken();
    }

    @Override
    public long getEvictedStreams() {
        return reports.history().get().evicted();
    }

    @Override
    public long getReappendedMessages() {
        return reports.history().get().appended();
    }

    @Override
    public long getVoidMessages() {
        return reports.history().get().voided();
    }

    @Override
    public long getLostPositions() {
        return reports.history().get().lost();
    }

    @Override
    public List<String> getAwaitedNodes() {
        return reports.awaited().get();
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
