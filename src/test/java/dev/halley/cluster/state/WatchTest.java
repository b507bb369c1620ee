package dev.halley.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final NodeId A = new NodeId("a");
    private static final NodeId B = new NodeId("b");

    private final Watch watch = new Watch();
    private long now;
    private int looks;

    private void passes(Duration time, NodeId... heard) {
        for (long end = now + time.toNanos(); now < end; ) {
            now += Duration.ofMillis(250).toNanos();
            for (NodeId node : heard) {
                watch.heard(node, now);
            }
            if (watch.tick(now)) {
                looks++;
            }
        }
    }

    @Test
    void nodesThatAreHeardAreInNoDoubt() {
        watch.linked(Set.of(A, B), now);
        passes(Duration.ofMinutes(5), A, B);
        assertThat(looks).isZero();
        assertThat(watch.inconsistencies().exists()).isFalse();
    }

    @Test
    void linksLookAfterFiveSecondsOfSilenceAndEachFiveThenAndHealthFailsAfterAMinute() {
        watch.linked(Set.of(A, B), now);
        passes(Duration.ofMillis(4_750), A);
        assertThat(looks).isZero();
        passes(Duration.ofMillis(250), A);
        assertThat(looks).isEqualTo(1);
        assertThat(watch.inconsistencies().silent()).containsExactly(B);
        passes(Duration.ofMillis(4_750), A);
        assertThat(looks).isEqualTo(1);
        passes(Duration.ofMillis(250), A);
        assertThat(looks).isEqualTo(2);
        passes(Duration.ofMillis(49_750), A);
        assertThat(watch.inconsistencies().unhealthy()).isFalse();
        passes(Duration.ofMillis(250), A);
        assertThat(watch.inconsistencies().unhealthy()).isTrue();
        passes(Duration.ofMillis(250), A, B);
        assertThat(watch.inconsistencies().exists()).isFalse();
        assertThat(watch.inconsistencies().unhealthy()).isFalse();
    }

    @Test
    void strangerThatIsHeardForFiveSecondsIsDoubtful() {
        watch.linked(Set.of(A), now);
        passes(Duration.ofMillis(5_000), A, B);
        assertThat(looks).isZero();
        passes(Duration.ofMillis(250), A, B);
        assertThat(looks).isEqualTo(1);
        assertThat(watch.inconsistencies().strangers()).containsExactly(B);
        watch.linked(Set.of(A, B), now);
        passes(Duration.ofMillis(250), A, B);
        assertThat(watch.inconsistencies().exists()).isFalse();
    }

    @Test
    void strangerThatIsHeardNoMoreIsForgotten() {
        watch.linked(Set.of(A), now);
        passes(Duration.ofSeconds(3), A, B);
        passes(Duration.ofSeconds(60), A);
        assertThat(looks).isZero();
        passes(Duration.ofSeconds(1), A, B);
        assertThat(looks).isZero();
    }

    @Test
    void nodeThatStoodStillItselfDoubtsNobody() {
        watch.linked(Set.of(A), now);
        passes(Duration.ofSeconds(1), A);
        now += Duration.ofSeconds(15).toNanos();
        passes(Duration.ofSeconds(4), new NodeId[0]);
        assertThat(looks).isZero();
    }

    @Test
    void clockThatIsSetBackDoubtsNobody() {
        watch.linked(Set.of(A), now);
        passes(Duration.ofSeconds(100), A);
        now -= Duration.ofSeconds(90).toNanos();
        passes(Duration.ofSeconds(4), new NodeId[0]);
        assertThat(looks).isZero();
        passes(Duration.ofSeconds(2), new NodeId[0]);
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void strangersAreCountedToABound() {
        watch.linked(Set.of(), now);
        NodeId[] many = new NodeId[101];
        for (int i = 0; i < many.length; i++) {
            many[i] = new NodeId("stranger " + i);
        }
        passes(Duration.ofSeconds(6), many);
        assertThat(watch.inconsistencies().strangers()).hasSize(100);
    }
}
