package dev.halley.cluster.log;

import dev.halley.cluster.log.LogMessage.Release;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Rules 12 to 15: nodes that leave, are apart, and come back with their disks. */
final class MemberCases {

    private MemberCases() {}

    static List<LogRuleCase> all() {
        return List.of(
                aNodeLeavesWhenOthersHoldWhatItHolds(),
                aPartThatMayNotServeStoresNothing(),
                aDiskLosesAgainstWhatWasServed(),
                aClusterThatStartsAsAWholeWaitsForItsMembers(),
                whatIsClearedStaysSoWhenAnOldDiskComesBack());
    }

    private static LogRuleCase aNodeLeavesWhenOthersHoldWhatItHolds() {
        return new LogRuleCase(
                "13: a node leaves when others hold what it holds",
                script -> {
                    script.startThree();
                    script.publish("a", "v1");
                    script.leave("a");
                    script.kill("a");
                    script.kill("b");
                    script.view("c");
                },
                new LogRules() {
                    @Override
                    boolean mustHandOver(Collection<?> leaving) {
                        return false;
                    }
                });
    }

    private static LogRuleCase aPartThatMayNotServeStoresNothing() {
        return new LogRuleCase(
                "14: a part that may not serve stores nothing",
                script -> {
                    script.startThree();
                    script.publish("a", "v1");
                    script.follow("a");
                    script.view(false, "a");
                    script.view("b", "c");
                    script.publish("a", "v2");
                    script.publish("b", "v3");
                    script.expectNotStored("v2");
                    script.view("a", "b", "c");
                    script.run(2_000);
                    script.expectNobodyTold("a");
                },
                new LogRules() {
                    @Override
                    boolean mayServe(boolean quorum) {
                        return true;
                    }
                });
    }

    private static LogRuleCase aDiskLosesAgainstWhatWasServed() {
        return new LogRuleCase(
                "15: a disk loses against what was served",
                script -> {
                    script.start("a", "b");
                    script.view("a", "b");
                    script.publish("a", "v1");
                    script.follow("b");
                    script.view("a");
                    script.view("b");
                    script.publish("a", "v2", "v3");
                    script.publish("b", "v4");
                    script.kill("a");
                    script.start("a");
                    script.view("a", "b");
                    script.run(2_000);
                    script.expectNobodyTold("b");
                },
                LogRuleCase.comparing(Comparator.comparing((LogHead head) -> -head.last())));
    }

    private static LogRuleCase aClusterThatStartsAsAWholeWaitsForItsMembers() {
        return new LogRuleCase(
                "15: a cluster that starts as a whole waits for its members",
                script -> {
                    script.startThree();
                    script.publish("a", "v1");
                    script.kill("a");
                    script.view("b", "c");
                    script.publish("b", "v2");
                    script.kill("b");
                    script.kill("c");
                    script.start("a");
                    script.view("a");
                    script.since("a", script.position("v2"));
                    script.start("b", "c");
                    script.view("a", "b", "c");
                    script.run(2_000);
                    script.expectAllRead();
                },
                new LogRules() {
                    @Override
                    boolean mustWaitForStart(
                            boolean anyServes, boolean allThere, boolean expectedThere, boolean waitedLongEnough) {
                        return false;
                    }
                });
    }

    private static LogRuleCase whatIsClearedStaysSoWhenAnOldDiskComesBack() {
        return new LogRuleCase(
                "12: what is cleared stays so when an old disk comes back",
                script -> {
                    script.startThree();
                    script.view("b", "c");
                    script.publish("b", "v1");
                    script.lose(message -> message instanceof Release);
                    script.view("a", "b", "c");
                    script.run(100);
                    script.kill("c");
                    script.view("a", "b");
                    script.clear("a");
                    script.kill("a");
                    script.kill("b");
                    script.start("a", "b", "c");
                    script.view("a", "b", "c");
                    script.run(2_000);
                    script.expect(script.values("a").isEmpty(), "what was cleared is back");
                },
                new LogRules() {
                    @Override
                    boolean isKept(long keptUntil, long now, boolean cleared) {
                        return false;
                    }
                });
    }
}
