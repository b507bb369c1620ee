package dev.halley.core;

import static dev.halley.core.RecoveryTexts.asking;
import static dev.halley.core.RecoveryTexts.data;
import static dev.halley.core.RecoveryTexts.subscribeFrom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Position;
import dev.halley.extension.ReplayExtension;
import dev.halley.protocol.ChannelId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A history that takes its time, as one that has to be asked elsewhere: nothing is lost meanwhile, and nobody waits for ever. */
class SlowHistoryTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final SlowHistory slow = new SlowHistory();

    private TestCore start(String... more) {
        String[] settings = new String[more.length + 2];
        settings[0] = "history";
        settings[1] = "/kept/*=100/10m";
        System.arraycopy(more, 0, settings, 2, more.length);
        return servers.start(slow, settings);
    }

    private static Position publish(TestCore server, int... numbers) {
        Position last = Position.NONE;
        for (int number : numbers) {
            last = server.channel("/kept/a")
                    .publishAsync(null, number)
                    .toCompletableFuture()
                    .join();
        }
        return last;
    }

    private static void publishUnseen(TestCore server, int... numbers) {
        for (int number : numbers) {
            server.channel("/kept/a").publish(null, number);
        }
    }

    @Test
    void whatComesWhileItIsReadFollowsWhatWasMissed() {
        TestCore server = start();
        Position first = publish(server, 1);
        publish(server, 2);
        TestPeer client = asking(server.webSocket());
        slow.hold(true);
        subscribeFrom(client, first);
        publishUnseen(server, 3, 4);
        client.publish("/plain", "0");
        assertThat(client.received()).isEmpty();

        slow.tellNext();

        List<String> got = client.received();
        assertThat(got.get(0)).contains("\"recovered\":true,\"count\":1");
        assertThat(data(got)).containsExactly("2", "3", "4");
    }

    @Test
    void responseWaitsForIt() {
        TestCore server = start();
        Position first = publish(server, 1);
        publish(server, 2);
        TestPeer client = asking(server.http("b"));
        slow.hold(true);
        subscribeFrom(client, first);
        publishUnseen(server, 3);
        assertThat(client.received()).isEmpty();

        slow.tellNext();

        assertThat(data(client.received())).containsExactly("2", "3");
    }

    @Test
    void whatIsMoreThanMayBeCollectedIsReadAnew() {
        TestCore server = start("maxQueue", "3");
        Position first = publish(server, 1);
        TestPeer client = asking(server.webSocket());
        slow.hold(true);
        subscribeFrom(client, first);
        publishUnseen(server, 2, 3, 4, 5);
        Runnable reading = slow.next();
        slow.forgetAll();
        slow.hold(false);

        reading.run();

        assertThat(client.received())
                .singleElement()
                .asString()
                .contains("\"recovered\":false,\"reason\":\"too_many\"");
        publish(server, 6);
        assertThat(data(client.received())).containsExactly("6");
    }

    @Test
    void subscribeThatTakesTooLongFailsAndIsNone() {
        TestCore server = start("publishTimeout", "100");
        Position first = publish(server, 1);
        TestPeer client = asking(server.webSocket());
        slow.hold(true);
        subscribeFrom(client, first);

        server.pass(100);

        assertThat(client.received()).singleElement().asString().contains("\"error\":\"503::history_unavailable\"");
        publishUnseen(server, 2);
        assertThat(client.received()).isEmpty();
        assertThat(server.session(client).subscriptions()).isEmpty();
    }

    @Test
    void publishThatTakesTooLongIsUnknown() {
        TestCore server = start("publishTimeout", "100");
        TestPeer client = asking(server.webSocket());
        slow.hold(true);
        client.publish("/kept/a", "1");
        assertThat(client.received()).isEmpty();

        server.pass(100);

        assertThat(client.received())
                .containsExactly(
                        "{\"channel\":\"/kept/a\",\"successful\":false,\"error\":\"503::history_unavailable\"}");
    }

    /** A client that follows, of which a message waits, and whose subscribe from before that is not answered yet. */
    private TestPeer joiningAnew(TestCore server) {
        TestPeer client = asking(server.http("b"));
        Position first = publish(server, 1);
        subscribeFrom(client, first);
        publish(server, 2);
        client.connect();
        client.received();
        publish(server, 3);
        slow.hold(true);
        subscribeFrom(client, first);
        return client;
    }

    /** @return what the client gets until its next connect is answered */
    private static List<String> timeOutAndConnect(TestCore server, TestPeer client) {
        server.pass(100);
        List<String> got = new ArrayList<>(client.received());
        assertThat(got).anyMatch(text -> text.contains("\"error\":\"503::history_unavailable\""));
        client.connect();
        got.addAll(client.received());
        return got;
    }

    @Test
    void subscribeAnewThatFailsLeavesWhatWaitsAndWhatCameMeanwhile() {
        TestCore server = start("publishTimeout", "100");
        TestPeer client = joiningAnew(server);
        publishUnseen(server, 4);
        List<String> got = timeOutAndConnect(server, client);
        publishUnseen(server, 5);
        client.connect();
        got.addAll(client.received());
        assertThat(data(got)).containsExactly("3", "4", "5");
        assertThat(got).noneMatch(text -> text.contains("\"after\""));
    }

    @Test
    void whatIsGoneWhenASubscribeAnewFailsIsAGapAndNotLeftOut() {
        TestCore server = start("publishTimeout", "100", "maxQueue", "2");
        TestPeer client = joiningAnew(server);
        publishUnseen(server, 4, 5, 6);
        List<String> got = timeOutAndConnect(server, client);
        publishUnseen(server, 7);
        client.connect();
        got.addAll(client.received());
        assertThat(data(got)).containsExactly("7");
        assertThat(got).noneMatch(text -> text.contains("\"after\""));
    }

    @Test
    void connectTellsNothingOfWhatIsGone() {
        TestCore server = start("publishTimeout", "100", "maxQueue", "2");
        TestPeer client = joiningAnew(server);
        publishUnseen(server, 4, 5, 6);
        assertThat(timeOutAndConnect(server, client)).noneMatch(text -> text.contains("\"history\":"));
    }

    @Test
    void newerSubscribeThatFailsLeavesWhatTheOlderOneRecovers() {
        TestCore server = start();
        Position first = publish(server, 1);
        publish(server, 2, 3);
        TestPeer client = asking(server.webSocket());
        slow.hold(true);
        subscribeFrom(client, first);
        Runnable older = slow.next();
        subscribeFrom(client, first);
        slow.forgetAll();
        publishUnseen(server, 4);
        older.run();
        server.pass(server.platform().config().publishTimeout().toMillis());
        List<String> got = client.received();
        assertThat(data(got)).containsExactly("2", "3", "4");
    }

    @Test
    void whatWasUnsubscribedFromWhileItWasJoinedIsFollowedNoMore() {
        TestCore server = start();
        Position first = publish(server, 1);
        TestPeer client = asking(server.webSocket());
        slow.hold(true);
        subscribeFrom(client, first);
        server.http("other").as(client).unsubscribe("/kept/a");
        slow.tellNext();
        client.received();
        assertThat(server.session(client).followed(List.of(ChannelId.of("/kept/a"))))
                .isEmpty();
        slow.hold(false);
        publish(server, 2);
        assertThat(client.received()).isEmpty();
        client.send("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\"}");
        assertThat(client.received()).singleElement().asString().doesNotContain("following");
    }

    @Test
    void invalidReplayIdIsToldWhenThatIsKnownAndNothingIsLostMeanwhile() {
        TestCore server = start();
        server.core().addExtension(new ReplayExtension());
        publish(server, 1);
        TestPeer client = server.webSocket();
        client.handshakeWithEvents("{\"replay\":true}");
        client.connect();
        client.received();
        slow.hold(true);
        replayFrom(client, 5);
        slow.tellNext();
        publishMeanwhile(server, 2);
        slow.tellNext();
        assertThat(client.received()).isEmpty();
        slow.tellNext();
        assertThat(client.received()).singleElement().asString().contains("400::The replayId {5} you provided");
        assertThat(server.session(client).subscriptions()).isEmpty();

        replayFrom(client, -1);
        slow.tellNext();
        assertThat(client.received()).singleElement().asString().contains("\"successful\":true");
        replayFrom(client, 5);
        publishMeanwhile(server, 3);
        slow.tellNext();
        slow.tellNext();
        slow.tellNext();
        assertThat(client.received())
                .hasSize(2)
                .anyMatch(message -> message.contains("\"data\":3"))
                .anyMatch(message -> message.contains("400::The replayId {5} you provided"));
    }

    /** What is asked for stays held. */
    private void publishMeanwhile(TestCore server, int number) {
        slow.hold(false);
        publish(server, number);
        slow.hold(true);
    }

    private static void replayFrom(TestPeer client, long id) {
        client.send("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\","
                + "\"ext\":{\"replay\":{\"/kept/a\":" + id + "}}}");
    }

    @Test
    void whatWasReadInVainTakesNoRoomFromWhatIsReadAnew() {
        TestCore server = start("maxQueue", "3");
        publish(server, 1, 2, 3);
        TestPeer client = asking(server.webSocket());
        slow.hold(true);
        client.send("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/kept/a",\
                "ext":{"history":{"/kept/a":{"last":3}}}}""");
        publishUnseen(server, 4, 5, 6, 7);
        Runnable reading = slow.next();
        slow.forgetAll();
        slow.hold(false);

        reading.run();

        assertThat(data(client.received())).containsExactly("5", "6", "7");
    }
}
