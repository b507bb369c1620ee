package dev.halley.testkit;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Nodes of one process that are linked in memory: nothing happens by itself, and time plays no part.
 *
 * <p>Thread-safety: sending is thread-safe; all else is for one thread.
 */
public final class MemoryNetwork {

    private record Way(NodeId from, NodeId to) {}

    private final List<MemoryNode> nodes = new ArrayList<>();
    private final Map<Way, MemoryLink> links = new ConcurrentHashMap<>();
    private final Set<Way> cut = new HashSet<>();
    private final Map<String, Integer> lives = new HashMap<>();
    private long views;
    private volatile int expected;

    /** @return a node that is linked with all that are there; another life if there was one of that name */
    public MemoryNode join(String name) {
        int life = lives.merge(name, 1, Integer::sum);
        MemoryNode node = new MemoryNode(this, new ClusterNode(new NodeId(name + "#" + life), name));
        nodes.add(node);
        installViews();
        return node;
    }

    /** Parts of no more than half as many nodes have no quorum. */
    public void expect(int nodes) {
        expected = nodes;
    }

    int expected() {
        return expected;
    }

    MemoryLink link(MemoryNode from, MemoryNode to) {
        return links.computeIfAbsent(new Way(from.id(), to.id()), absent -> new MemoryLink());
    }

    MemoryNode node(NodeId id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
    }

    /** What goes from one to the other waits from now on. */
    public void hold(MemoryNode from, MemoryNode to) {
        link(from, to).hold();
    }

    /** What waited arrives, and so does what is sent from now on. */
    public void release(MemoryNode from, MemoryNode to) {
        link(from, to).release();
    }

    /** No more plain messages wait from one to the other. */
    public void capacity(MemoryNode from, MemoryNode to, int messages) {
        link(from, to).capacity(messages);
    }

    /** @return how many plain messages one gave to the cluster for the other */
    public int sent(MemoryNode from, MemoryNode to) {
        return link(from, to).sent();
    }

    /** @return how many plain messages from one to the other were dropped, since too many waited */
    public int dropped(MemoryNode from, MemoryNode to) {
        return link(from, to).dropped();
    }

    /** Two nodes lose each other, and what was on its way between them. */
    public void cut(MemoryNode one, MemoryNode other) {
        tear(one, other);
        installViews();
    }

    private void tear(MemoryNode one, MemoryNode other) {
        cut.add(new Way(one.id(), other.id()));
        cut.add(new Way(other.id(), one.id()));
        link(one, other).cut();
        link(other, one).cut();
    }

    /** Two nodes find each other again. */
    public void heal(MemoryNode one, MemoryNode other) {
        cut.remove(new Way(one.id(), other.id()));
        cut.remove(new Way(other.id(), one.id()));
        installViews();
    }

    /** All others lose a node. */
    public void lose(MemoryNode lost) {
        split(List.of(lost));
    }

    /** Some nodes lose all others, which lose them. */
    public void split(Collection<MemoryNode> part) {
        for (MemoryNode node : nodes) {
            if (!part.contains(node)) {
                part.forEach(other -> tear(node, other));
            }
        }
        installViews();
    }

    /** A node is lost for good: those that join later do not find it. */
    void end(MemoryNode ended) {
        lose(ended);
        nodes.remove(ended);
    }

    /** All nodes find each other again. */
    public void healAll() {
        cut.clear();
        installViews();
    }

    private void installViews() {
        views++;
        Map<MemoryNode, ClusterView> before = new ConcurrentHashMap<>();
        Map<MemoryNode, List<ClusterNode>> members = new LinkedHashMap<>();
        for (MemoryNode node : nodes) {
            before.put(node, node.view());
            members.put(node, linked(node));
        }
        // Those who see the same members have one view.
        Set<List<ClusterNode>> changed = new HashSet<>();
        members.forEach((node, now) -> {
            if (!now.equals(node.view().members())) {
                changed.add(now);
            }
        });
        members.forEach((node, now) -> {
            if (changed.contains(now)) {
                node.install(new ClusterView(views, now));
            }
        });
        nodes.forEach(node -> node.tell(before.get(node)));
    }

    private List<ClusterNode> linked(MemoryNode node) {
        return nodes.stream()
                .filter(other -> !cut.contains(new Way(node.id(), other.id())))
                .map(MemoryNode::self)
                .toList();
    }
}
