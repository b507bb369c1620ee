package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.OverflowPolicy;
import dev.halley.json.RawJson;
import dev.halley.protocol.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that is slower than its channels gets what their overflow policies say. */
class OverflowTest {

    private static final String[] SMALL = {
        "maxQueue",
        "4",
        "messagesPerFrame",
        "1",
        "overflow",
        "/old/**=drop-oldest,/new/*=drop-newest,/ticks/**=latest,/quotes/*=latest(symbol)"
    };

    private static final String ASKS = "{\"flow\":true}";

    @RegisterExtension
    final TestCores servers = new TestCores();

    private static void publish(TestCore server, String channel, int... numbers) {
        for (int number : numbers) {
            server.channel(channel).publish(null, number);
        }
    }

    private static String event(String channel, String data, String ext) {
        return "{\"channel\":\"" + channel + "\",\"data\":" + data + ext + "}";
    }

    private static String flow(int dropped) {
        return ",\"ext\":{\"flow\":{\"dropped\":" + dropped + "}}";
    }

    @Test
    void asManyAsTheQueueHoldsAreKeptAndOneMoreDropsTheOldest() {
        TestCore server = servers.start(SMALL);
        SlowReader reader = SlowReader.on(server, ASKS, "/old/a").blocked();
        publish(server, "/old/a", 1, 2, 3, 4);
        assertThat(reader.dropped()).isZero();
        publish(server, "/old/a", 5);
        assertThat(reader.takesAll().got())
                .containsExactly(
                        event("/old/a", "2", flow(1)),
                        event("/old/a", "3", ""),
                        event("/old/a", "4", ""),
                        event("/old/a", "5", ""));
        assertThat(reader.dropped()).isOne();
        assertThat(server.channel("/old/a").dropped()).isOne();
        assertThat(server.events().of(reader.peer().clientId())).contains("dropped:/old/a:overflow, drop-oldest");
    }

    @Test
    void whoDidNotAskIsNotTold() {
        TestCore server = servers.start(SMALL);
        SlowReader reader = SlowReader.on(server, "{}", "/old/a").blocked();
        publish(server, "/old/a", 1, 2, 3, 4, 5);
        assertThat(reader.takesAll().got().get(0)).isEqualTo(event("/old/a", "2", ""));
    }

    @Test
    void theAnswerToTheWishIsInTheHandshakesReplyAndAWrongOneIsRefused() {
        TestCore server = servers.start(SMALL);
        assertThat(server.webSocket().handshakeWithEvents(ASKS).get(0)).contains("\"ext\":{\"flow\":true}");
        assertThat(server.webSocket().handshakeWithEvents("{\"flow\":false}").get(0))
                .doesNotContain("flow");
        assertThat(server.webSocket().ask("""
                {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"],\
                "ext":{"flow":1}}""").get(0)).contains("400:flow:field_invalid");
    }

    @Test
    void theNewestIsDroppedWhereTheOldestCount() {
        TestCore server = servers.start(SMALL);
        SlowReader reader = SlowReader.on(server, ASKS, "/new/a").blocked();
        publish(server, "/new/a", 1, 2, 3, 4, 5, 6);
        reader.takesAll();
        publish(server, "/new/a", 7);
        reader.takesAll();
        assertThat(reader.got())
                .containsExactly(
                        event("/new/a", "1", flow(2)),
                        event("/new/a", "2", ""),
                        event("/new/a", "3", ""),
                        event("/new/a", "4", ""),
                        event("/new/a", "7", ""));
    }

    @Test
    void ofAllThatComesTheLatestWaitsWhereTheFirstStood() {
        TestCore server = servers.start(SMALL);
        SlowReader reader = SlowReader.on(server, ASKS, "/ticks/a", "/plain").blocked();
        publish(server, "/ticks/a", 1);
        publish(server, "/plain", 2);
        publish(server, "/ticks/a", 3, 4);
        assertThat(reader.takesAll().got()).containsExactly(event("/ticks/a", "4", flow(2)), event("/plain", "2", ""));
    }

    @Test
    void ofEachKeyTheLatestWaits() {
        TestCore server = servers.start(SMALL);
        SlowReader reader = SlowReader.on(server, "{}", "/quotes/a").blocked();
        for (String data : List.of(
                "{\"symbol\":\"A\",\"p\":1}",
                "{\"symbol\":\"B\",\"p\":2}",
                "{\"p\":3}",
                "\"no object\"",
                "{\"symbol\":\"A\",\"p\":4}")) {
            server.channel("/quotes/a").publish(null, RawJson.parse(data));
        }
        assertThat(reader.takesAll().data())
                .containsExactly("{\"symbol\":\"A\",\"p\":4}", "{\"symbol\":\"B\",\"p\":2}", "\"no object\"");
    }

    @Test
    void whatMayBeDroppedMakesRoomForWhatMayNotTheOldestFirst() {
        TestCore server = servers.start(SMALL);
        SlowReader reader = SlowReader.on(server, "{}", "/**").blocked();
        publish(server, "/new/a", 1, 2);
        publish(server, "/ticks/a", 3);
        publish(server, "/old/a", 4);
        publish(server, "/plain", 5, 6, 7);
        assertThat(reader.takesAll().data()).containsExactly("1", "5", "6", "7");
        assertThat(reader.isThere()).isTrue();
    }

    @Test
    void whatMayNotBeDroppedEndsTheSessionWhenNothingElseWaits() {
        TestCore server = servers.start(SMALL);
        SlowReader reader = SlowReader.on(server, "{}", "/**").blocked();
        publish(server, "/plain", 1, 2, 3, 4);
        publish(server, "/old/a", 5);
        publish(server, "/new/a", 6);
        publish(server, "/ticks/a", 7);
        assertThat(reader.isThere()).isTrue();
        publish(server, "/plain", 8);
        assertThat(reader.isThere()).isFalse();
        assertThat(server.events().of(reader.peer().clientId()))
                .endsWith("dropped:/plain:queue full", "lost:4:QUEUE_FULL", "closed:QUEUE_FULL");
        assertThat(reader.peer().last().closedFor()).isEqualTo(CloseReason.QUEUE_FULL);
    }

    @Test
    void aMessageThatNeverFitsIsDroppedAlone() {
        TestCore server = servers.start(
                "maxQueueBytes",
                "200",
                "messagesPerFrame",
                "1",
                "overflow",
                "/old/**=drop-oldest,/ticks/*=latest,/new/*=drop-newest");
        SlowReader reader = SlowReader.on(server, "{}", "/**").blocked();
        publish(server, "/old/a", 1, 2);
        for (String channel : List.of("/old/a", "/new/a", "/ticks/a")) {
            server.channel(channel).publish(null, "x".repeat(200));
        }
        assertThat(reader.takesAll().data()).containsExactly("1", "2");
        assertThat(reader.dropped()).isEqualTo(3);
    }

    @Test
    void whatTheServerDeliversToOneSessionIsUnderItsChannelsPolicyButServicesAreUnderNone() {
        TestCore server = servers.start("messagesPerFrame", "1", "overflow", "/**=latest");
        SlowReader reader = SlowReader.on(server, "{}").blocked();
        reader.takesAll();
        server.session(reader.peer()).deliver(null, "/service/a", 0);
        for (int i = 1; i <= 3; i++) {
            server.session(reader.peer()).deliver(null, "/one", i);
            server.session(reader.peer()).deliver(null, "/service/a", i);
        }
        assertThat(reader.takesAll().data()).containsExactly("0", "3", "1", "2", "3");
    }

    @Test
    void theMostSpecificRuleCountsAndWhatCodeSaysBeforeTheSetting() {
        TestCore server = servers.start("overflow", "/a/**=latest,/a/b/*=drop-oldest,/a/b/c=disconnect");
        assertThat(server.channel("/a/x").overflow()).isEqualTo(OverflowPolicy.LATEST);
        assertThat(server.channel("/a/b/x").overflow()).isEqualTo(OverflowPolicy.DROP_OLDEST);
        assertThat(server.channel("/a/b/c").overflow()).isEqualTo(OverflowPolicy.DISCONNECT);
        assertThat(server.channel("/b").overflow()).isEqualTo(OverflowPolicy.DISCONNECT);
        server.channel("/a/**").overflow(OverflowPolicy.latestBy("symbol"));
        assertThat(server.channel("/a/x").overflow()).hasToString("latest(symbol)");
        assertThat(server.channel("/a/b/x").overflow()).isEqualTo(OverflowPolicy.DROP_OLDEST);
    }

    @Test
    void aReaderOfOneInAThousandGetsTheNewestAndItsQueueStaysFlat() {
        TestCore server = servers.start("messagesPerFrame", "1", "overflow", "/ticks/*=latest");
        SlowReader reader = SlowReader.on(server, "{}", "/ticks/a").blocked();
        for (int round = 1; round <= 10; round++) {
            int newest = round * 1_000;
            IntStream.rangeClosed(newest - 999, newest).forEach(number -> publish(server, "/ticks/a", number));
            assertThat(reader.waiting()).isOne();
            reader.takes();
            assertThat(reader.data()).containsExactly(Integer.toString(newest));
        }
        assertThat(reader.dropped()).isEqualTo(9_990);
        reader.takesAll();
    }

    @Test
    void aReaderOfOneInAThousandIsDisconnectedForAClearReason() {
        TestCore server = servers.start("messagesPerFrame", "1", "maxQueue", "1000");
        SlowReader reader = SlowReader.on(server, "{}", "/ticks/a").blocked();
        IntStream.rangeClosed(1, 1_001).forEach(number -> publish(server, "/ticks/a", number));
        assertThat(reader.isThere()).isFalse();
        assertThat(reader.peer().last().closedFor()).isEqualTo(CloseReason.QUEUE_FULL);
    }

    @Test
    void aPollThatIsSlowGetsWhatTheSocketWould() {
        TestCore server = servers.start(SMALL);
        TestPeer polling = server.http("b").subscribedTo("/ticks/a", "/old/a");
        publish(server, "/ticks/a", 1, 2, 3);
        publish(server, "/old/a", 1, 2, 3, 4);
        polling.connect();
        assertThat(polling.received())
                .startsWith(
                        event("/old/a", "1", ""),
                        event("/old/a", "2", ""),
                        event("/old/a", "3", ""),
                        event("/old/a", "4", ""));
    }

    @Test
    void sessionsInTheServerGetAll() {
        TestCore server = servers.start("maxQueue", "1", "overflow", "/**=latest");
        var local = server.core().newLocalSession("l");
        List<String> got = new ArrayList<>();
        local.subscribe("/a", (session, message) -> got.add(String.valueOf(message.data())));
        publish(server, "/a", 1, 2, 3);
        assertThat(got).containsExactly("1", "2", "3");
    }
}
