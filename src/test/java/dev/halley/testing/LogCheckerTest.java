package dev.halley.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each anomaly of a log is found, and what may happen is none. */
class LogCheckerTest {

    private final List<String> journal = new ArrayList<>();

    private LogCheckerTest then(String... lines) {
        journal.addAll(List.of(lines));
        return this;
    }

    /** Two values are published and acknowledged. */
    private LogCheckerTest twoSent() {
        return then("sending p /a x", "sent p /a x e 1", "sending p /a y", "sent p /a y e 2");
    }

    private LogChecker checker() {
        LogChecker checker = new LogChecker();
        Journal.read(journal.stream(), List.of(checker));
        return checker;
    }

    private List<String> faults() {
        return checker().faults();
    }

    @Test
    void everythingOnceAndInOrderIsNoFault() {
        then("subscribed s /a").twoSent().then("read s /a e 1 x", "read s /a e 2 y");
        assertThat(faults()).isEmpty();
        assertThat(checker().hasVerdict()).isTrue();
    }

    @Test
    void acknowledgedMessageThatNobodyReadsBeforeTheLastOneReadIsALostWrite() {
        then("subscribed s /a").twoSent().then("read s /a e 2 y");
        assertThat(faults()).containsExactly("lost-write: /a x at e:1", "poll-skip: s /a begins at e:2, not at 1");
    }

    @Test
    void acknowledgedMessageThatNobodyReadsAtTheEndIsUnseen() {
        twoSent().then("read s /a e 1 x");
        assertThat(faults()).containsExactly("unseen: /a y at e:2", "unseen: s /a from e:1 to 2");
    }

    @Test
    void endThatOneSubscriberAloneMissesIsUnseenByThat() {
        twoSent().then("read s /a e 1 x", "read t /a e 1 x", "read t /a e 2 y");
        assertThat(faults()).containsExactly("unseen: s /a from e:1 to 2");
    }

    @Test
    void subscriberThatReadsNothingAtAllIsFound() {
        then("subscribed s /a").twoSent().then("read t /a e 1 x", "read t /a e 2 y");
        assertThat(faults()).containsExactly("unseen: s /a from null to 2");
    }

    @Test
    void holeIsAPollSkip() {
        twoSent().then("sending p /a z", "read s /a e 1 x", "read s /a e 3 z", "read t /a e 2 y", "read t /a e 3 z");
        assertThat(faults()).containsExactly("poll-skip: s /a e:3 after e:1");
    }

    @Test
    void holeInWhatWasRecoveredHasANameOfItsOwn() {
        twoSent()
                .then("sending p /a z", "read s /a e 1 x", "recovered s /a", "read s /a e 3 z")
                .then("read t /a e 2 y", "read t /a e 3 z");
        assertThat(faults()).containsExactly("recovered-skip: s /a e:3 after e:1");
    }

    @Test
    void missingStartIsAPollSkip() {
        then("subscribed s /a").twoSent().then("read s /a e 2 y", "read t /a e 1 x", "read t /a e 2 y");
        assertThat(faults()).containsExactly("poll-skip: s /a begins at e:2, not at 1");
    }

    @Test
    void subscriberThatComesLaterMayMissTheStart() {
        twoSent().then("read s /a e 2 y", "read t /a e 1 x", "read t /a e 2 y");
        assertThat(faults()).isEmpty();
    }

    @Test
    void messageThatComesTwiceIsANonmonotonicPoll() {
        twoSent().then("read s /a e 1 x", "read s /a e 1 x", "read s /a e 2 y");
        assertThat(faults()).containsExactly("nonmonotonic-poll: s /a e:1 after e:1");
    }

    @Test
    void wayBackIsANonmonotonicPollAlsoInAnEpochThatWasLeft() {
        twoSent().then("read s /a e 1 x", "read s /a e 2 y", "read s /a e 1 x");
        assertThat(faults()).containsExactly("nonmonotonic-poll: s /a e:1 after e:2");
        then("sending p /a z", "read s /a f 3 z", "read s /a e 2 y");
        assertThat(faults()).contains("nonmonotonic-poll: s /a e:2 after f:3");
    }

    @Test
    void messagesInTheOtherOrderAreASkipAndAWayBack() {
        twoSent().then("sending p /a z", "read s /a e 1 x", "read s /a e 3 z", "read s /a e 2 y");
        assertThat(faults()).containsExactly("poll-skip: s /a e:3 after e:1", "nonmonotonic-poll: s /a e:2 after e:3");
    }

    @Test
    void messageThatComesBeforeOneThatWasAcknowledgedBeforeItWasSentIsANonmonotonicSend() {
        then("sending p /a x", "sent p /a x e 2", "sending q /a y", "sent q /a y e 1");
        then("read s /a e 1 y", "read s /a e 2 x");
        assertThat(faults()).containsExactly("nonmonotonic-send: /a y at e:1, though e:2 was acknowledged before");
    }

    @Test
    void messagesThatAreSentAtTheSameTimeHaveNoOrder() {
        then("sending p /a x", "sending p /a y", "sent p /a x e 2", "sent p /a y e 1");
        then("read s /a e 1 y", "read s /a e 2 x");
        assertThat(faults()).isEmpty();
    }

    @Test
    void twoValuesAtOnePlaceAreInconsistentOffsets() {
        twoSent().then("read s /a e 1 x", "read s /a e 2 y", "read t /a e 1 y", "read t /a e 2 y");
        assertThat(faults())
                .containsExactly("inconsistent-offsets: /a e:1 is x and y", "duplicate: /a y is at e:2 and e:1");
    }

    @Test
    void acknowledgementOfAnotherPlaceIsInconsistent() {
        then("sending p /a x", "sent p /a x e 1", "sending q /a y", "read s /a e 1 y");
        assertThat(faults()).containsExactly("inconsistent-offsets: /a e:1 is x and y");
    }

    @Test
    void valueAtTwoPlacesIsADuplicate() {
        twoSent().then("read s /a e 1 x", "read s /a e 2 y", "read s /a e 3 x");
        assertThat(faults()).containsExactly("duplicate: /a x is at e:1 and e:3");
    }

    @Test
    void refusedPublishThatIsReadIsAnAbortedRead() {
        then("sending p /a x", "refused p /a x", "read s /a e 1 x");
        assertThat(faults()).containsExactly("aborted-read: /a x");
    }

    @Test
    void messageThatNobodyHasSentIsAnAbortedRead() {
        then("read s /a e 1 x");
        assertThat(faults()).containsExactly("aborted-read: /a x");
    }

    @Test
    void publishWithUnknownOutcomeMayBeReadOrNot() {
        then("sending p /a x", "unknown p /a x", "sending p /a y", "unknown p /a y", "read s /a e 1 x");
        assertThat(faults()).isEmpty();
    }

    @Test
    void whoIsToldWithoutACauseIsFoundEachTime() {
        twoSent().then("read s /a e 1 x", "told s /a void e 1", "read s /a e 2 y", "told s /a void e 2");
        assertThat(faults())
                .containsExactly(
                        "told-without-cause: s /a void, the 1. time after 0 causes",
                        "told-without-cause: s /a void, the 2. time after 0 causes");
        assertThat(checker().told()).isEqualTo(2);
        then("subscribed s /a");
        assertThat(faults()).as("the start was read").hasSize(2);
    }

    @Test
    void logThatHasEndedIsToldOnce() {
        then("subscribed s /a").twoSent().then("read s /a e 1 x", "forgot", "told s /a void f 7");
        then("sending p /a z", "sent p /a z f 8", "read s /a f 8 z");
        assertThat(faults()).isEmpty();
        then("told s /a void f 8");
        assertThat(faults()).containsExactly("told-without-cause: s /a void, the 2. time after 1 causes");
    }

    @Test
    void newLogThatIsNotToldIsAPollSkip() {
        twoSent().then("read s /a e 1 x", "forgot", "sending p /a z", "sent p /a z f 8", "read s /a f 8 z");
        assertThat(faults()).containsExactly("poll-skip: s /a f:8 after e:1");
    }

    @Test
    void holeBehindThePositionThatWasToldIsAPollSkip() {
        twoSent().then("read s /a e 1 x", "forgot", "told s /a void f 7", "sending p /a z", "read s /a f 9 z");
        assertThat(faults()).containsExactly("poll-skip: s /a f:9 after f:7");
    }

    @Test
    void clientThatIsToldNoPositionGoesOnAnywhere() {
        twoSent().then("read s /a e 1 x", "forgot", "told s /a void - -", "sending p /a z", "read s /a f 9 z");
        assertThat(faults()).isEmpty();
    }

    @Test
    void startOfANewLogMayBeReadByNobodyIfAllAreToldToGoOnBehindIt() {
        then("subscribed s /a").twoSent().then("read s /a e 1 x", "forgot", "sending p /a z", "sent p /a z f 8");
        then("told s /a void f 8", "sending p /a u", "sent p /a u f 9", "read s /a f 9 u");
        assertThat(faults()).isEmpty();
        then("told t /a void f 7", "read t /a f 9 u");
        assertThat(faults()).contains("poll-skip: t /a f:9 after f:7");
    }

    @Test
    void newLogMayHaveAgainWhatTheOldOneHad() {
        then("sending p /a x", "read s /a e 1 x", "forgot", "told s /a void f 7", "sent p /a x f 8", "read s /a f 8 x");
        assertThat(faults()).isEmpty();
    }

    @Test
    void messageThatIsReadWithTheEpochOfALogThatHasEndedIsAWrongEpoch() {
        twoSent().then("read s /a e 1 x", "forgot", "told s /a void f 7", "sending p /a z", "sent p /a z f 8");
        then("read s /a e 8 z", "told t /a void f 7", "read t /a f 8 z");
        assertThat(faults()).contains("wrong-epoch: /a z at 8 is in e and f, of two logs");
    }

    @Test
    void epochThatGoesOnWithoutAHoleIsTheSameLog() {
        twoSent().then("sending p /a z", "sent p /a z f 3", "read s /a e 1 x", "read s /a e 2 y", "read s /a f 3 z");
        assertThat(faults()).isEmpty();
        then("read s /a f 4 x");
        assertThat(faults()).containsExactly("duplicate: /a x is at e:1 and f:4");
    }

    @Test
    void placeThatIsGivenWithALaterEpochIsTheSame() {
        twoSent().then("sending p /a z", "read s /a e 1 x", "read s /a f 2 y", "read s /a f 3 z", "read t /a f 1 x");
        then("read t /a e 2 y", "read t /a f 3 z");
        assertThat(faults()).isEmpty();
    }

    @Test
    void channelsAndSubscribersAreJudgedApart() {
        twoSent().then("sending p /b x", "sent p /b x g 1", "read s /b g 1 x", "read s /a e 1 x", "read s /a e 2 y");
        assertThat(faults()).isEmpty();
    }

    /** At the end the log has x, y and z, the last of which was published in a part of the servers that lost, at another place. */
    private LogCheckerTest parted() {
        return then("kept /a e 1 x", "kept /a f 2 y", "kept /a g 3 z", "sending p /a x", "sent p /a x e 1")
                .then("read s /a e 1 x", "read t /a e 1 x", "parted t /a")
                .then("sending p /a y", "sent p /a y f 2", "read s /a f 2 y")
                .then("sending q /a z", "sent q /a z h 2");
    }

    @Test
    void clientOfThePartThatLostIsToldOnceAndMayMissOrReadAgainWhatTheOthersPublished() {
        parted().then("read t /a h 2 z", "told t /a void f 2", "read t /a g 3 z", "read s /a g 3 z");
        assertThat(faults()).isEmpty();
        then("told t /a void g 3");
        assertThat(faults()).containsExactly("told-without-cause: t /a void, the 2. time after 1 causes");
    }

    @Test
    void clientOfThePartThatWonIsNotTold() {
        parted().then(
                        "told s /a void f 2",
                        "read t /a h 2 z",
                        "told t /a void f 2",
                        "read t /a g 3 z",
                        "read s /a g 3 z");
        assertThat(faults()).containsExactly("told-without-cause: s /a void, the 1. time after 0 causes");
    }

    @Test
    void clientThatIsNotToldThatItHasReadWhatIsLostIsFound() {
        parted().then("read t /a h 2 z", "read s /a g 3 z");
        assertThat(faults()).containsExactly("untold: t /a ends at h:2, which is lost", "unseen: t /a from h:2 to 3");
        then("read t /a g 3 z");
        assertThat(faults()).containsExactly("untold: t /a g:3 after h:2, which is lost");
    }

    @Test
    void holeInThePartThatLostIsAPollSkip() {
        parted().then("sending q /a u", "read t /a h 3 u", "told t /a void f 2", "read t /a g 3 z", "read s /a g 3 z");
        assertThat(faults()).containsExactly("poll-skip: t /a h:3 after e:1");
    }

    @Test
    void acknowledgedMessageOfThePartThatLostHasAnotherPlaceOrIsALostWrite() {
        parted().then("read s /a g 3 z", "told t /a void f 2", "read t /a g 3 z");
        assertThat(faults()).isEmpty();
        then("sending q /a u", "sent q /a u h 3");
        assertThat(faults()).containsExactly("lost-write: /a u, which was acknowledged at h:3");
    }

    @Test
    void withoutPartsNothingIsReadOrAcknowledgedThatTheLogDoesNotHaveAtTheEnd() {
        then(
                "kept /a e 1 x",
                "kept /a f 2 y",
                "sending p /a x",
                "sent p /a x e 1",
                "sending p /a y",
                "sent p /a y e 2");
        then("read s /a e 1 x", "read s /a e 2 y");
        assertThat(faults())
                .containsExactly(
                        "lost-write: /a y was acknowledged at e:2",
                        "lost-read: s /a e:2",
                        "untold: s /a ends at e:2, which is lost");
    }

    @Test
    void logHasNoHolesAndNothingTwiceAtTheEnd() {
        then("kept /a e 1 x", "kept /a e 3 y", "kept /a e 4 x", "sending p /a x", "sending p /a y");
        assertThat(faults()).containsExactly("kept-skip: /a e:3 after e:1", "duplicate: /a x is at e:1 and e:4");
    }

    @Test
    void clientThatIsToldNoPositionsMayMissMessagesOrHearThemAgainButInOrder() {
        then("kept /a e 1 x", "kept /a e 2 y", "kept /a e 3 z").twoSent().then("sending p /a z");
        then("heard c /a x", "heard c /a z", "heard d /a y");
        assertThat(faults()).isEmpty();
        then("heard e /a y", "heard e /a z", "heard e /a y", "heard e /a z");
        assertThat(faults()).isEmpty();
        then("heard c /a y", "heard c /a z", "heard c /a z", "heard d /a u");
        assertThat(faults())
                .containsExactly(
                        "nonmonotonic-poll: c /a e:2 after e:3",
                        "nonmonotonic-poll: c /a z a third time",
                        "aborted-read: d /a u");
    }

    @Test
    void journalWithoutAnythingReadHasNoVerdict() {
        twoSent();
        assertThat(checker().hasVerdict()).isFalse();
    }

    @Test
    void lineThatIsNoneIsRefused() {
        for (String line :
                List.of("read s /a e 1", "forgot everything", "sent p /a x e 1", "read s /a e x y", "owed s p 1")) {
            journal.clear();
            assertThatThrownBy(() -> then(line).checker()).as(line).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
