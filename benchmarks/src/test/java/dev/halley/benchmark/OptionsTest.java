package dev.halley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {

    private static Options parse(String... arguments) {
        return Options.parse(arguments);
    }

    @Test
    void an_option_has_a_value_or_is_a_flag() {
        Options options = parse("compare", "--short", "--rounds", "3", "--jvm", "-XX:+UseZGC", "--last");
        assertThat(options.command()).isEqualTo("compare");
        assertThat(options.flag("short")).isTrue();
        assertThat(options.flag("last")).isTrue();
        assertThat(options.flag("missing")).isFalse();
        assertThat(options.number("rounds", 7)).isEqualTo(3);
        assertThat(options.text("jvm", "")).isEqualTo("-XX:+UseZGC");
    }

    @Test
    void a_choice_is_one_of_its_constants_or_told_with_all_of_them() {
        Options options = parse("compare", "--writes", "separate");
        Scenario.Writes usual = Scenario.Writes.COALESCED;
        assertThat(options.choice("writes", Scenario.Writes.class, usual)).isEqualTo(Scenario.Writes.SEPARATE);
        assertThat(parse("compare").choice("writes", Scenario.Writes.class, usual))
                .isEqualTo(usual);
        assertThatThrownBy(() -> parse("compare", "--writes", "each").choice("writes", Scenario.Writes.class, usual))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--writes each")
                .hasMessageContaining("[coalesced, separate]");
    }

    @Test
    void choices_are_those_that_were_named_or_all_of_them() {
        assertThat(parse("cluster-history", "--parts", "kill,rooms").choices("parts", ClusterHistoryCosts.Part.class))
                .containsExactly(ClusterHistoryCosts.Part.ROOMS, ClusterHistoryCosts.Part.KILL);
        assertThat(parse("cluster-history").choices("parts", ClusterHistoryCosts.Part.class))
                .containsExactly(ClusterHistoryCosts.Part.values());
        assertThatThrownBy(() -> parse("cluster-history", "--parts", "rooms,walls")
                        .choices("parts", ClusterHistoryCosts.Part.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--parts walls")
                .hasMessageContaining("[rooms, appends, kill]");
    }

    @Test
    void what_is_no_option_is_told() {
        assertThatThrownBy(() -> parse("compare", "fanout"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fanout");
        assertThatThrownBy(OptionsTest::parse).isInstanceOf(IllegalArgumentException.class);
    }
}
