package dev.halley.cluster.log;

/**
 * Shares the streams out to several logs of a node, so that more than one core can be used. A part of the format: the same on all nodes.
 *
 * <p>Thread-safety: has no state.
 */
final class Stripes {

    /** How many there are. */
    static final int COUNT = 4;

    /** Another hash than the one that says where a stream is held: else a node would hold the streams of some stripes only. */
    private static final long SEED = Hashing.add(Hashing.SEED, "stripe");

    private Stripes() {}

    /** @return that of a channel, from 0 */
    static int of(String channel) {
        return (int) Long.remainderUnsigned(Hashing.add(SEED, channel), COUNT);
    }
}
