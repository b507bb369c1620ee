package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissingNodesTest {

    private final ManualTime time = new ManualTime();
    private final List<String> warnings = new ArrayList<>();
    private int linked = 1;
    private final MissingNodes missing = new MissingNodes(3, () -> linked, time, warnings::add);

    @Test
    void nodeThatMissesOthersSaysSoOnceAMinute() {
        time.advance(Duration.ofSeconds(59));
        assertThat(warnings).isEmpty();

        time.advance(Duration.ofSeconds(1));
        assertThat(warnings).singleElement().asString().contains("1 of the 3 nodes");

        linked = 2;
        time.advance(Duration.ofMinutes(1));
        assertThat(warnings).hasSize(2).last().asString().contains("2 of the 3 nodes");
    }

    @Test
    void nodeThatMissesNobodySaysNothing() {
        linked = 3;
        time.advance(Duration.ofMinutes(5));

        assertThat(warnings).isEmpty();
    }

    @Test
    void nodeThatHasLeftSaysNothing() {
        missing.close();
        time.advance(Duration.ofMinutes(5));

        assertThat(warnings).isEmpty();
        assertThat(time.waiting()).isZero();
    }
}
