package dev.halley.cluster.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cluster.broker.AwaitedNodes.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitedNodesTest {

    private final AwaitedNodes awaited = new AwaitedNodes();

    @Test
    void stripesThatWaitForTheSameNodesAreToldOfOnce() {
        assertThat(awaited.waits(0, List.of("b"), false)).contains(new Change(List.of("b"), false));
        assertThat(awaited.waits(1, List.of("b"), false)).isEmpty();
        assertThat(awaited.names()).containsExactly("b");
    }

    @Test
    void itIsOverWhenNoStripeWaitsAnyMore() {
        awaited.waits(0, List.of("b"), false);
        awaited.waits(1, List.of("b"), false);

        assertThat(awaited.waits(0, List.of("b"), true)).isEmpty();
        assertThat(awaited.names()).containsExactly("b");
        assertThat(awaited.waits(1, List.of("b"), true)).contains(new Change(List.of("b"), true));
        assertThat(awaited.names()).isEmpty();
    }

    @Test
    void nodesThatDifferentStripesWaitForAreToldOfTogether() {
        awaited.waits(0, List.of("c"), false);

        assertThat(awaited.waits(1, List.of("b"), false)).contains(new Change(List.of("b", "c"), false));
        assertThat(awaited.waits(0, List.of(), true)).contains(new Change(List.of("b"), false));
    }

    @Test
    void aStripeThatNeverWaitedChangesNothing() {
        assertThat(awaited.waits(0, List.of(), true)).isEmpty();
        assertThat(awaited.names()).isEmpty();
    }
}
