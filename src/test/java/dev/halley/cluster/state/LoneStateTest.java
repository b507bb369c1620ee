package dev.halley.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cluster.runtime.InTurn;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.testkit.ManualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

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

    @Test
    void listenersAreToldWhenWorkersThatWereFullTakeTasksAgain() {
        ManualTime time = new ManualTime();
        AtomicBoolean full = new AtomicBoolean();
        Executor workers = task -> {
            if (full.get()) {
                throw new RejectedExecutionException("thrown by the test");
            }
            task.run();
        };
        LoneState lone = new LoneState(SELF, LIMITS, new InTurn(workers, time));
        List<String> told = new ArrayList<>();
        lone.listen("section", new OwnedState.Listener() {
            @Override
            public void put(NodeId node, OwnedState.Key key, byte[] value) {
                told.add(key.name());
            }

            @Override
            public void removed(NodeId node, OwnedState.Key key) {}
        });
        full.set(true);
        lone.put(new OwnedState.Key("section", "first"), new byte[1]);
        full.set(false);
        time.advance(InTurn.AGAIN);
        lone.put(new OwnedState.Key("section", "second"), new byte[1]);
        assertThat(told).containsExactly("first", "second");
    }
}
