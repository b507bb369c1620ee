package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.Cluster.Traffic;
import dev.halley.testing.WrittenFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NodeQueueTest {

    private static Frame frame(Traffic traffic, int number, int length) {
        return new Frame(Frame.Type.MESSAGE, traffic, number, Frame.NOBODY, new byte[length]);
    }

    private static List<Frame> sent(NodeQueue queue) throws Exception {
        List<Frame> sent = new ArrayList<>();
        queue.run((bytes, state) -> {
            sent.addAll(Frame.decode(bytes, 0, bytes.length));
            if (queue.messages() == 0) {
                queue.close();
            }
        });
        return sent;
    }

    @Test
    void whatAVersionWritesStaysAsItIs() throws Exception {
        Map<String, byte[]> samples = new LinkedHashMap<>();
        for (Frame.Type type : Frame.Type.values()) {
            for (Traffic traffic : Traffic.values()) {
                Frame frame = new Frame(type, traffic, -2, new UUID(3, 4), new byte[] {5});
                samples.put(type + "-" + traffic, Frame.encode(List.of(frame, frame(traffic, 6, 0))));
            }
        }

        WrittenFormat.assertKept("frame-1", samples);
    }

    @Test
    void fullQueueTakesNoNewerPlainMessageAndKeepsTheOlder() throws Exception {
        NodeQueue queue = new NodeQueue(2L * (Frame.HEAD + 10), (messages, bytes) -> {});
        assertThat(queue.offer(frame(Traffic.PLAIN, 1, 10))).isTrue();
        assertThat(queue.offer(frame(Traffic.PLAIN, 2, 10))).isTrue();
        assertThat(queue.offer(frame(Traffic.PLAIN, 3, 0))).isFalse();
        assertThat(queue.dropped()).isEqualTo(1);
        assertThat(sent(queue)).extracting(Frame::number).containsExactly(1L, 2L);
    }

    @Test
    void fullQueueTakesEveryOtherKind() throws Exception {
        NodeQueue queue = new NodeQueue(1, (messages, bytes) -> {});
        for (Traffic traffic : List.of(Traffic.LINK, Traffic.STATE, Traffic.LOG)) {
            assertThat(queue.offer(frame(traffic, 0, 10))).isTrue();
        }
        assertThat(sent(queue)).extracting(Frame::traffic).containsExactly(Traffic.LINK, Traffic.STATE, Traffic.LOG);
    }

    @Test
    void clearedQueueForgetsWhatWaitedAndTakesWhatComes() throws Exception {
        NodeQueue queue = new NodeQueue(1_000, (messages, bytes) -> {});
        queue.offer(frame(Traffic.PLAIN, 1, 10));
        queue.clear();
        assertThat(queue.bytes()).isZero();
        queue.offer(frame(Traffic.PLAIN, 2, 10));
        assertThat(sent(queue)).extracting(Frame::number).containsExactly(2L);
        assertThat(queue.dropped()).isEqualTo(1);
    }

    @Test
    void whatWaitsIsSentInBatchesOfThirtyThousandBytes() throws Exception {
        NodeQueue queue = new NodeQueue(1_000_000, (messages, bytes) -> {});
        for (int i = 0; i < 100; i++) {
            queue.offer(frame(Traffic.LOG, i, 1_000));
        }
        List<Integer> lengths = new ArrayList<>();
        queue.run((bytes, state) -> {
            lengths.add(bytes.length);
            if (queue.messages() == 0) {
                queue.close();
            }
        });
        assertThat(lengths).hasSize(4).allMatch(length -> length <= Frame.BATCH + 2);
    }

    @Test
    void stateGoesInBatchesOfItsOwn() throws Exception {
        NodeQueue queue = new NodeQueue(1_000, (messages, bytes) -> {});
        for (Traffic traffic : List.of(Traffic.STATE, Traffic.STATE, Traffic.PLAIN, Traffic.LOG, Traffic.STATE)) {
            queue.offer(frame(traffic, 0, 10));
        }
        List<String> batches = new ArrayList<>();
        queue.run((bytes, state) -> {
            batches.add((state ? "state " : "others ")
                    + Frame.decode(bytes, 0, bytes.length).size());
            if (queue.messages() == 0) {
                queue.close();
            }
        });
        assertThat(batches).containsExactly("state 2", "others 2", "state 1");
    }

    @Test
    void moreThanEverWaitedIsToldInStepsOfPowersOfTwo() throws Exception {
        List<String> told = new ArrayList<>();
        NodeQueue queue = new NodeQueue(1, (messages, bytes) -> told.add(messages + " of " + bytes));
        for (int i = 0; i < 4 * NodeQueue.FIRST_MARK - 1; i++) {
            queue.offer(frame(Traffic.LOG, i, 0));
        }
        queue.clear();
        for (int i = 0; i < 4 * NodeQueue.FIRST_MARK - 1; i++) {
            queue.offer(frame(Traffic.LOG, i, 0));
        }
        assertThat(told).containsExactly("1024 of " + 1_024 * Frame.HEAD, "2048 of " + 2_048 * Frame.HEAD);
    }

    @Test
    void blockedSendKeepsNobodyWhoOffers() throws Exception {
        NodeQueue queue = new NodeQueue(1_000, (messages, bytes) -> {});
        queue.offer(frame(Traffic.LOG, 0, 10));
        List<Boolean> taken = new ArrayList<>();
        queue.run((bytes, state) -> {
            // While this has not returned, another thread's offer is taken, or refused at once.
            CompletableFuture.runAsync(() -> {
                        taken.add(queue.offer(frame(Traffic.PLAIN, 1, 10)));
                        taken.add(queue.offer(frame(Traffic.PLAIN, 2, 1_000)));
                    })
                    .join();
            queue.close();
        });
        assertThat(taken).containsExactly(true, false);
    }
}
