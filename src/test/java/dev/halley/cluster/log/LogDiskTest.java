package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import dev.halley.spi.NodeId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node has is what it has written, and what it reads of its disk. */
class LogDiskTest {

    private final LogScript script = new LogScript(new LogRules(), "a", "b", "c");

    private void durable() {
        LogLimits usual = LogLimits.USUAL;
        script.network().limits = new LogLimits(
                2,
                usual.maxBytes(),
                usual.keyTtl(),
                usual.maxPending(),
                usual.answerWithin(),
                usual.batchBytes(),
                usual.windowBytes(),
                0,
                usual.startWait(),
                true);
    }

    @Test
    void nothingIsAcknowledgedBeforeBothHaveWrittenIt() {
        durable();
        script.startThree();
        script.run(100);

        script.publish("a", "v1");
        script.run(20);

        script.expectStored("v1");
        assertThat(LogNetwork.entries(script.node("b").disk.replicas().get(script.channel())))
                .hasSize(1);
        assertThat(LogNetwork.entries(script.node("a").disk.replicas().get(script.channel())))
                .hasSize(1);
        assertThat(script.end()).isEmpty();
    }

    @Test
    void aClusterThatWasStoppedAsAWholeComesBackWithItsStreams() {
        durable();
        script.startThree();
        script.run(100);
        script.publish("c", "v1", "v2");
        script.run(100);
        for (String name : new String[] {"a", "b", "c"}) {
            script.kill(name);
        }

        script.startThree();
        script.run(100);

        assertThat(script.end()).isEmpty();
        assertThat(script.values("a")).containsExactly("v1", "v2");
    }

    @Test
    void aNodeThatCannotWriteAnswersNothing() {
        durable();
        script.startThree();
        script.run(100);
        script.node("a").machine.fail();

        script.publish("a", "v1");
        script.publish("c", "v2");
        script.run(100);

        assertThat(script.results).containsOnly(PublishResult.REFUSED);
        script.kill("a");
        assertThat(script.end()).isEmpty();
    }

    @Test
    void whatIsPastItsTimeIsNotLoadedNorIsWhatIsEmpty() {
        script.policy = new HistoryPolicy(10, Duration.ofMinutes(1));
        script.start("a");
        script.view("a");
        script.publish("a", "v1");
        script.node("a").machine.newest(999, "/empty", 0);
        script.kill("a");
        script.run(59_000);
        script.start("a");
        assertThat(script.values("a")).containsExactly("v1");
        assertThat(script.node("a").machine.streams().all()).hasSize(1);

        script.kill("a");
        script.run(1_000);
        script.start("a");
        assertThat(script.node("a").machine.streams().all()).isEmpty();
        assertThat(script.node("a").disk.replicas()).isEmpty();
    }

    @Test
    void aStreamOfWhichTheEndMayBeMissingGoesOnInAnEpochThatIsNotComplete() {
        script.start("a");
        script.view("a");
        script.publish("a", "v1");
        Replica before = LogChecker.replica(script.node("a"), script.channel());
        LogNetwork.Node fresh = script.network().start("a", new TestDisk());
        fresh.machine.restore(
                script.channel(),
                before.state(),
                LogNetwork.entries(before),
                before.keys().after(-1, 10),
                true);
        script.kill("a");
        fresh.machine.view(
                new dev.halley.spi.ClusterView(
                        7, java.util.List.of(new dev.halley.spi.ClusterNode(new NodeId(fresh.toString()), "a"))),
                true,
                java.util.Set.of());

        Replica after = LogChecker.replica(fresh, script.channel());
        assertThat(after.lineage().newest().complete()).isFalse();
        assertThat(LogScript.values(after)).containsExactly("v1");
        assertThat(after.lineage().newest().first())
                .isGreaterThan(script.position("v1").offset() + 1);
    }
}
