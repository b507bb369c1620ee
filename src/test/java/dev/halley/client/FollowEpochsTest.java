package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.client.Follow.State;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of which epoch a message is that names none and comes before the reply to a subscribe, or after one that was lost. */
class FollowEpochsTest {

    private static final String CHANNEL = "/orders/42";
    private static final Object FIRST = new Object();
    private static final Object SECOND = new Object();

    private final List<String> out = new ArrayList<>();
    private final Follow.Output output = new Follow.Output() {
        @Override
        public void reached(String channel, Position position) {}

        @Override
        public void deliver(Message message) {
            out.add(message.position().orElseThrow().toString());
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
    private final Follow follow = new Follow(CHANNEL, HistoryOptions.live(), null, output);

    private void comes(String mark) {
        arrive(follow, mark);
    }

    private static void arrive(Follow follow, String mark) {
        HistoryMark read = HistoryMark.read(RawJson.parse(mark)).orElseThrow();
        follow.arrived(Message.on(CHANNEL).with("data", read.offset()), read);
    }

    private void answered(Object token, String entry) {
        follow.answered(token, reply(entry));
        follow.responseRead();
    }

    /** One response has the reply, and messages behind it. */
    private void answeredWith(String entry, String... marks) {
        follow.answered(SECOND, reply(entry));
        Stream.of(marks).forEach(this::comes);
        follow.responseRead();
    }

    private static HistoryReply reply(String entry) {
        Message reply = Message.on("/meta/subscribe")
                .with("ext", RawJson.parse("{\"history\":{\"" + CHANNEL + "\":" + entry + "}}"));
        return HistoryReply.of(reply, CHANNEL).orElseThrow();
    }

    private void isAt(State state, String position) {
        assertThat(follow.state()).isEqualTo(state);
        assertThat(follow.position().map(Position::toString)).contains(position);
    }

    /** It waits for a reply at an offset of 10 in the epoch {@code a}. */
    @BeforeEach
    void joining() {
        follow.ask(FIRST);
        answered(FIRST, "{\"epoch\":\"a\",\"offset\":10}");
        follow.ask(SECOND);
    }

    private void replyIsLost() {
        follow.unanswered(SECOND);
        isAt(State.DOUBT, "a:10");
        out.clear();
    }

    @Test
    void heldMessagesKeepTheEpochsThatTheyCameWith() {
        comes("{\"offset\":11}");
        comes("{\"offset\":12,\"epoch\":\"b\"}");
        comes("{\"offset\":13}");
        answered(SECOND, "{\"epoch\":\"b\",\"offset\":13,\"recovered\":true,\"count\":3}");
        isAt(State.LIVE, "b:13");
        comes("{\"offset\":14}");
        assertThat(out).containsExactly("recovered 3", "a:11", "b:12", "b:13", "b:14");
    }

    @Test
    void heldMessageIsOfTheEpochThatIsNamedBetweenItAndThePositionThoughThatComesLater() {
        comes("{\"offset\":13}");
        comes("{\"offset\":14}");
        answeredWith(
                "{\"epoch\":\"b\",\"offset\":14,\"recovered\":true,\"count\":4}",
                "{\"offset\":11}",
                "{\"offset\":12,\"epoch\":\"b\"}");
        comes("{\"offset\":15}");
        assertThat(out).containsExactly("recovered 4", "a:11", "b:12", "b:13", "b:14", "b:15");
        isAt(State.LIVE, "b:15");
    }

    @Test
    void newestInsteadOfWhatIsLostAreAskedForAgainWhereTheyCameBeforeTheReplyAndNameNoEpoch() {
        Follow newest = new Follow(CHANNEL, HistoryOptions.live().orLast(2), new Position("a", 10), output);
        newest.ask(FIRST);
        arrive(newest, "{\"offset\":14}");
        newest.answered(
                FIRST, reply("{\"epoch\":\"b\",\"offset\":14,\"recovered\":false,\"reason\":\"void\",\"count\":2}"));
        arrive(newest, "{\"offset\":13}");
        newest.responseRead();
        assertThat(newest.state()).isEqualTo(State.DOUBT);
        assertThat(out).containsExactly("lost void 2", "b:13", "doubt");
        out.clear();
        newest.ask(SECOND);
        newest.answered(SECOND, reply("{\"epoch\":\"b\",\"offset\":14,\"recovered\":true,\"count\":1}"));
        arrive(newest, "{\"offset\":14}");
        assertThat(out).containsExactly("recovered 1", "b:14");
    }

    @Test
    void whatComesBehindAHeldMessageIsOfItsEpoch() {
        comes("{\"offset\":11,\"epoch\":\"b\"}");
        answered(SECOND, "{\"epoch\":\"a\",\"offset\":10,\"recovered\":true,\"count\":0}");
        comes("{\"offset\":12}");
        isAt(State.LIVE, "b:12");
        assertThat(out).containsExactly("recovered 0", "b:11", "b:12");
    }

    @Test
    void heldMessageThatNoReplyCanHaveComeBeforeIsOfTheEpochThatTheReplyNames() {
        comes("{\"offset\":11}");
        answered(SECOND, "{\"epoch\":\"b\",\"offset\":10,\"recovered\":true,\"count\":0}");
        assertThat(out).containsExactly("recovered 0", "b:11");
    }

    @Test
    void afterALostReplyNobodyKnowsOfWhichEpochAMessageIsThatNamesNone() {
        replyIsLost();
        comes("{\"offset\":11}");
        isAt(State.DOUBT, "a:10");
        comes("{\"offset\":11,\"epoch\":\"b\"}");
        assertThat(out).containsExactly("doubt", "b:11");
    }

    @Test
    void whatComesBeforeTheNextReplyIsAskedForOnceMore() {
        replyIsLost();
        follow.ask(FIRST);
        comes("{\"offset\":11}");
        comes("{\"offset\":12}");
        answered(FIRST, "{\"epoch\":\"b\",\"offset\":11,\"recovered\":true,\"count\":1}");
        isAt(State.DOUBT, "a:10");
        follow.ask(SECOND);
        comes("{\"offset\":11,\"epoch\":\"b\"}");
        answered(SECOND, "{\"epoch\":\"b\",\"offset\":12,\"recovered\":true,\"count\":2}");
        comes("{\"offset\":12}");
        assertThat(out).endsWith("recovered 2", "b:11", "b:12");
        isAt(State.LIVE, "b:12");
    }

    @Test
    void inANewSessionWhatNamesNoEpochGoesOnFromTheReply() {
        replyIsLost();
        follow.sessionBegins();
        follow.ask(FIRST);
        comes("{\"offset\":11}");
        answered(FIRST, "{\"epoch\":\"a\",\"offset\":11,\"recovered\":true,\"count\":1}");
        assertThat(out).containsExactly("recovered 1", "a:11");
    }

    @Test
    void afterALostFirstReplyWhatNamesNoEpochWaitsForTheNewestToBeAskedForAgain() {
        Follow newest = new Follow(CHANNEL, HistoryOptions.last(2), null, output);
        newest.ask(FIRST);
        newest.unanswered(FIRST);
        HistoryMark mark = HistoryMark.read(RawJson.parse("{\"offset\":11}")).orElseThrow();
        newest.arrived(Message.on(CHANNEL).with("data", 11), mark);
        assertThat(out).isEmpty();
        assertThat(newest.ask(SECOND)).contains(RawJson.parse("{\"last\":2}"));
    }
}
