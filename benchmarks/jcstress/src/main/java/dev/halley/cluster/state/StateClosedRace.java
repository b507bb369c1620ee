package dev.halley.cluster.state;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A sync begins while the state's thread works, and ends: it is done or fails, but nobody waits for ever.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "done", expect = ACCEPTABLE, desc = "done before the end")
@Outcome(id = "failed", expect = ACCEPTABLE, desc = "failed by the end")
@State
public class StateClosedRace {

    private final RaceCluster cluster = new RaceCluster();
    private CompletableFuture<Void> synced;

    @Actor
    public void syncs() {
        cluster.state.put(RaceCluster.KEY, RaceCluster.value("put"));
        synced = cluster.state.sync().toCompletableFuture();
    }

    @Actor
    public void takesAndCloses() {
        cluster.runAll();
        cluster.state.close();
        cluster.runAll();
    }

    @Arbiter
    public void seen(L_Result result) {
        cluster.runAll();
        result.r1 = !synced.isDone() ? "waits" : synced.isCompletedExceptionally() ? "failed" : "done";
    }
}
