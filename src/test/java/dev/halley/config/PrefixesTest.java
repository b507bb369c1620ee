package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixesTest {

    @ParameterizedTest
    @CsvSource({
        "timeout,                   1, 1, 1, 1",
        "long-polling.timeout,      1, 1, 20000, 20000",
        "long-polling.json.timeout, 1, 20000, 20000, 20000",
        "long-polling.jsonp.timeout, 20000, 1, 20000, 20000",
        "callback-polling.timeout,  20000, 1, 20000, 20000",
        "ws.timeout,                20000, 20000, 1, 20000",
        "websocket.timeout,         20000, 20000, 1, 20000",
        "pigeon.timeout,            20000, 20000, 20000, 1"
    })
    void aKeyActsOnTheTransportsOfItsPrefix(String key, long longPolling, long callbackPolling, long ws, long pigeon) {
        Reading reading = Reading.of(key, "1").transports("pigeon");
        assertThat(timeouts(reading)).containsExactly(longPolling, callbackPolling, ws, pigeon);
        assertThat(reading.warningsSoFar()).isEmpty();
    }

    @Test
    void theMostSpecificPrefixWins() {
        Reading reading = Reading.of("timeout", "1")
                .transports("pigeon")
                .initParam("long-polling.timeout", "2")
                .initParam("callback-polling.timeout", "3")
                .initParam("long-polling.jsonp.timeout", "4")
                .initParam("long-polling.json.timeout", "5")
                .initParam("websocket.timeout", "6")
                .initParam("ws.timeout", "7")
                .initParam("pigeon.timeout", "8");
        assertThat(timeouts(reading)).containsExactly(5L, 4L, 7L, 8L);
    }

    @Test
    void anAllowedTransportMayHaveSettingsOfItsOwnFromTheEnvironment() {
        Reading reading = Reading.of("allowedTransports", "websocket, pigeon")
                .transports("pigeon")
                .variable("HALLEY_PIGEON_TIMEOUT", "9");
        assertThat(timeouts(reading)).endsWith(9L);
        assertThat(reading.warningsSoFar()).isEmpty();
    }

    @Test
    void aPrefixThatIsNoTransportIsWarnedOf() {
        assertThat(Reading.of("pigeon.timeout", "1").warnings()).hasSize(1);
    }

    @Test
    void aPrefixThatAlmostIsTheApplicationsTransportIsWarnedOf() {
        assertThat(Reading.of("pidgeon.timeout", "1").transports("pigeon").warnings())
                .containsExactly(
                        "The init-param 'pidgeon.timeout' is unknown and ignored; did you mean 'pigeon.timeout'?");
    }

    @Test
    void aMisspeltPrefixIsNotTakenForATransportOfTheApplication() {
        Reading reading = Reading.of("long-poling.timeout", "1").transports("pigeon");
        assertThat(reading.warnings())
                .containsExactly("The init-param 'long-poling.timeout' is unknown and ignored; did you mean"
                        + " 'long-polling.timeout'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"long-polling.json.", "long-polling.jsonp.", "callback-polling.", "long-polling."})
    void settingsOfHttpMayCarryAPrefixAndAreSharedByItsTransports(String prefix) {
        Reading reading = Reading.of(prefix + "trustClientSession", "true");
        assertThat(reading.config().http().trustClientSession()).isTrue();
        assertThat(reading.warningsSoFar()).isEmpty();
    }

    @Test
    void settingsOfHttpThatDifferByPrefixAreWarnedOf() {
        Reading reading = Reading.of("long-polling.json.trustClientSession", "true")
                .initParam("long-polling.jsonp.trustClientSession", "false");
        assertThat(reading.warnings())
                .containsExactly("The init-param 'long-polling.jsonp.trustClientSession' is ignored, because the HTTP"
                        + " transports share 'trustClientSession' and 'long-polling.json.trustClientSession' is"
                        + " also set.");
    }

    @Test
    void settingsOfHttpThatAgreeAreNotWarnedOf() {
        assertThat(Reading.of("long-polling.json.trustClientSession", "true")
                        .initParam("long-polling.jsonp.trustClientSession", "true")
                        .initParam("trustClientSession", "false")
                        .warnings())
                .isEmpty();
    }

    @Test
    void limitsOfFramesAreThoseOfEachTransportThatGoesBothWays() {
        Reading reading = Reading.of("allowedTransports", "websocket,pigeon,raven")
                .transports("pigeon", "raven")
                .initParam("maxFrameSize", "30")
                .initParam("ws.maxFrameSize", "10")
                .initParam("ws.messagesPerFrame", "3")
                .initParam("pigeon.maxFrameSize", "20")
                .initParam("pigeon.messagesPerFrame", "2");
        ServerConfig config = reading.config();
        assertThat(reading.warnings()).isEmpty();
        assertThat(config.transport("websocket").maxFrameSize()).isEqualTo(10);
        assertThat(config.transport("websocket").messagesPerFrame()).isEqualTo(3);
        assertThat(config.transport("pigeon").maxFrameSize()).isEqualTo(20);
        assertThat(config.transport("pigeon").messagesPerFrame()).isEqualTo(2);
        assertThat(config.transport("raven").maxFrameSize()).isEqualTo(30);
        assertThat(config.transport("raven").messagesPerFrame()).isZero();
    }

    @Test
    void callbackPollingDeliversWithConnectOnlyWhateverIsSet() {
        ServerConfig config =
                Reading.of("long-polling.jsonp.metaConnectDeliverOnly", "false").config();
        assertThat(config.transport("callback-polling").metaConnectDeliverOnly())
                .isTrue();
        assertThat(config.transport("long-polling").metaConnectDeliverOnly()).isFalse();
    }

    private static List<Long> timeouts(Reading reading) {
        ServerConfig config = reading.config();
        return List.of("long-polling", "callback-polling", "websocket", "pigeon").stream()
                .map(name -> config.transport(name).timeout().toMillis())
                .toList();
    }
}
