package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.client.Follow.State;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client does with each thing that can happen to a channel, in each state: the table of docs/client-recovery.md. */
class FollowTest {

    private static final String CHANNEL = "/orders/42";
    private static final Object FIRST = new Object();
    private static final Object SECOND = new Object();

    private final List<String> out = new ArrayList<>();
    private final Follow.Output output = new Follow.Output() {
        @Override
        public void reached(String channel, Position position) {}

        @Override
        public void deliver(Message message) {
            out.add(message.data().orElseThrow().text());
        }

        @Override
        public void tell(Recovery recovery) {
            out.add((recovery.isLost() ? "lost " + recovery.reason() : "recovered") + " " + recovery.count());
        }

        @Override
        public void doubt() {
            out.add("doubt");
        }
    };

    private Follow follow = following(HistoryOptions.live());

    private Follow following(HistoryOptions options) {
        return new Follow(CHANNEL, options, null, output);
    }

    private void comes(String mark) {
        HistoryMark read = HistoryMark.read(RawJson.parse(mark)).orElseThrow();
        follow.arrived(Message.on(CHANNEL).with("data", read.offset()), read);
    }

    private void considered(String mark) {
        follow.considered(HistoryMark.read(RawJson.parse(mark)).orElseThrow());
    }

    private void answered(Object token, String entry) {
        Message reply = Message.on("/meta/subscribe")
                .with("ext", RawJson.parse("{\"history\":{\"" + CHANNEL + "\":" + entry + "}}"));
        follow.answered(token, HistoryReply.of(reply, CHANNEL).orElse(null));
        follow.responseRead();
    }

    private void answered(String entry) {
        follow.ask(FIRST);
        answered(FIRST, entry);
    }

    /** It is live at an offset of 10 in the epoch {@code a}. */
    private void live() {
        answered("{\"epoch\":\"a\",\"offset\":10}");
        assertThat(follow.state()).isEqualTo(State.LIVE);
    }

    private void doubtful() {
        live();
        comes("{\"offset\":13}");
        assertThat(follow.state()).isEqualTo(State.DOUBT);
        out.clear();
    }

    private void joining() {
        live();
        follow.ask(SECOND);
        assertThat(follow.state()).isEqualTo(State.JOINING);
    }

    private void isAt(State state, String position) {
        assertThat(follow.state()).isEqualTo(state);
        assertThat(follow.position().map(Position::toString)).contains(position);
    }

    private String asks() {
        return follow.ask(new Object()).map(RawJson::text).orElse("nothing");
    }

    // ---- a message

    @BeforeEach
    void nothingIsKnown() {
        assertThat(follow.state()).isEqualTo(State.NONE);
    }

    @Test
    void firstMessageGivesThePosition() {
        comes("{\"offset\":7,\"epoch\":\"a\"}");
        isAt(State.LIVE, "a:7");
        assertThat(out).containsExactly("7");
    }

    @Test
    void messageWithoutAnyEpochIsHandedOnWithoutAPosition() {
        comes("{\"offset\":7}");
        assertThat(follow.position()).isEmpty();
        assertThat(out).containsExactly("7");
    }

    @Test
    void liveNextMovesAndRepeatedIsDropped() {
        live();
        comes("{\"offset\":11}");
        comes("{\"offset\":11}");
        comes("{\"offset\":9}");
        comes("{\"offset\":15,\"after\":11}");
        isAt(State.LIVE, "a:15");
        assertThat(out).containsExactly("11", "15");
    }

    @Test
    void handedOnMessagesKnowTheirPositionWhichIsTheClientsByThen() {
        List<Position> positions = new ArrayList<>();
        follow = new Follow(CHANNEL, HistoryOptions.live(), null, new Follow.Output() {
            @Override
            public void reached(String channel, Position position) {
                positions.add(position);
            }

            @Override
            public void deliver(Message message) {
                positions.add(message.position().orElseThrow());
            }

            @Override
            public void tell(Recovery recovery) {}

            @Override
            public void doubt() {}
        });
        live();
        comes("{\"offset\":11}");
        comes("{\"offset\":12,\"epoch\":\"b\"}");
        assertThat(positions)
                .containsExactly(
                        new Position("a", 10),
                        new Position("a", 11),
                        new Position("a", 11),
                        new Position("b", 12),
                        new Position("b", 12));
    }

    @Test
    void nextEpochGoesOnOnlyExactlyBehindThePosition() {
        live();
        comes("{\"offset\":11,\"epoch\":\"b\"}");
        isAt(State.LIVE, "b:11");
        comes("{\"offset\":10,\"epoch\":\"a\"}");
        comes("{\"offset\":13,\"epoch\":\"c\",\"after\":10}");
        isAt(State.DOUBT, "b:11");
        assertThat(out).containsExactly("11", "doubt");
    }

    @Test
    void gapIsDroppedAndDoubted() {
        live();
        comes("{\"offset\":13,\"after\":11}");
        isAt(State.DOUBT, "a:10");
        assertThat(out).containsExactly("doubt");
    }

    @Test
    void doubtHandsOnWhatIsNextAndDropsTheRest() {
        doubtful();
        comes("{\"offset\":11}");
        comes("{\"offset\":10}");
        comes("{\"offset\":14}");
        isAt(State.DOUBT, "a:11");
        assertThat(out).containsExactly("11");
    }

    @Test
    void lostMakesThePositionVoidUntilAReply() {
        live();
        comes("{\"offset\":11,\"lost\":true}");
        comes("{\"offset\":11}");
        isAt(State.DOUBT, "a:10");
        assertThat(out).containsExactly("doubt");
        answered("{\"epoch\":\"b\",\"offset\":12,\"recovered\":false,\"reason\":\"void\"}");
        comes("{\"offset\":13}");
        isAt(State.LIVE, "b:13");
        assertThat(out).containsExactly("doubt", "lost void 0", "13");
    }

    @Test
    void joiningHoldsUntilTheReply() {
        joining();
        comes("{\"offset\":11}");
        comes("{\"offset\":12}");
        comes("{\"offset\":11}");
        assertThat(out).isEmpty();
        answered(SECOND, "{\"epoch\":\"a\",\"offset\":11,\"recovered\":true,\"count\":1}");
        isAt(State.LIVE, "a:12");
        assertThat(out).containsExactly("recovered 1", "11", "12");
    }

    @Test
    void joiningHoldsNoMoreThanItsLimit() {
        joining();
        for (int i = 0; i < Follow.MOST_HELD; i++) {
            comes("{\"offset\":" + (11 + i) + "}");
        }
        answered(SECOND, "{\"epoch\":\"a\",\"offset\":10,\"recovered\":true,\"count\":0}");
        assertThat(out).hasSize(Follow.MOST_HELD + 1).doesNotContain("doubt");
    }

    @Test
    void oneMoreThanTheLimitThrowsAwayAndDoubts() {
        joining();
        for (int i = 0; i <= Follow.MOST_HELD; i++) {
            comes("{\"offset\":" + (11 + i) + "}");
        }
        answered(SECOND, "{\"epoch\":\"a\",\"offset\":10,\"recovered\":true,\"count\":0}");
        isAt(State.DOUBT, "a:10");
        assertThat(out).containsExactly("recovered 0", "doubt");
    }

    // ---- the reply to a connect

    @Test
    void connectReplyMovesALivePositionAndNeverBack() {
        live();
        considered("{\"offset\":14}");
        considered("{\"offset\":12}");
        isAt(State.LIVE, "a:14");
        comes("{\"offset\":15}");
        assertThat(out).containsExactly("15");
    }

    @Test
    void connectReplyGivesThePositionWhereThereIsNone() {
        considered("{\"offset\":14,\"epoch\":\"a\"}");
        isAt(State.LIVE, "a:14");
    }

    @Test
    void connectReplyMeansNothingInDoubtOrJoining() {
        doubtful();
        considered("{\"offset\":14}");
        isAt(State.DOUBT, "a:10");
        follow.ask(SECOND);
        considered("{\"offset\":14}");
        isAt(State.JOINING, "a:10");
    }

    @Test
    void connectReplyThatSaysLostLeadsToDoubt() {
        live();
        considered("{\"offset\":14,\"lost\":true}");
        comes("{\"offset\":11}");
        isAt(State.DOUBT, "a:10");
        assertThat(out).containsExactly("doubt");
    }

    @Test
    void connectReplyThatSaysLostWhileJoiningCountsWhenThatIsAnswered() {
        joining();
        considered("{\"offset\":14,\"lost\":true}");
        answered(SECOND, "{\"epoch\":\"a\",\"offset\":10,\"recovered\":true}");
        comes("{\"offset\":11}");
        isAt(State.DOUBT, "a:10");
        assertThat(out).containsExactly("recovered 0", "doubt");
    }

    // ---- connections and sessions

    @Test
    void newerSubscribeCounts() {
        follow.ask(FIRST);
        follow.ask(SECOND);
        answered(FIRST, "{\"epoch\":\"a\",\"offset\":1}");
        assertThat(follow.state()).isEqualTo(State.JOINING);
        follow.unanswered(FIRST);
        assertThat(follow.state()).isEqualTo(State.JOINING);
        answered(SECOND, "{\"epoch\":\"a\",\"offset\":2}");
        isAt(State.LIVE, "a:2");
    }

    @Test
    void subscribeWithoutReplyThrowsAwayWhatIsHeld() {
        joining();
        comes("{\"offset\":11}");
        follow.unanswered(SECOND);
        isAt(State.DOUBT, "a:10");
        assertThat(out).containsExactly("doubt");
    }

    @Test
    void firstSubscribeWithoutReplyLeavesNothing() {
        follow.ask(FIRST);
        comes("{\"offset\":11,\"epoch\":\"a\"}");
        follow.unanswered(FIRST);
        assertThat(follow.state()).isEqualTo(State.NONE);
        assertThat(out).isEmpty();
    }

    @Test
    void responseThatIsLostLeadsToDoubt() {
        live();
        follow.replyLost();
        isAt(State.DOUBT, "a:10");
        assertThat(out).containsExactly("doubt");
    }

    @Test
    void responseThatIsLostWhileJoiningCountsWhenThatIsAnswered() {
        joining();
        follow.replyLost();
        answered(SECOND, "{\"epoch\":\"a\",\"offset\":10,\"recovered\":true}");
        isAt(State.DOUBT, "a:10");
    }

    @Test
    void newSessionIsAskedForWhatWasMissed() {
        live();
        follow.sessionBegins();
        isAt(State.DOUBT, "a:10");
        assertThat(asks()).isEqualTo("{\"epoch\":\"a\",\"offset\":10}");
    }

    @Test
    void sessionWithoutHistoryLosesThePosition() {
        live();
        follow.unsupportedBySession();
        assertThat(follow.state()).isEqualTo(State.NONE);
        assertThat(out).containsExactly("lost unsupported 0");
    }

    @Test
    void sessionWithoutHistoryIsNoNewsWhereNothingWasPromised() {
        follow.unsupportedBySession();
        assertThat(out).isEmpty();
    }

    // ---- replies

    @Test
    void recoveredMessagesMoveThePositionThemselves() {
        joining();
        answered(SECOND, "{\"epoch\":\"a\",\"offset\":12,\"recovered\":true,\"count\":2}");
        isAt(State.LIVE, "a:10");
        comes("{\"offset\":11}");
        comes("{\"offset\":12}");
        isAt(State.LIVE, "a:12");
        assertThat(out).containsExactly("recovered 2", "11", "12");
    }

    @Test
    void recoveredWithoutMessagesGoesToTheTop() {
        joining();
        answered(SECOND, "{\"epoch\":\"a\",\"offset\":12,\"recovered\":true,\"count\":0}");
        isAt(State.LIVE, "a:12");
    }

    @Test
    void notRecoveredGoesToTheTopAndIsTold() {
        joining();
        comes("{\"offset\":11}");
        answered(SECOND, "{\"epoch\":\"a\",\"offset\":40,\"recovered\":false,\"reason\":\"evicted\"}");
        isAt(State.LIVE, "a:40");
        assertThat(out).containsExactly("lost evicted 0");
    }

    @Test
    void newestInsteadOfWhatIsLostGiveThePosition() {
        follow = following(HistoryOptions.live().orLast(2));
        joining();
        assertThat(asks()).isEqualTo("{\"epoch\":\"a\",\"offset\":10,\"orLast\":2}");
        follow.ask(SECOND);
        answered(SECOND, "{\"epoch\":\"b\",\"offset\":40,\"recovered\":false,\"reason\":\"expired\",\"count\":2}");
        assertThat(follow.state()).isEqualTo(State.NONE);
        comes("{\"offset\":39}");
        isAt(State.LIVE, "b:39");
        assertThat(out).containsExactly("lost expired 2", "39");
    }

    @Test
    void newestThatDoNotComeAreAskedForAgain() {
        follow = following(HistoryOptions.live().orLast(2));
        live();
        answered("{\"epoch\":\"b\",\"offset\":40,\"recovered\":false,\"count\":2}");
        assertThat(asks()).isEqualTo("{\"last\":2}");
    }

    @Test
    void followingWithTheOwnPositionMissesNothing() {
        joining();
        answered(SECOND, "{\"epoch\":\"a\",\"offset\":10,\"following\":true}");
        isAt(State.LIVE, "a:10");
        assertThat(out).isEmpty();
    }

    @Test
    void followingWithoutAPositionDropsNothingThatIsOnItsWay() {
        answered("{\"epoch\":\"a\",\"offset\":10,\"following\":true}");
        comes("{\"offset\":9}");
        comes("{\"offset\":10}");
        comes("{\"offset\":11}");
        comes("{\"offset\":11}");
        isAt(State.LIVE, "a:11");
        assertThat(out).containsExactly("9", "10", "11");
    }

    @Test
    void channelThatKeepsNoHistoryAnyMoreIsTold() {
        joining();
        follow.answered(SECOND, null);
        follow.responseRead();
        assertThat(follow.position()).isEmpty();
        assertThat(out).containsExactly("lost unsupported 0");
    }

    @Test
    void plainChannelIsNoNews() {
        follow.ask(FIRST);
        follow.answered(FIRST, null);
        follow.responseRead();
        assertThat(follow.state()).isEqualTo(State.NONE);
        assertThat(out).isEmpty();
    }

    @Test
    void plainChannelIsToldWhereHistoryWasAskedFor() {
        follow = following(HistoryOptions.last(5));
        follow.ask(FIRST);
        follow.answered(FIRST, null);
        follow.responseRead();
        assertThat(out).containsExactly("lost unsupported 0");
    }

    @Test
    void newestAreAskedForUntilTheyCome() {
        follow = following(HistoryOptions.last(5));
        assertThat(asks()).isEqualTo("{\"last\":5}");
        answered("{\"epoch\":\"a\",\"offset\":10,\"count\":3}");
        assertThat(asks()).isEqualTo("{\"last\":5}");
        answered("{\"epoch\":\"a\",\"offset\":10,\"count\":3}");
        comes("{\"offset\":8}");
        assertThat(asks()).isEqualTo("{\"epoch\":\"a\",\"offset\":8}");
    }

    @Test
    void newestThatMayBeLostAreAskedForAgainBeforeAnythingIsHandedOn() {
        follow = following(HistoryOptions.last(5));
        answered("{\"epoch\":\"a\",\"offset\":10,\"count\":3}");
        follow.replyLost();
        comes("{\"offset\":11}");
        considered("{\"offset\":12}");
        assertThat(follow.position()).isEmpty();
        assertThat(asks()).isEqualTo("{\"last\":5}");
        assertThat(out).containsExactly("recovered 3", "doubt");
    }

    @Test
    void replyToAConnectIsNoneOfTheMessagesThatAreToCome() {
        follow = following(HistoryOptions.last(5));
        answered("{\"epoch\":\"a\",\"offset\":10,\"count\":3}");
        considered("{\"offset\":12}");
        comes("{\"offset\":8}");
        isAt(State.LIVE, "a:8");
    }

    @Test
    void emptyHistoryGivesItsTop() {
        follow = following(HistoryOptions.all());
        assertThat(asks()).isEqualTo("{\"all\":true}");
        answered("{\"epoch\":\"a\",\"offset\":10,\"count\":0}");
        isAt(State.LIVE, "a:10");
    }

    @Test
    void positionOfTheApplicationIsAskedForAndKept() {
        follow = following(HistoryOptions.from(new Position("a", 4)).orLast(3));
        assertThat(asks()).isEqualTo("{\"epoch\":\"a\",\"offset\":4,\"orLast\":3}");
        answered("{\"epoch\":\"a\",\"offset\":5,\"recovered\":true,\"count\":1}");
        comes("{\"offset\":5}");
        assertThat(out).containsExactly("recovered 1", "5");
    }

    @Test
    void restoredPositionIsGoneOnFrom() {
        follow = new Follow(CHANNEL, HistoryOptions.live(), new Position("a", 4), output);
        assertThat(asks()).isEqualTo("{\"epoch\":\"a\",\"offset\":4}");
    }

    @Test
    void restoredPositionGivesWayToWhatTheApplicationAsksFor() {
        follow = new Follow(CHANNEL, HistoryOptions.last(9), new Position("a", 4), output);
        assertThat(asks()).isEqualTo("{\"last\":9}");
    }

    // ---- giving up

    @Test
    void gapThatThreeResubscriptionsDoNotCloseIsTakenAsItIs() {
        live();
        for (int i = 0; i < 3; i++) {
            comes("{\"offset\":13}");
            answered("{\"epoch\":\"a\",\"offset\":13,\"recovered\":true,\"count\":3}");
        }
        out.clear();
        comes("{\"offset\":13}");
        isAt(State.LIVE, "a:13");
        assertThat(out).containsExactly("lost gap 0", "13");
    }

    @Test
    void progressBeginsTheCountAnew() {
        live();
        for (int i = 0; i < 9; i++) {
            comes("{\"offset\":" + (100 + i) + "}");
            answered("{\"epoch\":\"a\",\"offset\":100,\"recovered\":true,\"count\":1}");
            comes("{\"offset\":" + (11 + i) + "}");
        }
        assertThat(out).noneMatch(line -> line.startsWith("lost"));
    }

    // ---- own publishes

    @Test
    void ownPublishIsHandedOnWhileItIsNotKnownThatTheServerLeavesItOut() {
        live();
        follow.published(new Position("a", 11));
        comes("{\"offset\":11}");
        assertThat(out).containsExactly("11");
    }

    @Test
    void ownPublishThatTheServerLeavesOutIsNotHandedOnWhenItIsRecovered() {
        live();
        ownPublishesAreLeftOut();
    }

    private void ownPublishesAreLeftOut() {
        follow.published(new Position("a", 11));
        comes("{\"offset\":12,\"after\":10}");
        follow.published(new Position("a", 13));
        follow.sessionBegins();
        answered("{\"epoch\":\"a\",\"offset\":14,\"recovered\":true,\"count\":2}");
        comes("{\"offset\":13}");
        comes("{\"offset\":14}");
        isAt(State.LIVE, "a:14");
        assertThat(out).containsExactly("12", "doubt", "recovered 2", "14");
    }

    @Test
    void newestOwnPublishesCountWhereThereAreMoreThanAreRemembered() {
        live();
        for (int offset = 0; offset < 1_000; offset++) {
            follow.published(new Position("left", offset));
        }
        ownPublishesAreLeftOut();
    }

    @Test
    void connectReplyShowsThatOwnPublishesAreLeftOut() {
        live();
        follow.published(new Position("a", 11));
        considered("{\"offset\":11}");
        follow.published(new Position("a", 12));
        answered("{\"epoch\":\"a\",\"offset\":12,\"recovered\":true,\"count\":1}");
        comes("{\"offset\":12}");
        assertThat(out).containsExactly("recovered 1");
        isAt(State.LIVE, "a:12");
    }

    @Test
    void serverThatHasSentAnOwnPublishLeavesOthersOutForAnotherReason() {
        live();
        follow.published(new Position("a", 11));
        comes("{\"offset\":11}");
        follow.published(new Position("a", 12));
        considered("{\"offset\":12}");
        follow.published(new Position("a", 13));
        answered("{\"epoch\":\"a\",\"offset\":13,\"recovered\":true,\"count\":1}");
        comes("{\"offset\":13}");
        assertThat(out).containsExactly("11", "recovered 1", "13");
    }
}
