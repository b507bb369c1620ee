package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsistencyTest {

    @Test
    void ofDefaultsIsGiven() {
        assertThat(new Reading().warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"browserCookieSameSite, none", "browserCookiePartitioned, true"})
    void aCookieThatBrowsersDropIsWarnedOf(String key, String value) {
        assertThat(Reading.of(key, value)
                        .initParam("browserCookieSecure", "false")
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("Browsers drop the cookie: '" + key + "'");
        assertThat(Reading.of(key, value).warnings()).isEmpty();
    }

    @Test
    void anIdleTimeoutThatCutsHeldConnectsIsWarnedOf() {
        assertThat(Reading.of("ws.idleTimeout", "20000").warnings())
                .containsExactly("Idle WebSocket connections are cut while their connect is held: 'ws.idleTimeout' is"
                        + " 20000 ms and the WebSocket transport's 'timeout' is 20000 ms.");
        assertThat(Reading.of("ws.idleTimeout", "20001").warnings()).isEmpty();
        assertThat(Reading.of("ws.idleTimeout", "0").warnings()).isEmpty();
    }

    @Test
    void aQueueThatHoldsLessThanOneMessageIsWarnedOf() {
        assertThat(Reading.of("maxQueueBytes", "1048576").warnings()).isEmpty();
        assertThat(Reading.of("maxQueueBytes", "1048575").warnings()).hasSize(3);
        assertThat(Reading.of("ws.maxMessageSize", "-1").warnings())
                .containsExactly("A message may be larger than a session's queue, and then ends the session:"
                        + " 'maxMessageSize' of websocket is 2147483647 and 'maxQueueBytes' is 16777216.");
    }
}
