package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EarlyFramesTest {

    private static final ClusterNode SENDER = new ClusterNode(new NodeId("a#1"), "a");

    private final EarlyFrames early = new EarlyFrames(2L * Frame.HEAD + 10);

    private boolean keep(Traffic traffic, int length) {
        Frame frame = new Frame(Frame.Type.MESSAGE, traffic, 0, Frame.NOBODY, new byte[length]);
        return early.keep(new EarlyFrames.Arrived(SENDER, frame));
    }

    @Test
    void plainMessagesAreDroppedBeyondTheCapacity() {
        assertThat(keep(Traffic.PLAIN, 10)).isTrue();
        assertThat(keep(Traffic.PLAIN, 0)).isTrue();
        assertThat(keep(Traffic.PLAIN, 0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = Traffic.class, mode = EnumSource.Mode.EXCLUDE, names = "PLAIN")
    void noOtherKindIsDroppedHoweverMuchWaits(Traffic traffic) {
        keep(Traffic.PLAIN, 10);
        for (int i = 0; i < 1_000; i++) {
            assertThat(keep(traffic, 1_000)).isTrue();
        }
        assertThat(keep(Traffic.PLAIN, 0)).isTrue();
        assertThat(early.take()).hasSize(1_002);
        assertThat(keep(Traffic.PLAIN, 10)).isTrue();
    }

    @Test
    void strangersDoNotFillTheMemory() {
        int kept = 0;
        while (keep(Traffic.LOG, 1_000_000)) {
            kept++;
        }
        assertThat(kept).isEqualTo(67);
        early.take();
        assertThat(keep(Traffic.LOG, 1_000_000)).isTrue();
    }
}
