package dev.halley.cluster.log;

import dev.halley.spi.Clock;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the streams of one node share: the view, the time, the way to the others and to the disk.
 *
 * <p>Thread-safety: confined to the caller of the {@link LogInput}.
 */
final class LogContext {

    /** Offsets of a new stream begin at the milliseconds since then, times {@link #PER_MILLI}. */
    private static final long BEGIN = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();

    private static final int PER_MILLI = 1_024;

    private final NodeId self;
    private final LogLimits limits;
    private final LogRules rules;
    private final Clock clock;
    private final LogOutput output;
    private final Deque<LogMessage> loop = new ArrayDeque<>();
    private final Set<NodeId> leaving = new HashSet<>();
    private ViewId view = ViewId.NONE;
    private List<ClusterNode> members = List.of();
    private Placement placement = new Placement(List.of(), 1);
    private boolean quorum;
    private boolean failed;
    private boolean retaining;
    private long tickets;
    private long written;
    private long epochs;
    private long highestGone;
    private long newestGone;

    LogContext(NodeId self, LogLimits limits, LogRules rules, Clock clock, LogOutput output) {
        this.self = self;
        this.limits = limits;
        this.rules = rules;
        this.clock = clock;
        this.output = output;
    }

    NodeId self() {
        return self;
    }

    LogLimits limits() {
        return limits;
    }

    LogRules rules() {
        return rules;
    }

    LogOutput output() {
        return output;
    }

    long nanos() {
        return clock.nanos();
    }

    long millis() {
        return clock.millis();
    }

    boolean isDue(long since, Duration after) {
        return rules.isDue(nanos(), since, after);
    }

    // --- the view ---

    void linked(ViewId now, List<ClusterNode> all, boolean mayServe) {
        view = now;
        members = List.copyOf(all);
        placement = new Placement(all, limits.copies());
        quorum = mayServe;
        leaving.clear();
    }

    ViewId view() {
        return view;
    }

    List<ClusterNode> members() {
        return members;
    }

    boolean has(NodeId node) {
        for (ClusterNode member : members) {
            if (member.id().equals(node)) {
                return true;
            }
        }
        return false;
    }

    List<NodeId> others() {
        return members.stream()
                .map(ClusterNode::id)
                .filter(id -> !id.equals(self))
                .toList();
    }

    Placement placement() {
        return placement;
    }

    /** @return who holds a stream when those have left who are about to */
    List<NodeId> heirs(String channel) {
        return rules.mustHandOver(leaving) ? placement.without(leaving).holders(channel) : List.of();
    }

    /** @return whether that is news */
    boolean leaves(NodeId node) {
        return leaving.add(node);
    }

    boolean mayServe() {
        return rules.mayServe(quorum) && !failed;
    }

    void fail() {
        failed = true;
    }

    boolean hasFailed() {
        return failed;
    }

    void retain(boolean lost) {
        retaining = lost;
    }

    /** @return whether keys are not forgotten, as a member is lost */
    boolean retains() {
        return rules.mustRetain(retaining);
    }

    // --- messages ---

    void send(NodeId to, LogMessage message) {
        if (to.equals(self)) {
            loop.add(message);
        } else {
            output.send(to, message);
        }
    }

    /** @return the next message of this node to itself; null if there is none */
    @Nullable LogMessage nextOwn() {
        return loop.poll();
    }

    // --- the disk ---

    /** @return the ticket; see {@link #isWritten} */
    long write(String channel, LogChange change) {
        tickets++;
        output.write(tickets, channel, change);
        return ticket();
    }

    long write(StartRecord record) {
        tickets++;
        output.write(tickets, record);
        return ticket();
    }

    private long ticket() {
        if (!limits.durable()) {
            written = tickets;
        }
        return tickets;
    }

    /** @return the ticket of what was handed to the disk last */
    long lastTicket() {
        return tickets;
    }

    void written(long ticket) {
        written = Math.max(written, ticket);
    }

    boolean isWritten(long ticket) {
        return ticket <= written && !failed;
    }

    // --- streams that begin ---

    /** @return an epoch that was never used (rule 2) */
    String newEpoch() {
        epochs++;
        return self.value() + '.' + Long.toString(epochs, Character.MAX_RADIX);
    }

    /** @return the offset before the first of a new stream */
    long newBase() {
        return Math.max(highestGone, Math.max(0, millis() - BEGIN) * PER_MILLI);
    }

    /** @return which keys may have been known in a stream of which nothing is known any more */
    KeyMarks newMarks() {
        return newestGone == 0 ? KeyMarks.NOTHING : new KeyMarks(new KeyMarks.Forgotten(1, newestGone), List.of());
    }

    /** A stream is gone, with its keys. */
    void gone(Replica replica) {
        highestGone = Math.max(highestGone, replica.last());
        newestGone = Math.max(newestGone, replica.millis());
    }
}
