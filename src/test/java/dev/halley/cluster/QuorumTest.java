package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuorumTest {

    private final ManualTime time = new ManualTime();
    private final Set<NodeId> leaving = new HashSet<>();
    private final Quorum quorum = new Quorum(3, time, leaving::contains);
    private long number;

    private static NodeId id(String name) {
        return new NodeId(name + "#1");
    }

    private boolean lostIn(String... names) {
        quorum.changed(new ClusterView(
                ++number,
                Arrays.stream(names)
                        .map(name -> new ClusterNode(id(name), name))
                        .toList()));
        return quorum.isLost();
    }

    private void leave(String name) {
        leaving.add(id(name));
    }

    @Test
    void halfOfTheNodesThatShouldBeThereAreTooFew() {
        assertThat(lostIn("a")).isTrue();
        assertThat(lostIn("a", "b")).isFalse();
        assertThat(lostIn("a", "b", "c")).isFalse();
        assertThat(lostIn("a")).isTrue();
    }

    @Test
    void halfOfTheNodesThatThereWereAreTooFewToo() {
        lostIn("a", "b", "c", "d", "e", "f");

        assertThat(lostIn("a", "b", "c")).isTrue();
        assertThat(lostIn("a", "b", "c", "d")).isFalse();
    }

    @Test
    void nodesThatLeaveAreNotLost() {
        lostIn("a", "b", "c", "d", "e", "f");
        leave("f");
        assertThat(lostIn("a", "b", "c", "d", "e")).isFalse();
        leave("e");
        leave("d");

        assertThat(lostIn("a", "b", "c")).isFalse();
    }

    @Test
    void nodeThatLeavesLowersTheNumberOfWhichSomeWereLost() {
        lostIn("a", "b", "c", "d", "e", "f");
        assertThat(lostIn("a", "b", "c")).isTrue();
        leave("c");

        assertThat(lostIn("a", "b")).isTrue();
        assertThat(lostIn("a", "b", "g")).isFalse();
    }

    @Test
    void nodeThatLeavesAtTheSameMomentAsOthersAreLostIsNotCountedTwice() {
        lostIn("a", "b", "c", "d", "e", "f");
        leave("f");

        assertThat(lostIn("a", "b", "c")).isFalse();
    }

    @Test
    void nodesLostOneAfterTheOtherAreLostTogether() {
        lostIn("a", "b", "c", "d", "e", "f");
        assertThat(lostIn("a", "b", "c", "d", "e")).isFalse();
        time.advance(Quorum.TOGETHER.minusNanos(1));
        assertThat(lostIn("a", "b", "c", "d")).isFalse();
        time.advance(Quorum.TOGETHER.minusNanos(1));

        assertThat(lostIn("a", "b", "c")).isTrue();
    }

    @Test
    void nodesLostLongAfterTheOthersAreLostOfThoseThatWereLeft() {
        lostIn("a", "b", "c", "d", "e", "f");
        lostIn("a", "b", "c", "d");
        time.advance(Quorum.TOGETHER);

        assertThat(lostIn("a", "b", "c")).isFalse();
        time.advance(Quorum.TOGETHER);
        assertThat(lostIn("a", "b")).isFalse();
    }

    @Test
    void smallerPartDoesNotServeAgainByLosingMore() {
        lostIn("a", "b", "c", "d", "e", "f", "g", "h");
        assertThat(lostIn("a", "b", "c", "d")).isTrue();
        time.advance(Duration.ofDays(1));

        assertThat(lostIn("a", "b", "c")).isTrue();
        assertThat(lostIn("a", "b", "c", "d", "e")).isFalse();
    }

    @Test
    void observerIsToldWhenItIsLostAndFoundAndAtOnceIfItIsLost() {
        RecordedEvents events = new RecordedEvents();
        lostIn("a");
        quorum.tell(events);
        lostIn("a", "b");
        lostIn("a", "b", "c");
        lostIn("a");

        assertThat(events.all()).containsExactly("quorumLost:1:3", "quorumFound:2:3", "quorumLost:1:3");
    }

    @Test
    void viewThatIsOlderThanTheLastSaysNothing() {
        lostIn("a", "b", "c");
        number -= 2;

        assertThat(lostIn("a")).isFalse();
    }
}
