package dev.halley.cluster.log;

import dev.halley.spi.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What the node that took a publish knows it by, so that it enters its stream once, however often the node repeats it (rule 3).
 *
 * <p>Thread-safety: immutable.
 *
 * @param origin the run of the node that took it
 * @param counter one more for each publish of that run; from 1
 */
record PublishId(NodeId origin, long counter) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PublishId that && counter == that.counter && origin.equals(that.origin);
    }

    @Override
    public int hashCode() {
        return 31 * origin.hashCode() + Long.hashCode(counter);
    }
}
