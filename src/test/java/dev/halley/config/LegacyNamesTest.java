package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyNamesTest {

    @Test
    void theSeedsWebXmlIsReadWithItsOldMeaning() {
        Reading reading = Reading.of("filters", "/WEB-INF/filters.json")
                .initParam("timeout", "120000")
                .initParam("interval", "0")
                .initParam("multiFrameInterval", "1500")
                .initParam("logLevel", "0")
                .initParam("JSONCommented", "true")
                .initParam("alwaysResumePoll", "false");
        ServerConfig config = reading.config();
        assertThat(config.filters()).contains("/WEB-INF/filters.json");
        assertThat(config.transport("long-polling").timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.http().multiSessionInterval()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.logLevel()).contains(LogLevel.NONE);
        assertThat(config.http().jsonCommented()).isTrue();
        assertThat(config.transport("long-polling").metaConnectDeliverOnly()).isFalse();
        assertThat(reading.warningsSoFar()).isEmpty();
    }

    @Test
    void alwaysResumePollIsAnOlderNameOfMetaConnectDeliverOnly() {
        ServerConfig config = ServerConfig.of(Map.of("alwaysResumePoll", "true"));
        assertThat(config.transport("websocket").metaConnectDeliverOnly()).isTrue();
    }

    @Test
    void theNewerNameWinsWithAWarning() {
        Reading reading = Reading.of("multiSessionInterval", "1").property("halley.multiFrameInterval", "2");
        assertThat(reading.config().http().multiSessionInterval()).isEqualTo(Duration.ofMillis(1));
        assertThat(reading.warningsSoFar())
                .containsExactly("The system property 'halley.multiFrameInterval' is ignored, because its newer name"
                        + " 'multiSessionInterval' is also set.");
    }

    @Test
    void aDoubleNameIsWarnedOfOnceThoughSeveralTransportsReadIt() {
        assertThat(Reading.of("alwaysResumePoll", "true")
                        .initParam("metaConnectDeliverOnly", "false")
                        .warnings())
                .hasSize(1);
    }

    @Test
    void anOldNameWithAMoreSpecificPrefixIsStrongerThanTheNewNameWithout() {
        Reading reading =
                Reading.of("long-polling.json.alwaysResumePoll", "true").initParam("metaConnectDeliverOnly", "false");
        assertThat(reading.config().transport("long-polling").metaConnectDeliverOnly())
                .isTrue();
        assertThat(reading.warningsSoFar()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, NONE", "1, INFO", "2, DEBUG", "none, NONE", "Info, INFO", "DEBUG, DEBUG"})
    void logLevelsAreNumbersOrWords(String text, LogLevel level) {
        assertThat(ServerConfig.of(Map.of("logLevel", text)).logLevel()).contains(level);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jsonContext",
                "jsonDebug",
                "sweepThreads",
                "schedulerThreads",
                "executorMaxThreads",
                "bufferSize",
                "requestAvailable",
                "directDeliver",
                "asyncDeliver",
                "refsThreshold"
            })
    void aNameThatHasNoEffectIsWarnedOfOnceWithTheReason(String key) {
        assertThat(Reading.of(key, "1").warnings())
                .singleElement()
                .asString()
                .matches("The init-param '" + key + "' has no effect: .{20,}\\.");
    }

    @Test
    void aNameThatHasNoEffectIsFoundWithPrefixAndInEverySource() {
        assertThat(Reading.of("ws.bufferSize", "1")
                        .property("halley.long-polling.json.jsonDebug", "1")
                        .variable("HALLEY_JSON_CONTEXT", "1")
                        .warnings())
                .hasSize(3)
                .allMatch(warning -> warning.contains("has no effect: "));
    }
}
