package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownNamesTest {

    @ParameterizedTest
    @CsvSource({
        "maxinterval, maxInterval",
        "timeuot, timeout",
        "jsonCommented, JSONCommented",
        "long-polling.jason.timeout, long-polling.json.timeout",
        "ws.idleTimeOut, ws.idleTimeout"
    })
    void areWarnedOfWithTheNearestName(String name, String meant) {
        assertThat(Reading.of(name, "1").warnings())
                .containsExactly("The init-param '" + name + "' is unknown and ignored; did you mean '" + meant + "'?");
    }

    @Test
    void thatResembleNothingPointToTheDocumentation() {
        assertThat(Reading.of("colour", "blue").warnings())
                .containsExactly(
                        "The init-param 'colour' is unknown and ignored; docs/configuration.md lists all names.");
    }

    @Test
    void areFoundAmongSystemPropertiesAndVariables() {
        assertThat(new Reading()
                        .property("halley.timeuot", "1")
                        .variable("HALLEY_MAX_INTERVALL", "1")
                        .warnings())
                .containsExactly(
                        "The system property 'halley.timeuot' is unknown and ignored; did you mean"
                                + " 'halley.timeout'?",
                        "The environment variable 'HALLEY_MAX_INTERVALL' is unknown and ignored; did you mean"
                                + " 'HALLEY_MAX_INTERVAL'?");
    }

    @ParameterizedTest
    @CsvSource({"ws.maxQueue, maxQueue", "long-polling.json.sweepPeriod, sweepPeriod", "ws.JSONCommented, JSONCommented"
    })
    void thatHaveAPrefixTooManyAreToldSo(String name, String meant) {
        assertThat(Reading.of(name, "true").warnings())
                .containsExactly(
                        "The init-param '" + name + "' is unknown and ignored; '" + meant + "' takes no such prefix.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"halley.test.browser", "halley.jdk25", "halley.jdk25.home", "halley.launcher.dir", "user.dir"})
    void doNotIncludeSystemPropertiesMeantForOthers(String name) {
        assertThat(new Reading().property(name, "1").warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HALLEY_TEST_BROWSER",
                "HALLEY_JDK25",
                "HALLEY_LAUNCHER_DIR",
                "HALLEY_PORT",
                "HALLEY_SERVICE_HOST",
                "HALLEY_SERVICE_PORT_HTTP",
                "HALLEY_PORT_8080_TCP_ADDR",
                "HALLEY_CHAT_PORT_8080_TCP",
                "PATH"
            })
    void doNotIncludeVariablesMeantForOthersOrSetByKubernetes(String name) {
        assertThat(new Reading().variable(name, "1").warnings()).isEmpty();
    }

    @Test
    void areStillLookedForAmongVariablesThatOnlyResembleThoseOfKubernetes() {
        assertThat(new Reading().variable("HALLEY_SERVICE", "x").warnings()).hasSize(1);
    }

    @Test
    void areWarnedOfEvenWhenAValueIsInvalid() {
        Reading reading = Reading.of("timeuot", "1").initParam("maxInterval", "soon");
        assertThatThrownBy(reading::config).isInstanceOf(ConfigException.class);
        assertThat(reading.warningsSoFar()).hasSize(1);
    }

    @Test
    void areErrorsForEmbedding() {
        assertThatThrownBy(() -> ServerConfig.of(Map.of("timeuot", "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean 'timeout'?");
    }

    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, '', 3", "same, same, 0", "ab, ba, 2"})
    void areComparedByEdits(String left, String right, int edits) {
        assertThat(EditDistance.between(left, right)).isEqualTo(edits);
    }
}
