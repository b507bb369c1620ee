package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.OverflowPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @ParameterizedTest
    @CsvSource({
        "sweepPeriod, 1, 2147483647, 0, 2147483648",
        "stopTimeout, 0, 2147483647, -1, 2147483648",
        "workerThreads, 1, 10000, 0, 10001",
        "senderThreads, 1, 1000, 0, 1001",
        "maxBlockedWorkers, 0, 10000, -1, 10001",
        "drainTime, 0, 2147483647, -1, 2147483648",
        "historyStartWait, 0, 2147483647, -1, 2147483648",
        "stuckAfter, 1, 2147483647, 0, 2147483648",
        "publishTimeout, 1, 2147483647, 0, 2147483648",
        "maxPendingPublishes, 1, 2147483647, 0, 2147483648",
        "maxDepth, 1, 900, 0, 901",
        "maxBatch, 1, 2147483647, 0, 2147483648",
        "maxSubscriptionsPerSession, 1, 2147483647, 0, 2147483648",
        "maxChannelsPerSession, 1, 2147483647, 0, 2147483648",
        "maxSessionsPerAddress, 1, 2147483647, 0, 2147483648",
        "maxHandshakesPerSecond, 1, 1000000, 0, 1000001",
        "maxQueue, 1, 2147483647, 0, 2147483648",
        "maxQueueBytes, 1, 1099511627776, 0, 1099511627777",
        "maxResponseSize, 1, 2147483647, 0, 2147483648",
        "timeout, 0, 2147483647, -1, 2147483648",
        "interval, 0, 2147483647, -1, 2147483648",
        "maxInterval, 0, 2147483647, -1, 2147483648",
        "maxProcessing, 1, 2147483647, 0.5, 2147483648",
        "maxLazyTimeout, 0, 2147483647, -1, 2147483648",
        "maxMessageSize, 1, 2147483647, 0, 2147483648",
        "reconnectSpread, 0, 2147483647, -1, 2147483648",
        "maxSessionsPerBrowser, 0, 2147483647, x, 2147483648",
        "http2MaxSessionsPerBrowser, 0, 2147483647, x, 2147483648",
        "multiSessionInterval, 1, 2147483647, x, 2147483648",
        "duplicateMetaConnectHttpResponseCode, 400, 599, 399, 600",
        "maxBlockedPolls, 0, 100000, -1, 100001",
        "callbackParameterMaxLength, 1, 1024, 0, 1025",
        "browserCookieMaxAge, 0, 2147483647, x, 2147483648",
        "streamHeartbeat, 1000, 2147483647, 999, 2147483648",
        "streamDuration, 1000, 2147483647, 999, 2147483648",
        "sendTimeout, 1, 2147483647, 0, 2147483648",
        "messagesPerFrame, 1, 2147483647, x, 2147483648",
        "maxFrameSize, 1, 2147483647, 0, 2147483648",
        "idleTimeout, 1, 2147483647, x, 2147483648"
    })
    void numbersAreAllowedUpToTheirBoundsAndRefusedOnePast(
            String key, String least, String most, String belowLeast, String aboveMost) {
        ServerConfig.of(Map.of(key, least));
        ServerConfig.of(Map.of(key, most));
        assertRefused(key, belowLeast);
        assertRefused(key, aboveMost);
        assertRefused(key, "99999999999999999999");
        assertRefused(key, "ten");
    }

    @Test
    void rulesOfHistoryAreRead() {
        assertThat(ServerConfig.of(Map.of("history", "/**=1/1ms, /a/b = 1000000/366d ,/c=none"))
                        .history()
                        .rules())
                .containsExactly(
                        new HistoryRule("/**", 1, Duration.ofMillis(1)),
                        new HistoryRule("/a/b", 1_000_000, Duration.ofDays(366)),
                        new HistoryRule("/c", 0, Duration.ZERO));
        for (String wrong : List.of(
                "/a",
                "/a=",
                "/a=1",
                "/a=0/1s",
                "/a=1/0s",
                "/a=1000001/1s",
                "/a=1/367d",
                "/a=1/1w",
                "a=1/1s",
                "/a/*/b=1/1s",
                "/a/{b}=1/1s",
                "/meta/a=1/1s",
                "/service/a=1/1s",
                "/a=1/1s,/a=2/2s")) {
            assertRefused("history", wrong);
        }
    }

    @Test
    void rulesOfOverflowAreReadAndEachPolicyIsOneOfTheApi() {
        String all = "/**=disconnect,/a = drop-oldest ,/b/*=drop-newest,/c=latest,/d=latest(a.symbol),/e=catch-up";
        List<OverflowRule> rules =
                ServerConfig.of(Map.of("overflow", all)).limits().overflow();
        assertThat(rules)
                .containsExactly(
                        new OverflowRule("/**", "disconnect"),
                        new OverflowRule("/a", "drop-oldest"),
                        new OverflowRule("/b/*", "drop-newest"),
                        new OverflowRule("/c", "latest"),
                        new OverflowRule("/d", "latest(a.symbol)"),
                        new OverflowRule("/e", "catch-up"));
        rules.forEach(rule -> assertThat(OverflowPolicy.of(rule.policy())).hasToString(rule.policy()));
        ServerConfig.of(Map.of("overflow", "/a=latest(" + "m".repeat(64) + ")"));
        for (String wrong : List.of(
                "/a",
                "/a=",
                "/a=lates",
                "/a=Latest",
                "/a=latest()",
                "/a=latest(" + "m".repeat(65) + ")",
                "/a=drop-oldest(m)",
                "a=latest",
                "/a/*/b=latest",
                "/meta/a=latest",
                "/service/a=latest",
                "/a=latest,/a=catch-up")) {
            assertRefused("overflow", wrong);
        }
    }

    @Test
    void everySettingIsGivenItsOwnPlaceInTheRecords() {
        ServerConfig defaults = ServerConfig.defaults();
        for (Setting<?> setting : Settings.settings()) {
            if (setting != Settings.ENABLE_EXTENSION) {
                assertThat(ServerConfig.of(Map.of(setting.key(), another(setting))))
                        .as(setting.key())
                        .isNotEqualTo(defaults);
            }
        }
    }

    /** A valid text for a setting that differs from its default. */
    private static String another(Setting<?> setting) {
        if (setting == Settings.ALLOWED_TRANSPORTS) {
            return "websocket";
        }
        return List.of(
                        "450",
                        "true",
                        "false",
                        "strict",
                        "refuse",
                        "never",
                        "/elsewhere",
                        "*",
                        "info",
                        "other",
                        "50",
                        "4500000",
                        "http://other",
                        "other:99",
                        "/prices/**",
                        "/a/**=100/10m",
                        "/a/**=latest",
                        "1")
                .stream()
                .filter(text -> setting.kind().parse(text).isPresent())
                .filter(text -> !setting.kind().parse(text).orElseThrow().equals(setting.defaultValue()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void numbersBelowOneThatStandForSomethingElseAreGoneInside() {
        ServerConfig config = Reading.of("sweepPeriod", "-1")
                .initParam("senderThreads", "-1")
                .initParam("maxSessionsPerAddress", "-1")
                .initParam("maxHandshakesPerSecond", "-1")
                .initParam("maxQueue", "-1")
                .initParam("maxMessageSize", "-1")
                .initParam("maxProcessing", "0")
                .initParam("maxSessionsPerBrowser", "-2")
                .initParam("multiSessionInterval", "-1")
                .initParam("browserCookieMaxAge", "-1")
                .initParam("messagesPerFrame", "-1")
                .initParam("ws.idleTimeout", "-1")
                .config();
        assertThat(config.sweepPeriod()).isEqualTo(Duration.ofMillis(997));
        assertThat(config.senderThreads()).isGreaterThanOrEqualTo(2);
        assertThat(config.limits().maxSessionsPerAddress()).isEmpty();
        assertThat(config.limits().maxHandshakesPerSecond()).isEmpty();
        assertThat(config.limits().maxQueueMessages()).isEqualTo(Integer.MAX_VALUE);
        assertThat(config.transport("websocket").maxMessageSize()).isEqualTo(Integer.MAX_VALUE);
        assertThat(config.transport("websocket").maxProcessing()).isEmpty();
        assertThat(config.http().maxSessionsPerBrowser()).isEmpty();
        assertThat(config.http().multiSessionInterval()).isZero();
        assertThat(config.http().cookie().maxAge()).isEmpty();
        assertThat(config.transport("websocket").messagesPerFrame()).isZero();
        assertThat(config.webSocket().idleTimeout()).contains(Duration.ZERO);
    }

    @Test
    void zeroHeldConnectsOfABrowserAreNotTheSameAsNoLimit() {
        assertThat(ServerConfig.of(Map.of("maxSessionsPerBrowser", "0")).http().maxSessionsPerBrowser())
                .isEqualTo(OptionalInt.of(0));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "TRUE, true", "false, false", "False, false"})
    void flagsAreTrueOrFalseInAnyCase(String text, boolean value) {
        assertThat(ServerConfig.of(Map.of("trustClientSession", text)).http().trustClientSession())
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "1", "tru"})
    void otherFlagsAreRefused(String text) {
        assertRefused("trustClientSession", text);
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "TRUE, 1", "false, 0", "0, 0", "1, 1", "2, 2", "100, 100"})
    void trustedProxiesAreCountedOrAFlag(String text, int proxies) {
        assertThat(ServerConfig.of(Map.of("trustForwarded", text)).origin().trustedProxies())
                .isEqualTo(proxies);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "-1", "101", "1.5"})
    void otherNumbersOfProxiesAreRefused(String text) {
        assertRefused("trustForwarded", text);
    }

    @Test
    void anAllowedTransportThatDoesNotExistIsRefusedWithWhatIsAllowed() {
        assertThatThrownBy(() -> ServerConfig.of(Map.of("allowedTransports", "websocket,long-poling")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "The init-param 'allowedTransports' has the value 'websocket,long-poling'; it must be"
                                + " websocket, streaming, long-polling, callback-polling or eventsource, with commas between them.");
    }

    @Test
    void transportsOfTheApplicationMayBeAllowedLikeThoseBuiltIn() {
        Map<String, String> settings = Map.of("allowedTransports", "pigeon,websocket");
        assertThat(ServerConfig.of(settings, "pigeon", "raven").allowedTransports())
                .containsExactly("pigeon", "websocket");
        assertThatThrownBy(() -> ServerConfig.of(settings, "raven"))
                .hasMessageContaining(
                        "The init-param 'allowedTransports' has the value 'pigeon,websocket'; it must be"
                                + " websocket, streaming, long-polling, callback-polling, eventsource or raven, with commas between them.");
    }

    @Test
    void classesOfTransportsCanBeReadAlone() {
        Properties properties = new Properties();
        properties.setProperty("halley.transports", "org.example.A, org.example.B");
        Map<String, String> initParams = Map.of("transports", "org.example.C", "timeout", "never");
        assertThat(ServerConfig.transportClasses(initParams, properties, Map.of()))
                .containsExactly("org.example.A", "org.example.B");
        assertThat(ServerConfig.transportClasses(Map.of("transports", "not a class"), new Properties(), Map.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "pigeon, true",
        "serial-line, true",
        "a.b_c-1, true",
        "websocket, true",
        "'', false",
        "a b, false",
        "'a,b', false",
        "ws, false",
        "long-polling.json, false",
        "long-polling.jsonp, false",
        "wss, true"
    })
    void namesOfTransportsArePrefixesOfKeys(String name, boolean allowed) {
        assertThat(TransportNames.objectionTo(name).isEmpty()).isEqualTo(allowed);
    }

    @Test
    void listsAreSplitAtCommasAndEachValueCountsOnce() {
        assertThat(ServerConfig.of(Map.of("extensions", " ack ,, timestamp,ack,"))
                        .extensions())
                .containsExactly("ack", "timestamp");
        assertThat(ServerConfig.of(Map.of("extensions", "")).extensions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "services, 'org.example.A,1B'",
        "services, org..A",
        "transports, not a class",
        "allowedTransports, web socket",
        "allowedTransports, 'websocket,iframe'",
        "allowedTransports, WebSocket",
        "bayeuxServerContextAttributeName, a b",
        "extensions, 'ack;timesync'",
        "allowedOrigins, example.org",
        "allowedOrigins, https://example.org/",
        "allowedOrigins, https://*example.org",
        "allowedOrigins, https://a.*.org",
        "allowedOrigins, https://*.*.org",
        "allowedOrigins, https://example.*",
        "allowedOrigins, *://example.org",
        "allowedOrigins, *.example.org",
        "allowedOrigins, https://example.org:80*",
        "allowedOrigins, https://*.",
        "allowedOrigins, file:///",
        "allowedOrigins, file",
        "logLevel, 3",
        "callbackParameter, 'a&b'",
        "browserCookieName, 'a;b'",
        "browserCookieDomain, 'example.org; Secure'",
        "browserCookiePath, chat",
        "browserCookiePath, '/; Secure'",
        "browserCookieSameSite, strange",
        "cometdURLMapping, cometd",
        "cometdURLMapping, *.cometd",
        "cometdURLMapping, /*/cometd",
        "cometdURLMapping, //cometd",
        "protocol, 'a b'",
        "ws.enableExtension.permessage-deflate, perhaps"
    })
    void textsOfAnotherFormAreRefused(String key, String text) {
        assertRefused(key, text);
    }

    @Test
    void urlMappingsStayAsTheyWereWritten() {
        assertThat(ServerConfig.of(Map.of("cometdURLMapping", "/cometd/*, /*,/a/b"))
                        .webSocket()
                        .urlMappings())
                .containsExactly("/cometd/*", "/*", "/a/b");
    }

    @Test
    void webSocketExtensionsAreReadFromEverySource() {
        Reading reading = Reading.of("ws.enableExtension.one", "true")
                .initParam("enableExtension.three", "true")
                .property("halley.websocket.enableExtension.two", "false")
                .variable("HALLEY_WS_ENABLE_EXTENSION_PERMESSAGE_DEFLATE", "true");
        assertThat(reading.config().webSocket().extensions())
                .isEqualTo(Map.of("one", true, "two", false, "three", true, "permessage-deflate", true));
        assertThat(reading.warningsSoFar()).isEmpty();
    }

    @Test
    void aFamilyWithoutANameIsUnknown() {
        assertThat(Reading.of("ws.enableExtension.", "true")
                        .initParam("ws.enableExtension", "true")
                        .warnings())
                .hasSize(2);
    }

    @Test
    void aRefusalNamesSourceKeyValueAndWhatIsAllowed() {
        assertThatThrownBy(() ->
                        new Reading().variable("HALLEY_WS_TIMEOUT", "soon").config())
                .isInstanceOf(ConfigException.class)
                .hasMessage("The environment variable 'HALLEY_WS_TIMEOUT' has the value 'soon'; it must be a whole"
                        + " number of milliseconds from 0 to 2147483647.");
    }

    @Test
    void aRefusalSaysWhatNegativeNumbersMean() {
        assertThatThrownBy(() -> ServerConfig.of(Map.of("maxQueue", "0")))
                .hasMessage("The init-param 'maxQueue' has the value '0'; it must be a whole number of messages from 1"
                        + " to 2147483647, or negative: only 'maxQueueBytes' counts.");
    }

    @Test
    void aRefusalShowsTheStartOfALongValue() {
        assertThatThrownBy(() -> ServerConfig.of(Map.of("timeout", "9".repeat(81))))
                .hasMessageContaining("'" + "9".repeat(80) + "…'");
        assertThatThrownBy(() -> ServerConfig.of(Map.of("timeout", "9".repeat(80))))
                .hasMessageContaining("'" + "9".repeat(80) + "'");
    }

    @Test
    void allRefusalsAreToldTogetherEachOnce() {
        Reading reading = Reading.of("timeout", "x").initParam("maxDepth", "y").property("halley.maxQueue", "z");
        assertThatThrownBy(reading::config).isInstanceOfSatisfying(ConfigException.class, refusal -> {
            assertThat(refusal.problems()).hasSize(3);
            assertThat(refusal.getMessage().lines()).containsExactlyElementsOf(refusal.problems());
        });
    }

    private static void assertRefused(String key, String text) {
        assertThatThrownBy(() -> ServerConfig.of(Map.of(key, text)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("The init-param '" + key + "' has the value '" + text + "'; it must be ");
    }
}
