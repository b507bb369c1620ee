package dev.halley.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.Soak;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever happens to nodes and links: in the end all see the same, in time, and what listeners were told adds up to it. */
class StateSimulationTest {

    private static final int HISTORIES = Soak.choose(10_000, 200_000);

    /** Another one each time, told when a history goes wrong; {@code -Dhalley.test.seed=...} runs that one alone. */
    private static final long SEED = Long.getLong("halley.test.seed", System.nanoTime());

    @Test
    void allNodesSeeTheUnionOfTheirPartsWhateverHappens() {
        int histories = System.getProperty("halley.test.seed") == null ? HISTORIES : 1;
        QuietLogs.during(() -> {
            for (int i = 0; i < histories; i++) {
                StateHistory history = new StateHistory(SEED + i, new StateRules());
                List<String> faults = history.run();
                assertThat(faults).as(history::toString).isEmpty();
            }
        });
    }
}
