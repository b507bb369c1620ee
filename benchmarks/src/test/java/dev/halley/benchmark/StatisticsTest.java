package dev.halley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsTest {

    private static Measurement micros(long each) {
        return new Measurement(1_000, 0, each * 1_000_000, 1, 1, 0, Measurement.Latency.NONE);
    }

    @Test
    void a_median_is_the_middle_or_between_the_two_in_the_middle() {
        assertThat(Median.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Median.of(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3);
        assertThatThrownBy(() -> Median.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_ratio_is_the_median_of_ratios_not_the_ratio_of_medians() {
        Comparison.Outcome outcome = new Comparison.Outcome(
                Scenario.all().get("fanout"),
                "cometd",
                List.of(micros(1), micros(10), micros(3)),
                List.of(micros(2), micros(10), micros(30)));
        assertThat(outcome.ratio(Measurement::microsEach)).isEqualTo(0.5);
    }

    @Test
    void a_spread_is_the_standard_deviation_as_a_share_of_the_mean() {
        assertThat(Spread.of(List.of(0.9, 1.0, 1.1))).isEqualTo(0.1, within(1e-9));
        assertThat(Spread.of(List.of(9.0, 10.0, 11.0))).isEqualTo(0.1, within(1e-9));
        assertThat(Spread.of(List.of(1.0))).isZero();
    }

    @Test
    void twice_the_spread_is_allowed_but_never_less_than_five_percent() {
        assertThat(Spread.bound(0.01)).isEqualTo(1.05, within(1e-9));
        assertThat(Spread.bound(0.1)).isEqualTo(1.2, within(1e-9));
    }

    @Test
    void spreads_that_were_written_are_read_again(@TempDir Path directory) throws IOException {
        Map<String, Double> spreads = Map.of("fanout processor", 0.0312);
        Spread.write(directory.resolve("spread.csv"), spreads);
        assertThat(Spread.read(directory.resolve("spread.csv"))).isEqualTo(spreads);
    }

    @Test
    void a_point_of_a_curve_is_compared_within_its_round() {
        List<Curves.Point> points =
                Curves.points(Curves.Axis.CHANNELS, Map.of(100, List.of(1.0, 2.0, 4.0), 1_000, List.of(2.0, 2.0, 6.0)));
        Curves.Point thousand =
                points.stream().filter(point -> point.x() == 1_000).findFirst().orElseThrow();
        assertThat(thousand.ratio()).isEqualTo(1.5, within(1e-9));
        assertThat(thousand.micros()).isEqualTo(2.0);
    }
}
