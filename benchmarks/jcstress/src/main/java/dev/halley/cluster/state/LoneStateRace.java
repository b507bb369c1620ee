package dev.halley.cluster.state;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.cluster.runtime.InTurn;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.OwnedState.Key;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A node that stands alone: a key is put and removed by two threads, each of which may be the one that tells the listener; it is told
 * in the end what can be read.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "put in the end, and told so")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "removed in the end, and told so")
@State
public class LoneStateRace implements OwnedState.Listener {

    private static final NodeId SELF = new NodeId("alone");
    private static final byte[] VALUE = {1};

    private final LoneState state =
            new LoneState(SELF, StateLimits.USUAL, new InTurn(Runnable::run, (delay, task) -> () -> {}));
    private volatile boolean there;

    public LoneStateRace() {
        state.listen("interest", this);
    }

    @Override
    public void put(NodeId node, Key key, byte[] value) {
        there = true;
    }

    @Override
    public void removed(NodeId node, Key key) {
        there = false;
    }

    @Actor
    public void puts() {
        state.put(RaceCluster.KEY, VALUE);
    }

    @Actor
    public void removes() {
        state.remove(RaceCluster.KEY);
    }

    @Arbiter
    public void seen(L_Result result) {
        result.r1 = state.get(SELF, RaceCluster.KEY).isPresent() + ", " + there;
    }
}
