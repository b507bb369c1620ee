package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterReadinessTest {

    private final ManualTime time = new ManualTime();
    private boolean complete = true;
    private Optional<String> refusal = Optional.empty();
    private final ClusterReadiness ofFour = readiness(OptionalInt.of(4));

    private ClusterReadiness readiness(OptionalInt expected) {
        return new ClusterReadiness(expected, time, () -> complete, () -> refusal);
    }

    private static ClusterView view(int members) {
        List<ClusterNode> nodes = IntStream.range(0, members)
                .mapToObj(i -> new ClusterNode(new NodeId("n" + i + "#1"), "n" + i))
                .toList();
        return new ClusterView(1, nodes);
    }

    @Test
    void halfOfThoseExpectedAreTooFewAndOneMoreIsEnough() {
        ofFour.changed(view(2));
        assertThat(ofFour.objection()).contains("linked with 2 of 4 nodes");

        ofFour.changed(view(3));
        assertThat(ofFour.objection()).isEmpty();
    }

    @Test
    void withoutANumberOfExpectedNodesEachPartIsReady() {
        ClusterReadiness readiness = readiness(OptionalInt.empty());
        readiness.changed(view(1));

        assertThat(readiness.objection()).isEmpty();
    }

    @Test
    void serverIsNotReadyUntilItKnowsWhatTheOthersHave() {
        ofFour.changed(view(4));
        complete = false;

        assertThat(ofFour.objection()).contains("what the other nodes have is not known yet");
    }

    @Test
    void serverThatRefusesPublishesIsNotReadyForAMinute() {
        ofFour.changed(view(4));
        refusal = Optional.of("publishes are refused");
        assertThat(ofFour.objection()).contains("publishes are refused");

        time.advance(ClusterReadiness.MOST);
        assertThat(ofFour.objection()).isEmpty();
    }

    @Test
    void smallerPartServesAgainAfterAMinute() {
        ofFour.changed(view(1));
        time.advance(ClusterReadiness.MOST.minusNanos(1));
        assertThat(ofFour.objection()).isPresent();

        time.advance(Duration.ofNanos(1));

        assertThat(ofFour.objection()).isEmpty();
    }

    @Test
    void minuteBeginsWithEachChangeOfTheNumberOfNodes() {
        ofFour.changed(view(4));
        time.advance(Duration.ofHours(1));
        ofFour.changed(view(2));
        assertThat(ofFour.objection()).isPresent();

        time.advance(Duration.ofSeconds(59));
        ofFour.changed(view(1));
        time.advance(Duration.ofSeconds(59));

        assertThat(ofFour.objection()).isPresent();
    }
}
