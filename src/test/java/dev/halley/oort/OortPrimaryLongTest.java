package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.oort.OortServiceException.Reason;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of the whole cluster. */
@Timeout(60)
class OortPrimaryLongTest {

    private TestCluster cluster = TestCluster.start(0, Setup::new);

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void start(int nodes) {
        cluster = TestCluster.start(nodes, Setup::new);
    }

    private OortPrimaryLong number(int index) {
        return cluster.server(index).oort().primaryLong("ids");
    }

    private static <T> T done(CompletionStage<T> stage) {
        assertThat(stage.toCompletableFuture()).isDone();
        return stage.toCompletableFuture().join();
    }

    private static OortServiceException failure(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            return (OortServiceException) e.getCause();
        }
        throw new AssertionError();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void numberIsTheSameOnAllNodes(int nodes) {
        start(nodes);
        assertThat(done(number(0).get())).isZero();
        for (int i = 0; i < nodes; i++) {
            assertThat(done(number(i).addAndGet(2))).isEqualTo(2 * i + 2);
        }
        assertThat(done(number(nodes - 1).getAndAdd(-1))).isEqualTo(2 * nodes);
        for (int i = 0; i < nodes; i++) {
            assertThat(done(number(i).get())).isEqualTo(2 * nodes - 1);
        }
    }

    @Test
    void serverThatStandsAloneHasNumbersToo() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            OortPrimaryLong number = server.oort().primaryLong("ids");
            assertThat(done(number.addAndGet(5))).isEqualTo(5);
            assertThat(done(number.compareAndSet(5, 7))).isTrue();
            assertThat(done(number.get())).isEqualTo(7);
        }
    }

    @Test
    void numberIsChangedIfItIsAsExpected() {
        start(2);
        assertThat(done(number(1).compareAndSet(0, 40))).isTrue();
        assertThat(done(number(1).compareAndSet(0, 50))).isFalse();
        assertThat(done(number(0).compareAndSet(40, -2))).isTrue();
        assertThat(done(number(0).get())).isEqualTo(-2);
    }

    @Test
    void numbersOfOtherNamesAreOthers() {
        start(1);
        done(number(0).addAndGet(3));
        assertThat(done(cluster.server(0).oort().primaryLong("other").get())).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.server(0).oort().primaryLong(""));
    }

    @Test
    void numberOutlivesItsPrimaries() {
        start(2);
        for (int i = 1; i <= 40; i++) {
            assertThat(done(number(1).addAndGet(1))).isEqualTo(i);
            cluster.join(new Setup());
            cluster.stop(cluster.server(0));
        }
        assertThat(done(number(0).get())).isEqualTo(40);
    }

    @Test
    void whatBothPartsOfASplitAddCounts() {
        start(3);
        done(number(0).addAndGet(100));
        cluster.split(cluster.server(0));
        assertThat(done(number(0).addAndGet(5))).isEqualTo(105);
        assertThat(done(number(1).addAndGet(20))).isEqualTo(120);
        assertThat(done(number(2).addAndGet(20))).isEqualTo(140);
        cluster.heal();
        for (int i = 0; i < 3; i++) {
            assertThat(done(number(i).get())).isEqualTo(145);
        }
        assertThat(done(number(2).addAndGet(1))).isEqualTo(146);
    }

    @Test
    void whatAPartHasAddedIsThereThoughItsPrimaryIsGoneBeforeTheOthersAreFound() {
        start(3);
        cluster.split(cluster.server(0));
        assertThat(done(number(1).addAndGet(7))).isEqualTo(7);
        cluster.stop(cluster.server(1));
        cluster.heal();
        assertThat(done(number(0).get())).isEqualTo(7);
    }

    @Test
    void partWithoutPrimaryChangesNothing() {
        start(3);
        cluster.refuseInSplits(3);
        done(number(0).addAndGet(1));
        cluster.split(cluster.server(0));
        assertThat(failure(number(0).addAndGet(1)).reason()).isEqualTo(Reason.NO_PRIMARY);
        assertThat(done(number(1).addAndGet(1))).isEqualTo(2);
        cluster.heal();
        assertThat(done(number(0).get())).isEqualTo(2);
    }

    @Test
    void thereAreSoManyNumbersAndNoMore() {
        start(1);
        Oort oort = cluster.server(0).oort();
        for (int i = 0; i < OortPrimaryLong.MAX_NUMBERS; i++) {
            done(oort.primaryLong("n" + i).addAndGet(1));
        }
        OortServiceException refused = failure(oort.primaryLong("more").addAndGet(1));
        assertThat(refused)
                .hasMessage("The number \"more\" on node n1: the cluster has 1000 numbers, the most it may have.");
        assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(done(oort.primaryLong("n0").addAndGet(1))).isEqualTo(2);
    }

    @Test
    void cancelledChangeCountsAllTheSame() {
        start(2);
        CompletionStage<Long> change = number(1).addAndGet(1);
        change.toCompletableFuture().cancel(true);
        cluster.advance(Duration.ofSeconds(6));
        assertThat(done(number(1).get())).isEqualTo(1);
    }
}
