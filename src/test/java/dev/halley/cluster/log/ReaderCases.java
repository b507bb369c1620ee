package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Live;
import dev.halley.cluster.log.LogMessage.Replicate;
import dev.halley.cluster.log.LogMessage.Tops;
import dev.halley.history.store.StoredEntry.Key;
import java.time.Duration;
import java.util.List;

/** Rules 9 and 10: what readers and followers are told. */
final class ReaderCases {

    private ReaderCases() {}

    static List<LogRuleCase> all() {
        return List.of(
                nothingIsReadBeforeTheBackupHasIt(),
                allConfirmTheViewBeforeSomebodyIsToldOfALoss(),
                thePiecesOfAReadComeFromOneView(),
                anEntryIsHandedOnOnlyBehindItsPredecessor(),
                whatIsMissingIsReadWhenTheNextEntryComes(),
                followersAreToldTheTopUntilTheyAreThere());
    }

    private static LogRuleCase nothingIsReadBeforeTheBackupHasIt() {
        return new LogRuleCase(
                "9: nothing is read before the backup has it",
                script -> {
                    script.startThree();
                    script.publish("a", "v1", "v2");
                    script.kill("a");
                    script.kill("b");
                    script.kill("c");
                    script.start("a", "b", "c");
                    script.lose("a", Replicate.class);
                    script.view("a", "b", "c");
                    script.since("c", script.position("v2"));
                    script.loseNothing();
                    script.run(3_000);
                    script.expectAllRead();
                },
                new LogRules() {
                    @Override
                    boolean mayRead(boolean synced) {
                        return true;
                    }
                });
    }

    private static LogRuleCase allConfirmTheViewBeforeSomebodyIsToldOfALoss() {
        return new LogRuleCase(
                "9: all confirm the view before somebody is told of a loss",
                script -> {
                    script.startThree();
                    script.publish("a", "v1");
                    script.view("b", "c");
                    script.publish("b", "v2");
                    script.since("a", script.position("v2"));
                    script.view("a", "b", "c");
                    script.run(2_000);
                    script.expectAllRead();
                },
                new LogRules() {
                    @Override
                    boolean mustConfirm() {
                        return false;
                    }
                });
    }

    private static LogRuleCase thePiecesOfAReadComeFromOneView() {
        return new LogRuleCase(
                "9: the pieces of a read come from one view",
                script -> {
                    script.limits(2, Duration.ofMinutes(5));
                    script.start("a", "b", "c", "d");
                    script.view("a", "b", "c", "d");
                    script.publish("a", "v1", "v2", "v3");
                    script.view("a", "d");
                    script.view("b", "c");
                    script.publish("a", "v4", "v5", "v6");
                    script.publish("b", "v7", "v8", "v9", "v10");
                    script.readFirstPiece("d", script.position("v1"));
                    script.view("a", "b", "c", "d");
                    script.loseNothing();
                    script.run(2_500);
                    script.expectAllRead();
                    script.expect(
                            script.pages.stream().allMatch(page -> page.top()
                                    .epoch()
                                    .equals(page.lineage()
                                            .get(page.lineage().size() - 1)
                                            .epoch())),
                            "a read ends in another epoch than its last entry");
                },
                new LogRules() {
                    @Override
                    boolean mustStartOver() {
                        return false;
                    }
                });
    }

    private static LogRuleCase anEntryIsHandedOnOnlyBehindItsPredecessor() {
        return new LogRuleCase(
                "10: an entry is handed on only behind its predecessor",
                ReaderCases::followTheOtherPart,
                new LogRules() {
                    @Override
                    Step step(Position at, String epoch, String predecessor, long offset) {
                        return offset == at.offset() + 1 ? Step.HAND_ON : super.step(at, epoch, predecessor, offset);
                    }
                });
    }

    private static LogRuleCase whatIsMissingIsReadWhenTheNextEntryComes() {
        return new LogRuleCase(
                "10: what is missing is read when the next entry comes",
                script -> {
                    script.startThree();
                    script.follow("c");
                    script.lose("a", Live.class);
                    script.publish("a", "v1");
                    script.loseNothing();
                    script.publish("a", "v2");
                    script.run(50);
                    script.expect(script.checker.at(script.node("c")) == 2, "c did not get both entries");
                },
                new LogRules() {
                    @Override
                    Step step(Position at, String epoch, String predecessor, long offset) {
                        Step step = super.step(at, epoch, predecessor, offset);
                        return step == Step.FETCH ? Step.DROP : step;
                    }
                });
    }

    private static LogRuleCase followersAreToldTheTopUntilTheyAreThere() {
        return new LogRuleCase(
                "10: followers are told the top until they are there",
                script -> {
                    script.startThree();
                    script.follow("c");
                    script.lose("a", Live.class);
                    script.publish("a", "v1");
                    script.run(50);
                    script.loseNothing();
                    script.run(2_000);
                    script.expect(script.checker.at(script.node("c")) == 1, "c did not get the last entry");
                },
                new LogRules() {
                    @Override
                    boolean mustTellTops() {
                        return false;
                    }
                });
    }

    /** A node that followed the part that lost hears of the other part by an entry alone. */
    private static void followTheOtherPart(LogScript script) {
        script.start("a", "b");
        script.view("a", "b");
        script.publish("a", "v1");
        script.follow("b");
        script.view("a");
        script.view("b");
        script.publishKeyed("b", "v2", new Key("k2", "d"));
        script.publishKeyed("b", "v3", new Key("k3", "d"));
        script.publishKeyed("a", "v3", new Key("k3", "d"));
        script.publishKeyed("a", "v2", new Key("k2", "d"));
        script.lose(message -> message instanceof Tops);
        script.view("a", "b");
        script.publish("a", "v4");
        script.run(500);
        script.expectTold("b");
    }
}
