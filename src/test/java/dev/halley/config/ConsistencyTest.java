package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistencyTest {

    @Test
    void ofDefaultsIsGiven() {
        assertThat(new Reading().warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "browserCookieSameSite, none, 'browserCookieSameSite'' is None'",
        "browserCookieName, __Secure-b, 'browserCookieName'' starts with __Secure-'",
        "browserCookieName, __host-b, 'browserCookieName'' starts with __Host-'"
    })
    void aCookieThatBrowsersKeepOnlyWithSecureIsSecureAndTheContraryIsWarnedOf(String key, String value, String why) {
        Reading reading = Reading.of(key, value).initParam("browserCookieSecure", "false");
        assertThat(reading.warnings())
                .containsExactly("The cookie is Secure although 'browserCookieSecure' is false: browsers would drop it"
                        + " otherwise, because '" + why + ".");
        assertThat(reading.config().http().cookie().secureFor(false)).isTrue();
        assertThat(Reading.of(key, value).warnings()).isEmpty();
        assertThat(Reading.of(key, value).config().http().cookie().secureFor(false))
                .isTrue();
    }

    @Test
    void aPartitionedCookieIsSecureAndThatItNeedsSameSiteNoneIsWarnedOf() {
        Reading reading = Reading.of("browserCookiePartitioned", "true");
        assertThat(reading.warnings())
                .singleElement()
                .asString()
                .endsWith("'browserCookieSameSite' is Lax, but must be None.");
        assertThat(reading.config().http().cookie().secureFor(false)).isTrue();
        assertThat(Reading.of("browserCookiePartitioned", "true")
                        .initParam("browserCookieSameSite", "None")
                        .warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"browserCookieDomain, example.org", "browserCookiePath, /chat"})
    void aCookieOfTheHostThatIsNotForAllOfItIsWarnedOf(String key, String value) {
        assertThat(Reading.of("browserCookieName", "__Host-b")
                        .initParam(key, value)
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("Browsers drop the cookie: 'browserCookieName' starts with __Host-");
        assertThat(Reading.of("browserCookieName", "__Secure-b")
                        .initParam(key, value)
                        .warnings())
                .isEmpty();
    }

    @Test
    void aCookieWithoutAnAgeIsWarnedOf() {
        assertThat(Reading.of("browserCookieMaxAge", "0").warnings())
                .containsExactly("Browsers drop the cookie at once: 'browserCookieMaxAge' is 0.");
        assertThat(Reading.of("browserCookieMaxAge", "1").warnings()).isEmpty();
    }

    @Test
    void pagesOfAnySiteThatGetNoCookieAreWarnedOf() {
        assertThat(Reading.of("allowedOrigins", "*").warnings())
                .singleElement()
                .asString()
                .startsWith("Pages of other sites cannot poll: 'allowedOrigins' is *")
                .contains("'browserCookieSameSite' is Lax");
        assertThat(Reading.of("allowedOrigins", "*")
                        .initParam("browserCookieSameSite", "None")
                        .warnings())
                .isEmpty();
        assertThat(Reading.of("allowedOrigins", "*")
                        .initParam("trustClientSession", "true")
                        .warnings())
                .isEmpty();
        // An origin may be one of the same site.
        assertThat(Reading.of("allowedOrigins", "https://app.example.org").warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxSessionsPerBrowser", "http2MaxSessionsPerBrowser"})
    void tabsThatAreAllRefusedAreWarnedOf(String key) {
        assertThat(Reading.of(key, "0").initParam("multiSessionInterval", "0").warnings())
                .containsExactly("Every client that polls is refused: '" + key
                        + "' is 0, so that every tab is surplus, and 'multiSessionInterval' is 0, so that surplus"
                        + " tabs are refused.");
        assertThat(Reading.of(key, "0").initParam("multiSessionInterval", "1").warnings())
                .isEmpty();
        assertThat(Reading.of(key, "1").initParam("multiSessionInterval", "0").warnings())
                .isEmpty();
    }

    private static final String USELESS_WAIT =
            "'historyStartWait' has no effect, because 'historyStore' and 'cluster.name' are not"
                    + " both set: there are no nodes that know which one served last.";

    @Test
    void aTimeToWaitForOtherNodesWithoutFilesOrNodesIsWarnedOf() {
        assertThat(Reading.of("historyStartWait", "1").warnings()).containsExactly(USELESS_WAIT);
        assertThat(Reading.of("historyStartWait", "1")
                        .initParam("historyStore", "/var/lib/history")
                        .warnings())
                .containsExactly(USELESS_WAIT);
        assertThat(Reading.of("historyStartWait", "1")
                        .initParam("historyStore", "/var/lib/history")
                        .initParam("cluster.name", "test")
                        .warnings())
                .isEmpty();
        assertThat(Reading.of("historyStartWait", "60000").warnings()).isEmpty();
    }

    @Test
    void anEventSourceThatIsAllowedAndNotSwitchedOnIsWarnedOf() {
        assertThat(Reading.of("allowedTransports", "eventsource,long-polling").warnings())
                .containsExactly("'allowedTransports' names eventsource, which is not offered:"
                        + " 'eventsource.clientIdInPath' is false, but must be true.");
        assertThat(Reading.of("allowedTransports", "eventsource")
                        .initParam("eventsource.clientIdInPath", "true")
                        .warnings())
                .isEmpty();
        assertThat(Reading.of("eventsource.clientIdInPath", "true").warnings()).isEmpty();
    }

    @Test
    void clientsWithoutAPauseAreWarnedOf() {
        assertThat(Reading.of("long-polling.json.timeout", "0").warnings())
                .containsExactly("Clients connect again and again without a pause: 'timeout' and 'interval' of"
                        + " long-polling are both 0.");
        assertThat(Reading.of("timeout", "0").warnings()).hasSize(4);
        assertThat(Reading.of("timeout", "0").initParam("interval", "1").warnings())
                .isEmpty();
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
        assertThat(Reading.of("maxQueueBytes", "1048575").warnings()).hasSize(4);
        assertThat(Reading.of("ws.maxMessageSize", "-1").warnings())
                .containsExactly("A message may be larger than a session's queue, and then ends the session:"
                        + " 'maxMessageSize' of websocket is 2147483647 and 'maxQueueBytes' is 16777216.");
    }

    @Test
    void nodesThatAreNamedWithoutAClusterMeanNothing() {
        assertThat(Reading.of("cluster.members", "10.0.0.1:7800").warnings())
                .singleElement()
                .asString()
                .contains("'cluster.name' is not set");
        assertThat(Reading.of("cluster.expected", "3").warnings()).hasSize(1);
        assertThat(Reading.of("cluster.members", "10.0.0.1:7800")
                        .initParam("cluster.name", "one")
                        .warnings())
                .isEmpty();
    }

    @Test
    void ofReplayAndAClusterRulesOutTheStart() {
        assertThatThrownBy(() -> Reading.of("extensions", "ack,replay")
                        .initParam("cluster.name", "shop")
                        .config())
                .isInstanceOf(ConfigException.class)
                .hasMessage("'extensions' names replay, and 'cluster.name' is set: a replayId is an offset without"
                        + " its epoch, from which only a server without a cluster can continue. Remove one of the"
                        + " two.");
        assertThat(Reading.of("extensions", "ack,replay").warnings()).isEmpty();
    }
}
