package dev.halley.cluster.state;

import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import java.util.ArrayDeque;
import java.util.Deque;

class LoneStateTest extends OwnedStateContract {

    private static final NodeId SELF = new NodeId("alone");

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final LoneState state = new LoneState(SELF, LIMITS, tasks::add);

    @Override
    protected OwnedState state() {
        return state;
    }

    @Override
    protected NodeId self() {
        return SELF;
    }

    @Override
    protected void settle() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
