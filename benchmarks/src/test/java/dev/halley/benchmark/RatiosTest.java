package dev.halley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RatiosTest {

    private static List<Measurement> rounds(long... serverNanos) {
        return LongStream.of(serverNanos)
                .mapToObj(nanos -> new Measurement(1, 1, nanos, 0, 1, 0, Measurement.Latency.NONE))
                .toList();
    }

    @Test
    void eachRoundIsDividedByTheOneBesideIt() {
        // Both medians are equal: divided by each other they would give 1.
        assertThat(Ratios.of(rounds(2_000, 3_000, 6_000), rounds(1_000, 4_000, 3_000)))
                .isEqualTo(new Ratios(2, 0.75, 2));
    }

    @Test
    void textHasTheMedianAndTheRange() {
        assertThat(new Ratios(2, 0.75, 2.004)).hasToString("2.00 (0.75 to 2.00)");
    }

    @Test
    void roundsWithoutOneBesideThemAreRefused() {
        assertThatThrownBy(() -> Ratios.of(rounds(1, 2), rounds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 rounds");
        assertThatThrownBy(() -> Ratios.of(rounds(), rounds())).isInstanceOf(IllegalArgumentException.class);
    }
}
