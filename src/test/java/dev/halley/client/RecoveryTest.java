package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.json.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sends for channels with history, when, and what the application hears of it. */
class RecoveryTest {

    private static final String SUBSCRIBE = "/meta/subscribe";
    private static final Duration MILLI = Duration.ofMillis(1);

    private final List<String> heard = new ArrayList<>();

    private Talk talk = Talk.withHistory(builder -> builder);

    // ---- steps

    private void subscribe(String channel, HistoryOptions options) {
        talk.client.subscribe(
                channel,
                options.onLost(recovery -> heard.add("lost " + recovery.reason()))
                        .onRecovered(recovery -> heard.add("recovered " + recovery.count())),
                message -> heard.add(message.data().orElseThrow().text()));
    }

    /** It is subscribed, and stands at an offset of 10 in the epoch {@code a}. */
    private void live(String channel) {
        subscribe(channel, HistoryOptions.live());
        answer("{\"" + channel + "\":{\"epoch\":\"a\",\"offset\":10}}");
    }

    private void answer(String history) {
        talk.answer(SUBSCRIBE, reply -> reply.with("ext", RawJson.parse("{\"history\":" + history + "}")));
    }

    private void comes(String channel, String mark) {
        RawJson history = RawJson.parse(mark);
        talk.receive(Message.on(channel)
                .with("data", HistoryMark.read(history).orElseThrow().offset())
                .withExt("history", history));
    }

    private String asked() {
        return talk.sent(SUBSCRIBE).ext("history").map(RawJson::text).orElse("nothing");
    }

    private void reconnect() {
        talk.breakDown();
        talk.advance(Duration.ofMillis(500));
        talk.expect(Talk.CONNECT);
        talk.answer(Talk.CONNECT);
    }

    // ---- what is asked for

    @Test
    void handshakeAsksForHistoryAndAServerWithoutItIsAskedForNothingElse() {
        Talk older = new Talk();
        older.client.subscribe("/a", HistoryOptions.live(), message -> {});
        older.client.connect();
        assertThat(older.sent(Talk.HANDSHAKE).ext("history")).contains(RawJson.TRUE);
        older.acceptHandshake("one");
        older.client.publish("/a", 1);
        assertThat(older.sent(SUBSCRIBE).field("ext")).isEmpty();
        assertThat(older.sent("/a").field("ext")).isEmpty();
    }

    @Test
    void applicationMayWantNoHistory() {
        Talk plain = new Talk(builder -> builder.history(false));
        plain.client.connect();
        assertThat(plain.sent(Talk.HANDSHAKE).field("ext")).isEmpty();
    }

    @Test
    void applicationsWishIsAskedForAtTheFirstSubscriptionAndThePositionLater() {
        subscribe("/a", HistoryOptions.last(50));
        assertThat(asked()).isEqualTo("{\"/a\":{\"last\":50}}");
        answer("{\"/a\":{\"epoch\":\"a\",\"offset\":10,\"count\":2}}");
        comes("/a", "{\"offset\":9}");
        comes("/a", "{\"offset\":10}");
        reconnect();
        assertThat(asked()).isEqualTo("{\"/a\":{\"epoch\":\"a\",\"offset\":10}}");
        assertThat(heard).containsExactly("recovered 2", "9", "10");
        assertThat(talk.client.positions().all()).isEqualTo(Map.of("/a", new Position("a", 10)));
    }

    /** Over HTTP, where the rest of a long history comes with the connect's response, which may be there before the reply. */
    @Test
    void whatAnotherConnectionHasBroughtBeforeTheReplyComesBehindWhatTheReplyHasWithIt() {
        subscribe("/a", HistoryOptions.last(50));
        comes("/a", "{\"offset\":10}");
        comes("/a", "{\"offset\":11}");
        Message asked = talk.sent(SUBSCRIBE);
        talk.receive(
                Message.on(SUBSCRIBE)
                        .with("id", asked.id().orElseThrow())
                        .with("successful", true)
                        .with(
                                "ext",
                                RawJson.parse("{\"history\":{\"/a\":{\"epoch\":\"a\",\"offset\":10,\"count\":3}}}")),
                Message.on("/a").with("data", 8).withExt("history", RawJson.parse("{\"offset\":8}")),
                Message.on("/a").with("data", 9).withExt("history", RawJson.parse("{\"offset\":9}")));
        comes("/a", "{\"offset\":12}");

        assertThat(heard).containsExactly("recovered 3", "8", "9", "10", "11", "12");
    }

    @Test
    void patternNamesTheChannelsThatBelongToIt() {
        subscribe("/**", HistoryOptions.live());
        assertThat(asked()).isEqualTo("nothing");
        answer("{}");
        live("/a/b");
        comes("/a/b", "{\"offset\":11}");
        comes("/a/c", "{\"offset\":7,\"epoch\":\"c\"}");
        reconnect();
        talk.expect(Talk.CONNECT, SUBSCRIBE, SUBSCRIBE);
        assertThat(asked()).isEqualTo("{\"/a/c\":{\"epoch\":\"c\",\"offset\":7}}");
        answer("{\"/a/c\":{\"epoch\":\"c\",\"offset\":8,\"recovered\":true,\"count\":1}}");
        assertThat(asked()).isEqualTo("{\"/a/b\":{\"epoch\":\"a\",\"offset\":11}}");
        comes("/a/c", "{\"offset\":8}");
        assertThat(heard).endsWith("recovered 1", "8");
    }

    @Test
    void nearestSubscriptionNamesTheChannel() {
        for (String pattern : List.of("/**", "/a/**", "/a/*")) {
            subscribe(pattern, HistoryOptions.live());
            answer("{}");
        }
        comes("/a/c", "{\"offset\":7,\"epoch\":\"c\"}");
        reconnect();
        talk.expect(Talk.CONNECT, SUBSCRIBE);
        assertThat(talk.sent(SUBSCRIBE).field("subscription")).hasToString("Optional[\"/a/*\"]");
    }

    @Test
    void patternFollowsAsManyChannelsAsItsLimitAndNoMore() {
        subscribe("/**", HistoryOptions.live());
        answer("{}");
        for (int i = 0; i <= Follows.MOST_BY_PATTERN; i++) {
            comes("/c" + i, "{\"offset\":7,\"epoch\":\"c\"}");
        }
        assertThat(talk.client.positions().all()).hasSize(Follows.MOST_BY_PATTERN);
        assertThat(heard).hasSize(Follows.MOST_BY_PATTERN + 1);
    }

    @Test
    void patternHasNoHistoryOfItsOwn() {
        assertThatIllegalArgumentException().isThrownBy(() -> subscribe("/a/*", HistoryOptions.last(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> subscribe("/a/*", HistoryOptions.from(new Position("a", 1))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void lessThanOneMessageIsRefused(int messages) {
        assertThatIllegalArgumentException().isThrownBy(() -> HistoryOptions.last(messages));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HistoryOptions.all().orLast(messages));
    }

    @Test
    void restoredPositionsAreGoneOnFrom() {
        talk.client.positions().restore(Map.of("/a", new Position("a", 3), "/b/c", new Position("b", 4)));
        subscribe("/a", HistoryOptions.live().orLast(5));
        assertThat(asked()).isEqualTo("{\"/a\":{\"epoch\":\"a\",\"offset\":3,\"orLast\":5}}");
        answer("{\"/a\":{\"epoch\":\"a\",\"offset\":3,\"recovered\":true}}");
        subscribe("/b/*", HistoryOptions.live());
        assertThat(asked()).isEqualTo("{\"/b/c\":{\"epoch\":\"b\",\"offset\":4}}");
        assertThat(talk.client.positions().all()).hasSize(2);
    }

    // ---- when

    @Test
    void reconnectSubscribesAgainInOneBatchBeforeWhatWaits() {
        live("/a");
        live("/b");
        talk.client.subscribe("/plain", message -> {});
        answer("{}");
        talk.breakDown();
        talk.client.publish("/x", 1);
        talk.advance(Duration.ofMillis(500));
        int before = talk.packets();
        talk.answer(Talk.CONNECT);
        talk.expect(Talk.CONNECT, SUBSCRIBE, SUBSCRIBE, "/x");
        assertThat(talk.packets()).isEqualTo(before + 2);
        assertThat(talk.log).doesNotContain("resubscribed /a");
    }

    @Test
    void newSessionIsAskedForWhatWasMissed() {
        live("/a");
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        talk.acceptWithHistory("two");
        assertThat(asked()).isEqualTo("{\"/a\":{\"epoch\":\"a\",\"offset\":10}}");
        comes("/a", "{\"offset\":12}");
        comes("/a", "{\"offset\":13}");
        assertThat(heard).isEmpty();
        answer("{\"/a\":{\"epoch\":\"a\",\"offset\":12,\"recovered\":true,\"count\":1}}");
        assertThat(heard).containsExactly("recovered 1");
    }

    @Test
    void serverThatHasNoHistoryAnyMoreIsTold() {
        live("/a");
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        talk.acceptHandshake("two");
        assertThat(asked()).isEqualTo("nothing");
        assertThat(heard).containsExactly("lost unsupported");
        assertThat(talk.log).contains("lost /a unsupported");
    }

    @Test
    void gapIsHealedAtOnceAndTheNextOneAfterAPause() {
        live("/a");
        comes("/a", "{\"offset\":13}");
        assertThat(asked()).isEqualTo("{\"/a\":{\"epoch\":\"a\",\"offset\":10}}");
        answer("{\"/a\":{\"epoch\":\"a\",\"offset\":13,\"recovered\":true,\"count\":3}}");
        comes("/a", "{\"offset\":11}");
        comes("/a", "{\"offset\":13}");
        talk.expect(Talk.CONNECT);
        talk.advance(Duration.ofMillis(500).minus(MILLI));
        talk.expect(Talk.CONNECT);
        talk.advance(MILLI);
        assertThat(asked()).isEqualTo("{\"/a\":{\"epoch\":\"a\",\"offset\":11}}");
        assertThat(heard).containsExactly("recovered 3", "11");
    }

    @Test
    void gapAfterACalmTimeIsHealedAtOnce() {
        live("/a");
        comes("/a", "{\"offset\":13}");
        answer("{\"/a\":{\"epoch\":\"a\",\"offset\":13,\"recovered\":true}}");
        talk.advance(Duration.ofMillis(10_001));
        comes("/a", "{\"offset\":15}");
        talk.expect(Talk.CONNECT, SUBSCRIBE);
    }

    @Test
    void doubtsThatAriseMeanwhileAreHealedTogether() {
        live("/a");
        live("/b");
        comes("/a", "{\"offset\":13}");
        answer("{\"/a\":{\"epoch\":\"a\",\"offset\":13,\"recovered\":true,\"count\":3}}");
        comes("/a", "{\"offset\":14}");
        comes("/b", "{\"offset\":14}");
        int before = talk.packets();
        talk.advance(Duration.ofMillis(500));
        talk.expect(Talk.CONNECT, SUBSCRIBE, SUBSCRIBE);
        assertThat(talk.packets()).isEqualTo(before + 1);
    }

    @Test
    void requestWithoutResponseDoubtsAllChannelsWithHistory() {
        talk = Talk.withHistory(builder -> builder.transports(TransportType.LONG_POLLING));
        live("/a");
        talk.client.publish("/x", 1);
        talk.loseRequest("/x");
        talk.expect(Talk.CONNECT, SUBSCRIBE);
        assertThat(asked()).isEqualTo("{\"/a\":{\"epoch\":\"a\",\"offset\":10}}");
    }

    @Test
    void connectReplyMovesThePositionAndTellsOfLosses() {
        live("/a");
        talk.answer(Talk.CONNECT, reply -> reply.with("ext", RawJson.parse("{\"history\":{\"/a\":{\"offset\":12}}}")));
        assertThat(talk.client.positions().of("/a")).contains(new Position("a", 10));
        talk.answer(Talk.CONNECT, reply -> reply.with("ext", RawJson.parse("{\"history\":{\"/a\":{\"offset\":14}}}")));
        assertThat(talk.client.positions().of("/a")).contains(new Position("a", 14));
        talk.answer(
                Talk.CONNECT,
                reply -> reply.with("ext", RawJson.parse("{\"history\":{\"/a\":{\"offset\":15,\"lost\":true}}}")));
        assertThat(asked()).isEqualTo("{\"/a\":{\"epoch\":\"a\",\"offset\":14}}");
        answer("{\"/a\":{\"epoch\":\"b\",\"offset\":15,\"recovered\":false,\"reason\":\"void\"}}");
        assertThat(heard).containsExactly("lost void");
    }

    @Test
    void historyThatIsUnavailableIsAskedForAgain() {
        live("/a");
        comes("/a", "{\"offset\":13}");
        talk.refuse(SUBSCRIBE, "503::history_unavailable", null);
        talk.expect(Talk.CONNECT);
        talk.advance(Duration.ofMillis(500));
        assertThat(asked()).isEqualTo("{\"/a\":{\"epoch\":\"a\",\"offset\":10}}");
        assertThat(talk.log).doesNotContain("lost /a");
    }

    @Test
    void firstSubscriptionToHistoryThatIsUnavailableIsAskedForAgain() {
        CompletableFuture<Subscription> future = talk.client.subscribe("/a", HistoryOptions.last(2), message -> {});
        talk.refuse(SUBSCRIBE, "503::history_unavailable", null);
        assertThat(future).isNotDone();
        talk.advance(MILLI);
        answer("{\"/a\":{\"epoch\":\"a\",\"offset\":13,\"count\":0}}");
        assertThat(future).isCompleted();
    }

    @Test
    void subscriptionThatIsRefusedAgainIsLost() {
        live("/a");
        comes("/a", "{\"offset\":13}");
        talk.refuse(SUBSCRIBE, "403::denied", null);
        assertThat(talk.log).contains("lost /a");
        assertThat(talk.client.positions().all()).isEmpty();
    }

    @Test
    void endOfTheLastSubscriptionForgetsThePosition() {
        Subscription subscription = subscribed("/a");
        subscription.unsubscribe();
        talk.answer("/meta/unsubscribe");
        assertThat(talk.client.positions().all()).isEmpty();
        subscribe("/a", HistoryOptions.live());
        assertThat(asked()).isEqualTo("nothing");
    }

    @Test
    void subscriptionInDoubtIsTakenBackAtTheServer() {
        Subscription subscription = subscribed("/a");
        comes("/a", "{\"offset\":13}");
        answer("{\"/a\":{\"epoch\":\"a\",\"offset\":13,\"recovered\":true,\"count\":3}}");
        comes("/a", "{\"offset\":14}");
        subscription.unsubscribe();
        talk.expect(Talk.CONNECT, "/meta/unsubscribe");
        talk.advance(Duration.ofSeconds(30).minus(MILLI));
        assertThat(talk.open()).doesNotContain(SUBSCRIBE);
    }

    private Subscription subscribed(String channel) {
        CompletableFuture<Subscription> future = talk.client.subscribe(channel, HistoryOptions.live(), message -> {});
        answer("{\"" + channel + "\":{\"epoch\":\"a\",\"offset\":10}}");
        return future.join();
    }

    @Test
    void disconnectedClientGoesOnFromItsPositions() {
        live("/a");
        talk.client.disconnect();
        talk.answer("/meta/disconnect");
        assertThat(talk.client.positions().of("/a")).contains(new Position("a", 10));
        talk.swallow();
        talk.client.connect();
        talk.acceptWithHistory("two");
        assertThat(asked()).isEqualTo("{\"/a\":{\"epoch\":\"a\",\"offset\":10}}");
    }

    // ---- what extensions do

    @Test
    void messageThatAnExtensionDropsHasBeenReceived() {
        talk.client.addExtension(new ClientExtension() {
            @Override
            public Message incoming(ClientSession session, Message message) {
                boolean unwanted =
                        message.data().map(RawJson::text).filter("11"::equals).isPresent();
                return unwanted ? null : message;
            }
        });
        live("/a");
        comes("/a", "{\"offset\":11}");
        comes("/a", "{\"offset\":12}");
        assertThat(heard).containsExactly("12");
        talk.expect(Talk.CONNECT);
    }

    @Test
    void messageOfWhichAnExtensionMakesAnotherKeepsItsPosition() {
        talk.client.addExtension(new ClientExtension() {
            @Override
            public Message incoming(ClientSession session, Message message) {
                return message.isMeta()
                        ? message
                        : Message.on(message.channel()).withData("new");
            }
        });
        live("/a");
        comes("/a", "{\"offset\":11}");
        comes("/a", "{\"offset\":12}");
        assertThat(heard).containsExactly("\"new\"", "\"new\"");
        assertThat(talk.client.positions().of("/a")).contains(new Position("a", 12));
    }

    @Test
    void wrongHistoryOfAServerIsNoHistory() {
        live("/a");
        for (String wrong : List.of("1", "{}", "{\"offset\":\"1\"}", "{\"offset\":-1}", "{\"offset\":1.5}")) {
            talk.receive(Message.on("/a").with("data", 0).with("ext", RawJson.parse("{\"history\":" + wrong + "}")));
        }
        assertThat(heard).hasSize(5);
        assertThat(talk.client.positions().of("/a")).contains(new Position("a", 10));
    }
}
