package dev.halley.cluster;

import dev.halley.spi.Clock;
import dev.halley.spi.ClusterView;
import dev.halley.spi.Readiness;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Says that the server is not ready while it misses half of the cluster, or does not know yet what the others want. For a minute at
 * most: a part that the others have left behind for good has to serve.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ClusterReadiness implements Readiness {

    /** How long it may object. */
    static final Duration MOST = Duration.ofSeconds(60);

    private final OptionalInt expected;
    private final Clock clock;
    private final BooleanSupplier complete;
    private final Supplier<Optional<String>> refusal;
    private volatile int members;
    /** When the number of members changed last. */
    private volatile long since;

    /**
     * @param complete whether the state of all linked nodes is known
     * @param refusal why publishes are refused; empty if they are not
     */
    ClusterReadiness(OptionalInt expected, Clock clock, BooleanSupplier complete, Supplier<Optional<String>> refusal) {
        this.expected = expected;
        this.clock = clock;
        this.complete = complete;
        this.refusal = refusal;
        this.since = clock.nanos();
    }

    void changed(ClusterView now) {
        if (now.members().size() != members) {
            members = now.members().size();
            since = clock.nanos();
        }
    }

    @Override
    public Optional<String> objection() {
        if (clock.nanos() - since >= MOST.toNanos()) {
            return Optional.empty();
        }
        Optional<String> refused = refusal.get();
        if (refused.isPresent()) {
            return refused;
        }
        if (expected.isPresent() && 2 * members <= expected.getAsInt()) {
            return Optional.of("linked with " + members + " of " + expected.getAsInt() + " nodes");
        }
        return complete.getAsBoolean() ? Optional.empty() : Optional.of("what the other nodes have is not known yet");
    }
}
