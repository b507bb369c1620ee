package dev.halley.cluster.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What came from a node waits for a worker, in order, and not without bound. */
class NodeInboxTest {

    private final ManualTime time = new ManualTime();
    private final List<Integer> received = new ArrayList<>();

    private NodeInbox inbox(Executor workers, long bytes) {
        return new NodeInbox(
                new BrokerPlatform(time, time, workers, bytes),
                message -> received.add((int) message[0] & 0xFF),
                () -> {});
    }

    private static byte[] message(int number) {
        return new byte[] {(byte) number, 0, 0, 0};
    }

    @Test
    void asManyBytesWaitAsMayAndWhatComesBehindIsDropped() {
        List<Runnable> tasks = new ArrayList<>();
        NodeInbox inbox = inbox(tasks::add, 12);
        assertThat(inbox.offer(message(1))).isTrue();
        assertThat(inbox.offer(message(2))).isTrue();
        assertThat(inbox.offer(message(3))).isTrue();
        assertThat(inbox.bytes()).isEqualTo(12);
        assertThat(inbox.offer(new byte[1])).isFalse();
        tasks.forEach(Runnable::run);
        assertThat(tasks).as("one worker at a time").hasSize(1);
        assertThat(received).containsExactly(1, 2, 3);
        assertThat(inbox.bytes()).isZero();
        assertThat(inbox.offer(message(4))).isTrue();
        assertThat(tasks).hasSize(2);
    }

    @Test
    void workersThatTakeNothingAreAskedAgain() {
        boolean[] full = {true};
        NodeInbox inbox = inbox(
                task -> {
                    if (full[0]) {
                        throw new RejectedExecutionException();
                    }
                    task.run();
                },
                100);
        assertThat(inbox.offer(message(1))).isTrue();
        assertThat(inbox.offer(message(2))).isTrue();
        time.advance(NodeInbox.AGAIN.minusNanos(1));
        full[0] = false;
        assertThat(received).isEmpty();
        time.advance(NodeInbox.AGAIN);
        assertThat(received).containsExactly(1, 2);
    }

    @Test
    void workerIsGivenBackAfterATurn() {
        List<Runnable> tasks = new ArrayList<>();
        NodeInbox inbox = inbox(tasks::add, 10_000);
        int all = NodeInbox.TURN + 1;
        IntStream.range(0, all).forEach(i -> inbox.offer(message(i)));
        tasks.remove(0).run();
        assertThat(received).hasSize(NodeInbox.TURN);
        assertThat(tasks).hasSize(1);
        tasks.remove(0).run();
        assertThat(received)
                .hasSize(all)
                .isEqualTo(IntStream.range(0, all).map(i -> i & 0xFF).boxed().toList());
        assertThat(tasks).isEmpty();
    }
}
