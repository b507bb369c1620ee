package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import dev.halley.cluster.log.LogMessage.Attached;
import dev.halley.cluster.log.LogMessage.Pulled;
import dev.halley.cluster.log.LogMessage.Replicate;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rule 10: who begins to follow by a pattern gets what is published from then on, whatever its streams are doing then. */
class PatternFollowTest {

    private final LogScript script = new LogScript(new LogRules(), "a", "b", "c", "d");

    @AfterEach
    void nothingIsWrongInTheEnd() {
        assertThat(script.end()).isEmpty();
    }

    private void publishesAreDelivered(String to, String value) {
        script.publish("c", value);
        script.run(3_000);
        assertThat(script.delivered(to)).containsExactly(value);
    }

    @Test
    void getsTheNextEntryOfAStreamThatWasThereBefore() {
        script.startThree();
        script.publish("a", "v1", "v2");

        script.attach("c");

        assertThat(script.isAttached("c")).isTrue();
        publishesAreDelivered("c", "v3");
    }

    @Test
    void waitsForStreamsThatAreBroughtToTheirBackups() {
        script.startThree();
        script.publish("a", "v1", "v2");
        script.lose("a", Replicate.class);
        script.start("d");
        script.kill("b");
        script.view("a", "c", "d");

        script.attach("d");
        script.run(2_000);
        assertThat(script.isAttached("d")).isFalse();

        script.loseNothing();
        script.run(3_000);
        assertThat(script.isAttached("d")).isTrue();
        assertThat(script.delivered("d")).isEmpty();
        publishesAreDelivered("d", "v3");
    }

    @Test
    void waitsForStreamsOfWhichTheReplicasAreMerged() {
        script.startThree();
        script.publish("b", "v1", "v2");
        script.kill("a");
        script.start("a");
        script.lose(message -> message instanceof Pulled);
        script.view("a", "b", "c");

        script.attach("c");
        script.run(2_000);
        assertThat(script.isAttached("c")).isFalse();

        script.loseNothing();
        script.run(3_000);
        assertThat(script.isAttached("c")).isTrue();
        assertThat(script.delivered("c")).isEmpty();
        publishesAreDelivered("c", "v3");
    }

    @Test
    void getsNothingOfBeforeWhenTheSequencerLeavesMeanwhile() {
        script.startThree();
        script.publish("a", "v1", "v2");
        script.start("d");
        script.view("a", "b", "c", "d");
        // The sequencer leaves: the stream gets a third copy, which does not come.
        script.lose("a", Replicate.class);
        script.node("a").machine.leave();
        script.run(20);

        script.attach("d");
        script.loseNothing();
        script.kill("a");
        script.view("b", "c", "d");
        script.run(5_000);

        assertThat(script.isAttached("d")).isTrue();
        assertThat(script.delivered("d")).isEmpty();
        publishesAreDelivered("d", "v3");
    }

    @Test
    void getsNothingOfBeforeWhenTheViewChangesBeforeItIsAnswered() {
        script.startThree();
        script.publish("a", "v1", "v2");
        script.lose(message -> message instanceof Attached);
        script.attach("c");
        script.loseNothing();

        script.kill("a");
        script.view("b", "c");
        script.run(5_000);

        assertThat(script.isAttached("c")).isTrue();
        assertThat(script.delivered("c")).isEmpty();
        publishesAreDelivered("c", "v3");
    }

    @Test
    void getsTheEntriesOfAStreamThatHadGoneToMakeRoom() {
        script.limits(2, 2_000);
        script.startThree();
        script.checker.entriesLeave = true;
        script.publish("a", "v1");
        script.run(100);
        for (int i = 0; i < 20; i++) {
            script.node("a")
                    .machine
                    .publish(1_000 + i, "/other/" + i, null, new HistoryPolicy(10, Duration.ofHours(1)), new byte[200]);
            script.run(10);
        }
        assertThat(script.values("a")).isEmpty();

        script.attach("c");

        assertThat(script.isAttached("c")).isTrue();
        publishesAreDelivered("c", "v3");
    }
}
