package dev.halley.cluster.log;

import dev.halley.spi.NodeId;
import java.util.List;

/**
 * Up to where keys may be missing (rules 3 and 8): those that were forgotten for age and for room, and those of publishes that were answered,
 * by the node that took them.
 *
 * <p>Thread-safety: immutable.
 *
 * @param forgotten those that were forgotten for age and for room
 * @param origins of whom publishes were answered; {@link #MAX_ORIGINS} at most
 */
record KeyMarks(Forgotten forgotten, List<Origin> origins) {

    /** Of how many nodes it is known which of their publishes were answered. */
    static final int MAX_ORIGINS = 64;

    static final KeyMarks NOTHING = new KeyMarks(Forgotten.NOTHING, List.of());

    /**
     * Up to where.
     *
     * @param at the highest {@link KnownKey#at} of a key that is forgotten; 0 if none is
     * @param millis the newest {@link KnownKey#millis} of one
     */
    record Forgotten(long at, long millis) {

        static final Forgotten NOTHING = new Forgotten(0, 0);

        Forgotten and(KnownKey key) {
            return new Forgotten(Math.max(at, key.at()), Math.max(millis, key.millis()));
        }

        Forgotten and(Forgotten other) {
            return new Forgotten(Math.max(at, other.at), Math.max(millis, other.millis));
        }
    }

    /**
     * The publishes of one node.
     *
     * @param node that took them
     * @param answered up to which counter they are answered
     * @param forgotten which of these are forgotten
     */
    record Origin(NodeId node, long answered, Forgotten forgotten) {}

    KeyMarks {
        origins = List.copyOf(origins);
    }

    /** @return about how many bytes it takes in a message */
    int size() {
        return 16 + 64 * origins.size();
    }
}
