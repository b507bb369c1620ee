package dev.halley.history.store;

/**
 * The part of a stream that one epoch has written. The runs of a stream, in their order, are its lineage.
 *
 * <p>Thread-safety: immutable.
 *
 * @param epoch opaque; not empty
 * @param first the offset of its first entry, which there may not be yet
 * @param after the offset of the last entry before it; {@code first - 1} unless offsets were left out
 * @param complete whether it begins where the run before it ended. If not, acknowledged entries may be missing between the two, and a
 *     position of an older run is void
 */
public record Run(String epoch, long first, long after, boolean complete) {

    /** @throws IllegalArgumentException if the numbers cannot be */
    public Run {
        if (epoch.isEmpty() || first < 1 || after < 0 || after >= first || complete && after != first - 1) {
            throw new IllegalArgumentException("There is no run of epoch '" + epoch + "' from " + first + " after "
                    + after + ", complete: " + complete + ".");
        }
    }
}
