package dev.halley.cluster.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.ClusterException;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import dev.halley.testing.ManualWorkers;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LoneClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final NodeId SELF = new NodeId("alone");
    private static final NodeId OTHER = new NodeId("other");

    private final ManualWorkers workers = new ManualWorkers();
    private final ManualTime time = new ManualTime();
    private final LoneCluster cluster = new LoneCluster(new ClusterNode(SELF, "n1"), workers, time);
    private final List<String> received = new ArrayList<>();

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** @return what it fails with by now */
    private static String failure(CompletionStage<byte[]> answer) {
        CompletableFuture<Throwable> failure =
                answer.handle((bytes, thrown) -> thrown).toCompletableFuture();
        assertThat(failure).isCompleted();
        assertThat(failure.join()).isInstanceOf(ClusterException.class);
        return failure.join().getMessage();
    }

    @Test
    void viewHasTheNodeAlone() {
        assertThat(cluster.view().members()).containsExactly(cluster.self());
        assertThat(cluster.view().has(SELF)).isTrue();
    }

    @Test
    void whatItSendsToItselfArrivesInOrder() {
        cluster.handle(Traffic.PLAIN, (from, bytes) -> received.add(from.value() + " " + new String(bytes)));

        assertThat(cluster.send(SELF, Traffic.PLAIN, bytes("1"))).isTrue();
        assertThat(cluster.send(SELF, Traffic.LOG, bytes("nobody takes it"))).isTrue();
        assertThat(cluster.send(SELF, Traffic.PLAIN, bytes("2"))).isTrue();

        assertThat(received).isEmpty();
        workers.runAll();
        assertThat(received).containsExactly("alone 1", "alone 2");
    }

    @Test
    void nothingGoesToAnotherNode() {
        assertThat(cluster.send(OTHER, Traffic.PLAIN, bytes("1"))).isFalse();
        assertThat(failure(cluster.request(OTHER, Traffic.LOG, bytes("?"), PATIENCE)))
                .isEqualTo("Node other is not linked.");
    }

    @Test
    void itAnswersItself() {
        cluster.answer(Traffic.LOG, (from, question) -> CompletableFuture.completedStage(question));

        CompletionStage<byte[]> answer = cluster.request(SELF, Traffic.LOG, bytes("?"), PATIENCE);
        workers.runAll();

        assertThat(answer.toCompletableFuture()).isCompletedWithValueMatching(bytes -> bytes.length == 1);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void questionThatNobodyAnswersIsRefused() {
        CompletionStage<byte[]> answer = cluster.request(SELF, Traffic.LOG, bytes("?"), PATIENCE);
        workers.runAll();

        assertThat(failure(answer)).isEqualTo("Node alone refuses the question.");
    }

    @Test
    void answerThatTakesTooLongFails() {
        cluster.answer(Traffic.LOG, (from, question) -> new CompletableFuture<>());
        CompletionStage<byte[]> answer = cluster.request(SELF, Traffic.LOG, bytes("?"), PATIENCE);
        workers.runAll();

        time.advance(PATIENCE);

        assertThat(failure(answer)).isEqualTo("Node alone does not answer in time.");
    }

    @Test
    void messageMayBeAsLongAsBetweenNodesAndNoLonger() {
        assertThat(cluster.send(SELF, Traffic.LOG, new byte[Cluster.MAX_LENGTH]))
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.send(SELF, Traffic.LOG, new byte[Cluster.MAX_LENGTH + 1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.request(SELF, Traffic.LOG, new byte[Cluster.MAX_LENGTH + 1], PATIENCE));
    }

    @Test
    void nothingIsHandledAfterItIsClosed() {
        cluster.handle(Traffic.PLAIN, (from, bytes) -> received.add("late"));
        cluster.send(SELF, Traffic.PLAIN, bytes("1"));

        cluster.close();
        workers.runAll();

        assertThat(received).isEmpty();
        assertThat(cluster.send(SELF, Traffic.PLAIN, bytes("2"))).isFalse();
        assertThat(failure(cluster.request(SELF, Traffic.LOG, bytes("?"), PATIENCE)))
                .isEqualTo("Node alone is not linked.");
    }
}
