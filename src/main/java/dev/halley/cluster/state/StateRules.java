package dev.halley.cluster.state;

import dev.halley.cluster.state.StateMessage.Delta;
import dev.halley.cluster.state.StateMessage.Head;
import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The decisions by which parts become equal everywhere, each with its rule and its reason. Tests take one away and show what breaks.
 *
 * <p>Thread-safety: immutable.
 */
class StateRules {

    /** Rule 4: of two questions of a receiver the second follows after so long: what answers the first is on its way. */
    static final Duration BETWEEN_WANTS = Duration.ofMillis(300);

    /** Rule 8: so many messages a receiver takes until it acknowledges them. */
    static final int DELTAS_UNACKNOWLEDGED = 32;

    /**
     * Rule 4: all members of a view are told at once: a joiner, a part that comes back and one that never knew of a break find each other in
     * one round trip, and need no look at what kind of a view it is. The next second's message would do it, a second later.
     */
    Collection<NodeId> toldOfView(Collection<NodeId> others) {
        return others;
    }

    /**
     * Rule 4: the receiver asks, since it alone knows what it has: when it has nothing, when the owner has sent more than has come (the link
     * keeps the order, so that is lost), when the owner does not serve it.
     */
    boolean mustAsk(long sent, boolean hasNothing, long held) {
        return sent == Head.NOT_SERVED || hasNothing || held < sent;
    }

    /** Rule 4: a clock that was set back delays no question. */
    boolean mayAsk(long now, long before) {
        return now < before || now - before >= BETWEEN_WANTS.toNanos();
    }

    /**
     * Rule 5: a receiver gets the part as a whole when it has nothing, when removals that it has not seen are forgotten, and when it claims
     * what never was.
     */
    boolean mustReset(long have, long floor, long version) {
        return have == 0 || isBelowFloor(have, floor) || have > version;
    }

    /** Rule 7: removals are forgotten that a receiver at that version has not seen: what changed since is not all that it needs. */
    boolean isBelowFloor(long have, long floor) {
        return have < floor;
    }

    /** Rules 1 and 6: lives of a node are compared for equality only: the link keeps their order, which no clock does. */
    boolean isOtherLife(UUID known, UUID told) {
        return !known.equals(told);
    }

    /** Rule 6: what lies between is lost; applied all the same, it would be missing for ever. */
    boolean isGap(long held, Delta delta) {
        return delta.from() > held;
    }

    /** Rule 6: it came before, and was true before: applied again, it would bring back what has changed since. */
    boolean isOld(long held, Delta delta) {
        return delta.to() <= held;
    }

    /** Rule 6: messages may overlap, and one for several receivers may be older than what this one has of a key. */
    boolean isNewer(@Nullable Entry held, Entry told) {
        return held == null || told.version() > held.version();
    }

    /** Rule 6: what a reset did not name until its target was removed when nobody told: only then it goes, so nothing that stays is missed. */
    <T> Set<T> swept(Set<T> unnamed) {
        return unnamed;
    }

    /**
     * Rule 7: removals live until every receiver that is served has acknowledged them, or gets the part as a whole: forgotten after a time,
     * they would live on with a receiver that was away for longer.
     *
     * @param known the versions up to which each of them knows all removals
     */
    long forgettable(LongStream known, long version) {
        return known.min().orElse(version);
    }

    /** Rule 8: a slow or frozen receiver costs nobody but itself: for it changes coalesce in the part, not in a queue. */
    boolean fits(long inFlight, int size, int window) {
        return inFlight == 0 || inFlight + size <= window;
    }

    /**
     * Rule 9: receivers at the same version get the same bytes. Never in a reset: a message from before names a key that is removed since,
     * and whose removal is forgotten; that receiver would keep it.
     */
    boolean mayShare(boolean inReset) {
        return !inReset;
    }
}
