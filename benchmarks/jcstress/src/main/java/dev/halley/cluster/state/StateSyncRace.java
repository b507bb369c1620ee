package dev.halley.cluster.state;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.spi.OwnedState.Key;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A key is put and synced while the state's thread works, and others are put: when the sync is done, the other node sees
 * the key.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "put", expect = ACCEPTABLE, desc = "seen by the other node when synced")
@State
public class StateSyncRace {

    private static final Key OTHER = new Key("interest", "/b");

    private final RaceCluster cluster = new RaceCluster();
    private volatile String seen = "not synced";

    @Actor
    public void syncs() {
        cluster.state.put(RaceCluster.KEY, RaceCluster.value("put"));
        cluster.state.sync().whenComplete((nothing, failure) -> seen = failure == null ? cluster.seen() : "failed");
    }

    @Actor
    public void takesAndPutsAnother() {
        cluster.state.put(OTHER, RaceCluster.value("1"));
        cluster.runAll();
        cluster.state.remove(OTHER);
        cluster.runAll();
    }

    @Arbiter
    public void seen(L_Result result) {
        cluster.runAll();
        result.r1 = seen;
    }
}
