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
 * The decisions by which parts become equal everywhere, each with its reason. Tests take one away and show what breaks.
 *
 * <p>Thread-safety: immutable.
 */
class StateRules {

    /** Of two questions of a receiver the second follows after so long: what answers the first is on its way. */
    static final Duration BETWEEN_WANTS = Duration.ofMillis(300);

    /** So many messages a receiver takes until it acknowledges them. */
    static final int DELTAS_UNACKNOWLEDGED = 32;

    /**
     * All members of a view are told at once: a joiner, a part that comes back and one that never knew of a break find each other in
     * one round trip, and need no look at what kind of a view it is. The next second's message would do it, a second later.
     */
    Collection<NodeId> toldOfView(Collection<NodeId> others) {
        return others;
    }

    /**
     * The receiver asks, since it alone knows what it has: when it has nothing, when the owner has sent more than has come (the link
     * keeps the order, so that is lost), when the owner does not serve it.
     */
    boolean mustAsk(long sent, boolean hasNothing, long held) {
        return sent == Head.NOT_SERVED || hasNothing || held < sent;
    }

    /** A clock that was set back delays no question. */
    boolean mayAsk(long now, long before) {
        return now < before || now - before >= BETWEEN_WANTS.toNanos();
    }

    /**
     * A receiver gets the part as a whole when it has nothing, when removals that it has not seen are forgotten, and when it claims
     * what never was.
     */
    boolean mustReset(long have, long floor, long version) {
        return have == 0 || isBelowFloor(have, floor) || have > version;
    }

    /** Removals are forgotten that a receiver at that version has not seen: what changed since is not all that it needs. */
    boolean isBelowFloor(long have, long floor) {
        return have < floor;
    }

    /** Lives of a node are compared for equality only: the link keeps their order, which no clock does. */
    boolean isOtherLife(UUID known, UUID told) {
        return !known.equals(told);
    }

    /** What lies between is lost; applied all the same, it would be missing for ever. */
    boolean isGap(long held, Delta delta) {
        return delta.from() > held;
    }

    /** It came before, and was true before: applied again, it would bring back what has changed since. */
    boolean isOld(long held, Delta delta) {
        return delta.to() <= held;
    }

    /** Messages may overlap, and one for several receivers may be older than what this one has of a key. */
    boolean isNewer(@Nullable Entry held, Entry told) {
        return held == null || told.version() > held.version();
    }

    /** What a reset did not name until its target was removed when nobody told: only then it goes, so nothing that stays is missed. */
    <T> Set<T> swept(Set<T> unnamed) {
        return unnamed;
    }

    /**
     * Removals live until every receiver that is served has acknowledged them, or gets the part as a whole: forgotten after a time,
     * they would live on with a receiver that was away for longer.
     *
     * @param known the versions up to which each of them knows all removals
     */
    long forgettable(LongStream known, long version) {
        return known.min().orElse(version);
    }

    /** A slow or frozen receiver costs nobody but itself: for it changes coalesce in the part, not in a queue. */
    boolean fits(long inFlight, int size, int window) {
        return inFlight == 0 || inFlight + size <= window;
    }

    /**
     * Receivers at the same version get the same bytes. Never in a reset: a message from before names a key that is removed since,
     * and whose removal is forgotten; that receiver would keep it.
     */
    boolean mayShare(boolean inReset) {
        return !inReset;
    }
}
