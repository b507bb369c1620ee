package dev.halley.cluster.state;

import dev.halley.cluster.state.StateMessage.Ack;
import dev.halley.cluster.state.StateMessage.Delta;
import dev.halley.cluster.state.StateMessage.Head;
import dev.halley.cluster.state.StateMessage.Want;
import dev.halley.cluster.state.StateReport.PeerReport;
import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The state of one node: takes views, messages, ticks and what this node says of itself, and says what is to be sent and what has
 * changed. It has no channel, no clock and no thread; who calls it has.
 *
 * <p>Thread-safety: confined to the thread of the state, but reading the parts, which any thread may.
 */
final class StateMachine {

    static final Duration TICK = Duration.ofMillis(250);

    /** Each second. */
    private static final int TICKS_OF_HEAD = 4;

    private final OwnPart own;
    private final StateRules rules;
    private final StateOutput output;
    private final PartSender sender;
    private final PartReceiver receiver;
    private final Watch watch = new Watch();
    private Set<NodeId> others = Set.of();
    private boolean linked;
    private long malformed;
    private long strange;
    private long looks;
    private long ticks;

    /** @param incarnation of this life of the part, which no other has */
    StateMachine(UUID incarnation, OwnPart own, StateLimits limits, StateRules rules, StateOutput output) {
        this.own = own;
        this.rules = rules;
        this.output = output;
        sender = new PartSender(incarnation, own, limits, rules, output);
        receiver = new PartReceiver(limits, rules, output);
    }

    /** Takes who is linked with this node. */
    void linked(Set<NodeId> now, long nanos) {
        // In the order of the view, which is the same in each run of a test.
        others = Collections.unmodifiableSet(new LinkedHashSet<>(now));
        linked = true;
        watch.linked(others, nanos);
        receiver.linked(others);
        sender.linked(others);
        // Rule 4: at once, or a joiner waits for the next second.
        rules.toldOfView(others).forEach(node -> sender.tell(node, true));
    }

    void received(NodeId from, byte[] bytes, long now) {
        watch.heard(from, now);
        if (!others.contains(from)) {
            // Rule 10: what it says is of before or after this view, in which it is told again.
            strange++;
            return;
        }
        StateMessage message;
        try {
            message = StateMessage.decode(bytes);
        } catch (IllegalArgumentException e) {
            malformed++;
            output.malformed(from, String.valueOf(e.getMessage()));
            return;
        }
        if (message instanceof Head head) {
            receiver.told(from, head, now);
            if (head.reply()) {
                sender.tell(from, false);
            }
        } else if (message instanceof Delta delta) {
            receiver.sent(from, delta, bytes.length, now);
        } else if (message instanceof Want want) {
            sender.wanted(from, want);
        } else if (message instanceof Ack ack) {
            sender.acknowledged(from, ack);
        }
    }

    /** To be called each {@link #TICK}. */
    void tick(long now) {
        if (ticks++ % TICKS_OF_HEAD == 0) {
            // Rule 4: what was sent is told, so that who has less sees that it is lost.
            others.forEach(node -> sender.tell(node, false));
        }
        receiver.tick(now);
        if (watch.tick(now)) {
            looks++;
            output.inconsistent(watch.inconsistencies());
        }
    }

    /** Sends what was put and removed. */
    void flush() {
        sender.flush();
    }

    /** @param done is run when all have what was put and removed before, who are linked now and still are */
    void sync(Runnable done) {
        sender.sync(done);
    }

    /** @return whether all that is linked has been seen as a whole */
    boolean isComplete() {
        return linked && receiver.isComplete();
    }

    Map<NodeId, RemotePart> parts() {
        return receiver.parts();
    }

    StateReport report(long now) {
        List<PeerReport> peers = new ArrayList<>();
        for (NodeId node : others) {
            Cursor cursor = sender.cursor(node);
            RemotePart part = receiver.part(node);
            peers.add(new PeerReport(
                    node,
                    cursor != null,
                    cursor == null ? 0 : cursor.position(),
                    cursor == null ? 0 : cursor.acknowledged(),
                    cursor == null ? 0 : cursor.inFlight(),
                    part != null && part.isWhole(),
                    part == null ? 0 : part.held(),
                    part == null ? 0 : part.entries().count(),
                    part == null ? 0 : part.entries().bytes(),
                    Duration.ofNanos(Math.max(0, now - watch.lastHeard(node, now)))));
        }
        return new StateReport(
                own.version(),
                own.entries().count(),
                own.entries().bytes(),
                own.removals(),
                isComplete(),
                sender.syncs(),
                peers,
                new StateReport.Counts(sender.resets(), receiver.asked(), receiver.gaps(), malformed, strange, looks),
                watch.inconsistencies().silent(),
                watch.inconsistencies().strangers(),
                !watch.inconsistencies().unhealthy());
    }
}
