package dev.halley.cluster.state;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A key is put by one thread and removed by another, which is the state's and takes what was put before: in the end a listener was told, and the
 * other node sees, what can be read.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "put", expect = ACCEPTABLE, desc = "put in the end, for all")
@Outcome(id = "nothing", expect = ACCEPTABLE, desc = "removed in the end, for all")
@State
public class StatePutRace {

    private final RaceCluster cluster = new RaceCluster();

    public StatePutRace() {
        cluster.state.put(RaceCluster.KEY, RaceCluster.value("before"));
    }

    @Actor
    public void puts() {
        cluster.state.put(RaceCluster.KEY, RaceCluster.value("put"));
    }

    @Actor
    public void takesAndRemoves() {
        cluster.runAll();
        cluster.state.remove(RaceCluster.KEY);
        cluster.runAll();
    }

    @Arbiter
    public void seen(L_Result result) {
        cluster.runAll();
        result.r1 = cluster.all();
    }
}
