package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.json.RawJson;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which publishes have keys, when they are repeated, and how they end. */
class KeyedPublishTest {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration KEY_TTL = Duration.ofSeconds(60);

    private Talk talk = Talk.withHistory(builder -> builder);

    private void learnHistory() {
        talk.client.publish("/a", 0);
        stored(1);
    }

    private void stored(int offset) {
        talk.answer("/a", reply -> reply.with("ext", RawJson.parse("""
                {"history":{"epoch":"e","offset":%d}}""".formatted(offset))));
    }

    private String key() {
        return talk.sent("/a").ext("publishKey").map(RawJson::string).orElse("none");
    }

    private void reconnect() {
        talk.breakDown();
        talk.advance(Duration.ofMillis(500));
        talk.answer(Talk.CONNECT);
    }

    private static void assertOutcome(CompletableFuture<?> future, Outcome outcome) {
        assertThat(future).isCompletedExceptionally();
        var failure = future.handle((value, thrown) -> (BayeuxException) thrown).join();
        assertThat(failure.outcome()).isEqualTo(outcome);
    }

    @Test
    void replyTellsThePositionAndWhetherItWasThereAlready() {
        CompletableFuture<Message> published = talk.client.publish("/a", 0, "mine");
        talk.answer("/a", reply -> reply.with("ext", RawJson.parse("""
                {"history":{"epoch":"e","offset":7,"duplicate":true}}""")));
        assertThat(published.join().position()).contains(new Position("e", 7));
        assertThat(published.join().isDuplicate()).isTrue();
    }

    @Test
    void keysAreGivenOnChannelsThatReplyWithAPosition() {
        talk.client.publish("/a", 0);
        assertThat(key()).isEqualTo("none");
        stored(1);
        talk.client.publish("/a", 1);
        String first = key();
        stored(2);
        talk.client.publish("/a", 2);
        assertThat(first).hasSizeBetween(10, 128);
        assertThat(key()).hasSizeBetween(10, 128).isNotEqualTo(first);
    }

    @Test
    void keysAreGivenOnChannelsThatTheClientFollows() {
        talk.client.subscribe("/a", message -> {});
        talk.answer(
                "/meta/subscribe",
                reply -> reply.with("ext", RawJson.parse("{\"history\":{\"/a\":{\"epoch\":\"e\",\"offset\":7}}}")));
        talk.client.publish("/a", 1);
        assertThat(key()).isNotEqualTo("none");
    }

    @Test
    void channelThatRepliesWithoutAPositionGetsNoKeysAnyMore() {
        learnHistory();
        talk.client.publish("/a", 1);
        talk.answer("/a");
        talk.client.publish("/a", 2);
        assertThat(key()).isEqualTo("none");
    }

    @Test
    void keyOfTheApplicationIsSentAsItIs() {
        learnHistory();
        talk.client.publish("/a", 1, "order 4711");
        assertThat(key()).isEqualTo("order 4711");
    }

    @Test
    void keyHasFrom1To128Characters() {
        talk.client.publish("/a", 1, "x".repeat(128));
        assertThat(key()).hasSize(128);
        assertThatIllegalArgumentException().isThrownBy(() -> talk.client.publish("/a", 1, "x".repeat(129)));
        assertThatIllegalArgumentException().isThrownBy(() -> talk.client.publish("/a", 1, ""));
    }

    @Test
    void lostPublishesAreRepeatedInOrderBeforeNewOnesWithTheSameKeys() {
        learnHistory();
        CompletableFuture<Message> first = talk.client.publish("/a", 1);
        String key = key();
        CompletableFuture<Message> second = talk.client.publish("/a", 2);
        talk.breakDown();
        talk.client.publish("/a", 3);
        talk.advance(Duration.ofMillis(500));
        talk.answer(Talk.CONNECT);
        talk.expect(Talk.CONNECT, "/a", "/a", "/a");
        assertThat(key()).isEqualTo(key);
        assertThat(talk.sent("/a").data()).contains(RawJson.from(1));
        stored(2);
        assertThat(talk.sent("/a").data()).contains(RawJson.from(2));
        stored(3);
        assertThat(talk.sent("/a").data()).contains(RawJson.from(3));
        assertThat(first.join().position()).contains(new Position("e", 2));
        assertThat(second.join().position()).contains(new Position("e", 3));
    }

    @Test
    void lostPublishIsRepeatedInANewSession() {
        learnHistory();
        CompletableFuture<Message> published = talk.client.publish("/a", 1);
        String key = key();
        talk.swallow();
        talk.client.publish("/x", 1);
        talk.refuse("/x", "402::session_unknown", null);
        talk.acceptWithHistory("two");
        assertThat(key()).isEqualTo(key);
        assertThat(talk.sent("/a").clientId()).contains("two");
        stored(2);
        assertThat(published).isCompleted();
    }

    @Test
    void publishWithoutAKeyIsNotRepeated() {
        CompletableFuture<Message> published = talk.client.publish("/a", 1);
        reconnect();
        assertOutcome(published, Outcome.UNKNOWN);
        talk.expect(Talk.CONNECT);
    }

    @Test
    void keyOnAPlainChannelIsRepeatedWithinItsSession() {
        CompletableFuture<Message> published = talk.client.publish("/a", 1, "mine");
        reconnect();
        assertThat(key()).isEqualTo("mine");
        talk.answer("/a");
        assertThat(published).isCompleted();
    }

    @Test
    void keyOnAPlainChannelMeansNothingInAnotherSession() {
        CompletableFuture<Message> published = talk.client.publish("/a", 1, "mine");
        talk.breakDown();
        talk.advance(Duration.ofMillis(500));
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        talk.acceptWithHistory("two");
        assertOutcome(published, Outcome.UNKNOWN);
        talk.expect(Talk.CONNECT);
    }

    @Test
    void serverWithoutHistoryIsSentNothingTwice() {
        talk = Talk.connected(builder -> builder);
        CompletableFuture<Message> published = talk.client.publish("/a", 1, "mine");
        reconnect();
        assertOutcome(published, Outcome.UNKNOWN);
        talk.expect(Talk.CONNECT);
    }

    @Test
    void nextSessionWithoutHistoryEndsTheRepeating() {
        learnHistory();
        CompletableFuture<Message> published = talk.client.publish("/a", 1);
        talk.breakDown();
        talk.advance(Duration.ofMillis(500));
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        talk.acceptHandshake("two");
        assertOutcome(published, Outcome.UNKNOWN);
    }

    /** @return the key of the publish that is refused */
    private String refuse(String error) {
        String key = key();
        talk.refuse("/a", error, null);
        return key;
    }

    @Test
    void publishWhoseSessionIsUnknownIsRepeatedInTheNextOne() {
        learnHistory();
        CompletableFuture<Message> published = talk.client.publish("/a", 1);
        String key = refuse("402::session_unknown");
        talk.acceptWithHistory("two");
        assertThat(key()).isEqualTo(key);
        assertThat(talk.sent("/a").clientId()).contains("two");
        stored(2);
        assertThat(published).isCompleted();
    }

    @Test
    void unavailableHistoryIsTriedAgainWithPauses() {
        learnHistory();
        CompletableFuture<Message> published = talk.client.publish("/a", 1);
        String key = refuse("503::history_unavailable");
        assertThat(refuse("503::history_unavailable")).isEqualTo(key);
        talk.expect(Talk.CONNECT);
        talk.advance(Duration.ofMillis(500));
        assertThat(key()).isEqualTo(key);
        assertThat(published).isNotDone();
        stored(2);
        assertThat(published.join().position()).contains(new Position("e", 2));
    }

    @Test
    void publishIsRepeatedAsLongAsItsKeyIsKnownAndNoLonger() {
        learnHistory();
        CompletableFuture<Message> published = talk.client.publish("/a", 1);
        talk.breakDown();
        talk.advance(KEY_TTL.minus(MILLI));
        assertThat(published).isNotDone();
        talk.advance(MILLI);
        assertOutcome(published, Outcome.UNKNOWN);
        talk.answer(Talk.CONNECT);
        assertThat(talk.open()).doesNotContain("/a");
    }

    @Test
    void refusalEndsIt() {
        learnHistory();
        CompletableFuture<Message> published = talk.client.publish("/a", 1);
        talk.refuse("/a", "409:publishKey:conflict", null);
        assertOutcome(published, Outcome.REFUSED);
    }

    @Test
    void disconnectingClientLeavesTheOutcomeUnknown() {
        learnHistory();
        CompletableFuture<Message> published = talk.client.publish("/a", 1);
        talk.breakDown();
        talk.client.disconnect();
        talk.client.abort();
        assertOutcome(published, Outcome.UNKNOWN);
        talk.advance(KEY_TTL);
    }

    @Test
    void clientThatQueuesNothingRepeatsNothingAfterABreak() {
        talk = Talk.withHistory(builder -> builder.offlinePolicy(OfflinePolicy.FAIL));
        learnHistory();
        CompletableFuture<Message> published = talk.client.publish("/a", 1);
        talk.breakDown();
        assertOutcome(published, Outcome.UNKNOWN);
    }

    @Test
    void requestThatFailsAgainAndAgainIsRepeatedWithPauses() {
        talk = Talk.withHistory(builder -> builder.transports(TransportType.LONG_POLLING));
        learnHistory();
        talk.client.publish("/a", 1);
        talk.loseRequest("/a");
        talk.loseRequest("/a");
        talk.expect(Talk.CONNECT);
        talk.advance(Duration.ofMillis(500));
        talk.loseRequest("/a");
        talk.advance(Duration.ofMillis(999));
        talk.expect(Talk.CONNECT);
        talk.advance(MILLI);
        talk.expect(Talk.CONNECT, "/a");
    }
}
