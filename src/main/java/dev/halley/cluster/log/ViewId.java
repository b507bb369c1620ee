package dev.halley.cluster.log;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import org.jspecify.annotations.Nullable;

/**
 * Which view a message belongs to (rule 1). The number alone does not say: two parts of a cluster may use the same one.
 *
 * <p>Thread-safety: immutable.
 *
 * @param number of the view; grows with each one that a node is in
 * @param members a hash of who is in it, the same on all nodes
 */
record ViewId(long number, long members) {

    /** Before the first view. */
    static final ViewId NONE = new ViewId(-1, 0);

    static ViewId of(ClusterView view) {
        long hash = Hashing.SEED;
        for (ClusterNode member : view.members()) {
            hash = Hashing.add(hash, member.id().value());
        }
        return new ViewId(view.number(), hash);
    }

    boolean isAfter(ViewId other) {
        return number > other.number;
    }

    // Written out: what the JDK makes for records keeps the class of the last one that was compared.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ViewId that && number == that.number && members == that.members;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number * 31 + members);
    }
}
