package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.Soak;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whatever happens to nodes and links: nothing that was acknowledged is lost, nothing comes twice, and who misses something is told. */
class LogSimulationTest {

    private static final int HISTORIES = Soak.choose(4_000, 200_000);

    /** In a soak another one each time, told when a history goes wrong; {@code -Dhalley.test.seed=...} runs that one alone. */
    private static final long SEED = Long.getLong("halley.test.seed", Soak.choose(1, (int) System.nanoTime()));

    @Test
    void subscribersGetEachMessageOnceOrAreToldWhateverHappens() {
        int histories = System.getProperty("halley.test.seed") == null ? HISTORIES : 1;
        LongStream.range(SEED, SEED + histories).parallel().forEach(seed -> {
            LogHistory history = new LogHistory(seed, new LogRules());
            List<String> faults = history.run();
            assertThat(faults).as(history::toString).isEmpty();
        });
    }
}
