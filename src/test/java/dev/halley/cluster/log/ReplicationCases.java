package dev.halley.cluster.log;

import dev.halley.cluster.log.LogMessage.Acknowledge;
import dev.halley.cluster.log.LogMessage.Published;
import dev.halley.cluster.log.LogMessage.Replicate;
import dev.halley.history.store.StoredEntry.Key;
import java.time.Duration;
import java.util.List;

/** Rules 1 to 6, 11 and 12: how entries get their places, and to the backup. */
final class ReplicationCases {

    private ReplicationCases() {}

    static List<LogRuleCase> all() {
        return List.of(
                anAcknowledgementOfAnOlderViewDoesNotCount(),
                anEpochHasOneWriter(),
                whatWasNotAnsweredIsRepeatedOnANewView(),
                whatIsKnownIsNotStoredAgain(),
                whoRepeatsAPublishThatIsNotCommittedWaits(),
                whoLooksUpAPublishThatIsNotCommittedWaits(),
                aBackupTakesTheNextStepOnly(),
                aBackupIsBroughtUpFirst(),
                anEntryIsCommittedWhenTheBackupHasIt(),
                whatIsNotAcknowledgedIsSentAgain(),
                aReplicaGoesOnlyWhenOthersHaveWhatItHas());
    }

    private static LogRuleCase anAcknowledgementOfAnOlderViewDoesNotCount() {
        return new LogRuleCase(
                "1: an acknowledgement of an older view does not count",
                script -> {
                    script.startThree();
                    script.publish("c", "v1", "v2");
                    script.hold(Acknowledge.class);
                    script.publish("c", "v3");
                    script.view("a", "b", "c");
                    script.lose("a", Replicate.class);
                    script.publish("c", "v4", "v5", "v6", "v7");
                    script.network().release();
                    script.run(50);
                    script.kill("a");
                    script.view("b", "c");
                },
                new LogRules() {
                    @Override
                    Fate fate(ViewId mine, ViewId message) {
                        return Fate.HANDLE;
                    }
                });
    }

    private static LogRuleCase anEpochHasOneWriter() {
        return new LogRuleCase(
                "2: an epoch has one writer",
                script -> {
                    script.startThree();
                    script.publish("c", "v1", "v2");
                    script.view("b", "c");
                    script.lose("a", Replicate.class);
                    script.publish("a", "v3");
                    script.loseNothing();
                    script.publish("b", "v4");
                },
                new LogRules() {
                    @Override
                    boolean mayGoOn(boolean mine) {
                        return true;
                    }
                });
    }

    private static LogRuleCase whatWasNotAnsweredIsRepeatedOnANewView() {
        return new LogRuleCase(
                "3: what was not answered is repeated on a new view",
                script -> {
                    script.startThree();
                    script.publish("c", "v1");
                    script.lose("a", Replicate.class);
                    script.publish("c", "v2");
                    script.loseNothing();
                    script.kill("a");
                    script.view("b", "c");
                    script.run(100);
                    script.expectStored("v2");
                },
                new LogRules() {
                    @Override
                    boolean mustRepeatOnView() {
                        return false;
                    }
                });
    }

    private static LogRuleCase whatIsKnownIsNotStoredAgain() {
        return new LogRuleCase(
                "4: what is known is not stored again",
                script -> {
                    script.startThree();
                    script.lose("a", Published.class);
                    script.publish("c", "v1");
                    script.run(100);
                    script.loseNothing();
                    script.run(2_000);
                    script.expectStored("v1");
                },
                new LogRules() {
                    @Override
                    boolean isDuplicate(boolean known) {
                        return false;
                    }
                });
    }

    private static LogRuleCase whoRepeatsAPublishThatIsNotCommittedWaits() {
        return new LogRuleCase(
                "4: who repeats a publish that is not committed waits",
                script -> {
                    script.startThree();
                    script.publish("c", "v1");
                    script.lose("a", Replicate.class);
                    script.publish("c", "v2");
                    script.run(2_000);
                    script.expectNotStored("v2");
                    script.kill("a");
                    script.view("b", "c");
                },
                new LogRules() {
                    @Override
                    boolean mustWait(long offset, long committed) {
                        return false;
                    }
                });
    }

    private static LogRuleCase whoLooksUpAPublishThatIsNotCommittedWaits() {
        Key key = new Key("k", "digest");
        return new LogRuleCase(
                "4: who looks up a publish that is not committed waits",
                script -> {
                    script.startThree();
                    script.publish("c", "v1");
                    script.lose("a", Replicate.class);
                    script.publishKeyed("a", "v2", key);
                    script.lookUp("c", "v2", key);
                    script.run(2_000);
                    script.expectNotStored("v2");
                    script.kill("a");
                    script.view("b", "c");
                    script.publishKeyed("c", "v3", key);
                    script.lookUp("b", "v3", key);
                    script.expectStored("v3");
                },
                new LogRules() {
                    @Override
                    boolean mustWait(long offset, long committed) {
                        return false;
                    }
                });
    }

    private static LogRuleCase aBackupTakesTheNextStepOnly() {
        return new LogRuleCase(
                "5: a backup takes the next step only",
                script -> {
                    script.startThree();
                    script.publish("c", "v1");
                    script.lose("a", Replicate.class);
                    script.publish("c", "v2");
                    script.loseNothing();
                    script.publish("c", "v3");
                    script.run(1_500);
                    script.expectStored("v2", "v3");
                },
                new LogRules() {
                    @Override
                    boolean isNext(long serial, long have) {
                        return serial > have;
                    }
                });
    }

    private static LogRuleCase aBackupIsBroughtUpFirst() {
        return new LogRuleCase(
                "5: a backup is brought up first",
                script -> {
                    script.startThree();
                    script.publish("a", "v1");
                    script.kill("b");
                    script.view("a", "c");
                    script.publish("a", "v2");
                    script.run(100);
                    script.kill("a");
                    script.view("c");
                },
                new LogRules() {
                    @Override
                    boolean mustSync(boolean equal) {
                        return false;
                    }
                });
    }

    private static LogRuleCase anEntryIsCommittedWhenTheBackupHasIt() {
        return new LogRuleCase(
                "6: an entry is committed when the backup has it",
                script -> {
                    script.startThree();
                    script.publish("c", "v1");
                    script.lose("a", Replicate.class);
                    script.publish("a", "v2");
                    script.kill("a");
                    script.view("b", "c");
                },
                new LogRules() {
                    @Override
                    long committed(long all, long copy) {
                        return all;
                    }
                });
    }

    private static LogRuleCase whatIsNotAcknowledgedIsSentAgain() {
        return new LogRuleCase(
                "11: what is not acknowledged is sent again",
                script -> {
                    script.startThree();
                    script.publish("c", "v1");
                    script.lose("a", Replicate.class);
                    script.publish("a", "v2");
                    script.loseNothing();
                    script.run(1_500);
                    script.expectStored("v2");
                },
                new LogRules() {
                    @Override
                    boolean isDue(long now, long since, Duration after) {
                        return !after.equals(REPEAT_REPLICATION) && super.isDue(now, since, after);
                    }
                });
    }

    private static LogRuleCase aReplicaGoesOnlyWhenOthersHaveWhatItHas() {
        return new LogRuleCase(
                "12: a replica goes only when others have what it has",
                script -> {
                    script.start("a", "b", "c", "d");
                    script.view("c", "d");
                    script.publish("c", "v1");
                    script.lose("a", Replicate.class);
                    script.view("a", "b", "c", "d");
                    script.run(100);
                    script.kill("a");
                    script.loseNothing();
                    script.view("b", "c", "d");
                },
                new LogRules() {
                    @Override
                    boolean mayRelease(boolean synced) {
                        return true;
                    }
                });
    }
}
