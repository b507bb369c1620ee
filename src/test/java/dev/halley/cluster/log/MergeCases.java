package dev.halley.cluster.log;

import dev.halley.cluster.log.KeyMarks.Forgotten;
import dev.halley.cluster.log.LogMessage.Heads;
import dev.halley.cluster.log.LogMessage.Published;
import dev.halley.cluster.log.LogMessage.Release;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.spi.HistoryPage.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Rules 3, 7 and 8: what becomes of replicas that differ. */
final class MergeCases {

    private MergeCases() {}

    static List<LogRuleCase> all() {
        return List.of(
                allAreHeardBeforeAnythingIsServed(),
                whatIsCommittedBeyondTheForkWins(),
                theLargerPartWins(),
                theLongerOneWinsWhereThePartsAreEqual(),
                whatTheOthersHaveBeyondTheForkIsAppendedAgain(),
                noKeyIsForgottenWhileAMemberIsLost(),
                whatMayBeKnownAlreadyIsNotAppendedAgain(),
                aKeyHasTheTimeOfTheLatestEntryOfItsPublish());
    }

    private static LogRuleCase allAreHeardBeforeAnythingIsServed() {
        return new LogRuleCase(
                "7: all are heard before anything is served",
                script -> {
                    script.limits(1, Duration.ofMinutes(5));
                    script.startThree();
                    script.view("b", "c");
                    script.publish("b", "v1");
                    script.lose("b", Heads.class);
                    script.view("a", "b", "c");
                    script.since("c", script.position("v1"));
                    script.loseNothing();
                    script.run(1_000);
                    script.expect(
                            script.pages.stream().allMatch(page -> page.verdict() == Verdict.OK),
                            "a reader was told of a loss");
                },
                new LogRules() {
                    @Override
                    boolean isGathered(int heard, int others) {
                        return true;
                    }
                });
    }

    private static LogRuleCase whatIsCommittedBeyondTheForkWins() {
        return new LogRuleCase(
                "8: what is committed beyond the fork wins",
                script -> {
                    script.startThree();
                    script.publish("c", "v1");
                    script.follow("c");
                    script.view("b", "c");
                    script.publish("a", "v2", "v3", "v4");
                    script.publish("b", "v5");
                    script.view("a", "b", "c");
                    script.run(2_000);
                    script.expectNobodyTold("c");
                },
                LogRuleCase.comparing(
                        Comparator.comparing((LogHead head) -> !head.served()).thenComparing(head -> -head.last())));
    }

    private static LogRuleCase theLargerPartWins() {
        return new LogRuleCase(
                "8: the larger part wins",
                script -> {
                    split(script);
                    script.view("a", "b", "c");
                    script.run(2_000);
                    script.expectNobodyTold("c");
                    script.expectTold("a");
                },
                LogRuleCase.comparing(Comparator.comparing((LogHead head) -> -head.last())));
    }

    private static LogRuleCase theLongerOneWinsWhereThePartsAreEqual() {
        return new LogRuleCase(
                "8: the longer one wins where the parts are equal",
                script -> {
                    script.start("a", "b");
                    script.view("a", "b");
                    script.publish("a", "v1");
                    script.follow("a", "b");
                    script.view("a");
                    script.view("b");
                    script.publish("a", "v2");
                    script.publish("b", "v3", "v4");
                    script.view("a", "b");
                    script.run(2_000);
                    script.expectNobodyTold("b");
                },
                LogRuleCase.comparing(Comparator.comparing((LogHead head) -> -head.weight())));
    }

    private static LogRuleCase whatTheOthersHaveBeyondTheForkIsAppendedAgain() {
        return new LogRuleCase(
                "8: what the others have beyond the fork is appended again", MergeCases::split, new LogRules() {
                    @Override
                    boolean mustAppendAgain() {
                        return false;
                    }
                });
    }

    private static LogRuleCase noKeyIsForgottenWhileAMemberIsLost() {
        return new LogRuleCase(
                "3: no key is forgotten while a member is lost",
                script -> {
                    script.limits(2, Duration.ofSeconds(8));
                    split(script);
                    script.run(20_000);
                    script.publish("b", "v6");
                    script.run(20_000);
                },
                new LogRules() {
                    @Override
                    boolean mustRetain(boolean lost) {
                        return false;
                    }
                });
    }

    private static LogRuleCase whatMayBeKnownAlreadyIsNotAppendedAgain() {
        return new LogRuleCase(
                "8: what may be known already is not appended again",
                script -> {
                    script.limits(2, Duration.ofSeconds(8));
                    script.startThree();
                    script.publish("a", "v1");
                    script.view("c");
                    script.view("a", "b");
                    script.publishKeyed("c", "v2", new Key("k", "d"));
                    script.publish("a", "v3");
                    script.lose(message -> message instanceof Release);
                    script.view("a", "b", "c");
                    script.run(40_000);
                    script.loseNothing();
                },
                new LogRules() {
                    @Override
                    boolean isUncertain(LogEntry entry, long fork, Forgotten forgotten) {
                        return false;
                    }
                });
    }

    private static LogRuleCase aKeyHasTheTimeOfTheLatestEntryOfItsPublish() {
        return new LogRuleCase(
                "8: a key has the time of the latest entry of its publish",
                script -> {
                    script.startThree();
                    script.publish("a", "v1");
                    script.lose("a", Published.class);
                    script.publish("c", "v2");
                    script.loseNothing();
                    // The publish is repeated there, and stored apart at a later time.
                    script.view("c");
                    script.expectStored("v2");
                    script.view("a", "b");
                    script.lose(message -> message instanceof Release);
                    script.view("a", "b", "c");
                    // Tells that v2 is answered: its id is forgotten, and c has its entry still.
                    script.publish("c", "v3");
                    script.expectStored("v3");
                },
                new LogRules() {
                    @Override
                    boolean isLater(long entry, long known) {
                        return false;
                    }
                });
    }

    /** One is apart, and both parts go on: the smaller one has more. */
    private static void split(LogScript script) {
        script.startThree();
        script.publish("c", "v1");
        script.follow("a", "c");
        script.view("a");
        script.view("b", "c");
        script.publish("a", "v2", "v3", "v4");
        script.publish("b", "v5");
        script.expectStored("v2", "v3", "v4", "v5");
    }
}
