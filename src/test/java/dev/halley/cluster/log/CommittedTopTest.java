package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cluster.log.LogMessage.Replicate;
import org.junit.jupiter.api.Test;

/** Rule 9: nobody is told of an epoch that may yet be lost with its sequencer. */
class CommittedTopTest {

    private final LogScript script = new LogScript(new LogRules(), "a", "b", "c");

    /** The stream is cleared at its sequencer, and the copy does not know it yet. */
    private void clearAtTheSequencerAlone() {
        script.startThree();
        script.publish("a", "v1", "v2");
        script.lose("a", Replicate.class);
        script.clear("a");
    }

    private void isToldOfNoLossWhenTheSequencerDies() {
        script.kill("a");
        script.view("b", "c");
        script.run(3_000);

        script.expectNobodyTold("c");
        assertThat(script.end()).isEmpty();
    }

    @Test
    void whoFollowsWhileAClearIsNotCommittedIsToldOfNoLossWhenItsSequencerDies() {
        clearAtTheSequencerAlone();
        script.follow("c");
        isToldOfNoLossWhenTheSequencerDies();
    }

    @Test
    void whoFollowsByAPatternWhileAClearIsNotCommittedIsToldOfNoLossWhenItsSequencerDies() {
        clearAtTheSequencerAlone();
        script.attach("c");
        isToldOfNoLossWhenTheSequencerDies();
    }

    @Test
    void whoFollowsThenGoesOnBehindTheClearWhenItIsCommitted() {
        clearAtTheSequencerAlone();
        script.follow("c");
        script.loseNothing();
        script.run(3_000);
        script.publish("a", "v3");
        script.run(3_000);

        script.expectNobodyTold("c");
        assertThat(script.delivered("c")).containsExactly("v3");
        assertThat(script.end()).isEmpty();
    }
}
