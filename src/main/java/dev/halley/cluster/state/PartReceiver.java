package dev.halley.cluster.state;

import dev.halley.cluster.state.RemotePart.Taken;
import dev.halley.cluster.state.StateMessage.Ack;
import dev.halley.cluster.state.StateMessage.Delta;
import dev.halley.cluster.state.StateMessage.Head;
import dev.halley.cluster.state.StateMessage.Want;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState.Key;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The receiver's half: takes what the other nodes send of their parts, and asks them for what is missing.
 *
 * <p>Thread-safety: confined to the thread of the state, but reading the parts, which any thread may.
 */
final class PartReceiver {

    private final StateLimits limits;
    private final StateRules rules;
    private final StateOutput output;
    private final Map<NodeId, RemotePart> parts = new ConcurrentHashMap<>();
    private final Map<NodeId, Long> wants = new HashMap<>();
    /** Whom to ask as soon as it may be asked again. */
    private final Set<NodeId> unasked = new HashSet<>();

    private Set<NodeId> linked = Set.of();
    private long gaps;
    private long asked;

    PartReceiver(StateLimits limits, StateRules rules, StateOutput output) {
        this.limits = limits;
        this.rules = rules;
        this.output = output;
    }

    /** Rule 10: the parts of those who have left end; parts are of a run of a node, so one that starts again has another. */
    void linked(Set<NodeId> others) {
        linked = Set.copyOf(others);
        Set<NodeId> left = new HashSet<>(parts.keySet());
        left.removeAll(others);
        left.forEach(this::end);
        // What was asked before a view may have been lost with it.
        wants.clear();
        unasked.clear();
    }

    private void end(NodeId node) {
        RemotePart part = parts.get(node);
        if (part != null) {
            part.end();
            parts.remove(node);
            output.partLost(node);
        }
    }

    void told(NodeId owner, Head head, long now) {
        RemotePart part = parts.get(owner);
        if (part != null && rules.isOtherLife(part.incarnation(), head.incarnation())) {
            end(owner);
            wants.remove(owner);
            unasked.remove(owner);
            part = null;
        }
        if (part == null) {
            part = new RemotePart(head.incarnation(), rules, new Telling(owner));
            parts.put(owner, part);
        }
        if (rules.mustAsk(head.sent(), part.hasNothing(), part.held())) {
            ask(owner, part, now);
        } else {
            acknowledge(owner, part, head.question());
        }
    }

    void sent(NodeId owner, Delta delta, int length, long now) {
        RemotePart part = parts.get(owner);
        // Only a HEAD begins a life: the link brings it first, so this is of one that is over.
        if (part == null || rules.isOtherLife(part.incarnation(), delta.incarnation())) {
            return;
        }
        boolean was = part.isWhole();
        Taken taken = part.take(delta, length);
        if (taken == Taken.GAP) {
            gaps++;
            ask(owner, part, now);
            return;
        }
        if (taken == Taken.APPLIED) {
            unasked.remove(owner);
        }
        if (part.isAcknowledgementDue(limits.acknowledge()) || was != part.isWhole()) {
            acknowledge(owner, part, 0);
        }
    }

    private void ask(NodeId owner, RemotePart part, long now) {
        Long before = wants.get(owner);
        if (before == null || rules.mayAsk(now, before)) {
            wants.put(owner, now);
            unasked.remove(owner);
            asked++;
            output.send(owner, new Want(part.incarnation(), part.have()).encode());
        } else {
            unasked.add(owner);
        }
    }

    /** Asks what could not be asked yet, lest it waits for the owner's next HEAD. */
    void tick(long now) {
        for (NodeId owner : List.copyOf(unasked)) {
            RemotePart part = parts.get(owner);
            if (part != null) {
                ask(owner, part, now);
            }
        }
    }

    private void acknowledge(NodeId owner, RemotePart part, long answer) {
        part.acknowledged();
        output.send(owner, new Ack(part.incarnation(), part.held(), answer).encode());
    }

    /** Tells of one owner's changes. */
    private final class Telling implements RemotePart.Changes {

        private final NodeId owner;

        Telling(NodeId owner) {
            this.owner = owner;
        }

        @Override
        public void put(Entry entry) {
            byte[] value = entry.value();
            if (value != null) {
                output.put(owner, entry.key(), value);
            }
        }

        @Override
        public void removed(Key key) {
            output.removed(owner, key);
        }

        @Override
        public void lost(Key key) {
            output.lost(owner, key);
        }

        @Override
        public void found() {
            output.partFound(owner);
        }
    }

    /** Rule 13: each member's part has been seen as a whole. */
    boolean isComplete() {
        return linked.stream().allMatch(node -> {
            RemotePart part = parts.get(node);
            return part != null && part.isWhole();
        });
    }

    /** @return the parts of the others, as of now */
    Map<NodeId, RemotePart> parts() {
        return parts;
    }

    @Nullable RemotePart part(NodeId owner) {
        return parts.get(owner);
    }

    /** @return how often something was missing */
    long gaps() {
        return gaps;
    }

    /** @return how often this node has asked for a part, or what is missing of it */
    long asked() {
        return asked;
    }
}
