package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesTest {

    @Test
    void anInitParamIsStrongerThanTheDefault() {
        assertThat(timeout(Reading.of("timeout", "1"))).isEqualTo(1);
    }

    @Test
    void anEnvironmentVariableIsStrongerThanAnInitParam() {
        assertThat(timeout(Reading.of("timeout", "1").variable("HALLEY_TIMEOUT", "2")))
                .isEqualTo(2);
    }

    @Test
    void aSystemPropertyIsStrongerThanAnEnvironmentVariable() {
        assertThat(timeout(Reading.of("timeout", "1")
                        .variable("HALLEY_TIMEOUT", "2")
                        .property("halley.timeout", "3")))
                .isEqualTo(3);
    }

    @Test
    void systemPropertiesAndVariablesCountOnlyWithTheirPrefix() {
        assertThat(timeout(new Reading().property("timeout", "3").variable("TIMEOUT", "2")))
                .isEqualTo(20_000);
    }

    @Test
    void aMoreSpecificKeyOfAWeakerSourceIsStrongerThanAGeneralOneOfAStrongerSource() {
        Reading reading = Reading.of("long-polling.json.timeout", "1").property("halley.timeout", "3");
        assertThat(timeout(reading)).isEqualTo(1);
        assertThat(reading.config().transport("websocket").timeout()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void spaceAroundAValueIsNotPartOfIt() {
        assertThat(timeout(Reading.of("timeout", "\n    1\n  "))).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "maxInterval, HALLEY_MAX_INTERVAL",
        "long-polling.json.timeout, HALLEY_LONG_POLLING_JSON_TIMEOUT",
        "JSONCommented, HALLEY_JSON_COMMENTED",
        "cometdURLMapping, HALLEY_COMETD_URL_MAPPING",
        "http2MaxSessionsPerBrowser, HALLEY_HTTP2_MAX_SESSIONS_PER_BROWSER",
        "duplicateMetaConnectHttpResponseCode, HALLEY_DUPLICATE_META_CONNECT_HTTP_RESPONSE_CODE",
        "ws.enableExtension.permessage-deflate, HALLEY_WS_ENABLE_EXTENSION_PERMESSAGE_DEFLATE"
    })
    void environmentVariablesAreSpeltInCapitals(String key, String variable) {
        assertThat(EnvironmentName.of(key)).isEqualTo(variable);
    }

    @Test
    void everySettingCanBeReadFromEverySource() {
        for (Setting<?> setting : Settings.settings()) {
            if (setting == Settings.ENABLE_EXTENSION) {
                continue;
            }
            String bad = "\u0000 bad";
            for (String name : setting.names()) {
                assertRefused(Reading.of(name, bad), "The init-param '" + name + "'");
                assertRefused(
                        new Reading().property("halley." + name, bad), "The system property 'halley." + name + "'");
                String variable = EnvironmentName.of(name);
                assertRefused(new Reading().variable(variable, bad), "The environment variable '" + variable + "'");
            }
        }
    }

    @Test
    void noTwoKeysShareAnEnvironmentVariable() {
        assertThat(Settings.settings().stream()
                        .flatMap(setting -> setting.names().stream()
                                .flatMap(name ->
                                        setting.section().prefixes().stream().map(prefix -> prefix + name)))
                        .map(EnvironmentName::of))
                .doesNotHaveDuplicates();
    }

    @Test
    void initParamsAloneAreReadForEmbedding() {
        assertThat(ServerConfig.of(Map.of("timeout", "7"))
                        .transport("websocket")
                        .timeout())
                .isEqualTo(Duration.ofMillis(7));
    }

    private static void assertRefused(Reading reading, String where) {
        assertThatThrownBy(reading::config).isInstanceOf(ConfigException.class).hasMessageStartingWith(where);
        assertThat(reading.warningsSoFar()).isEmpty();
    }

    private static long timeout(Reading reading) {
        return reading.config().transport("long-polling").timeout().toMillis();
    }
}
