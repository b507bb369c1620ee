package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.core.publish.LocalBroker;
import dev.halley.service.Listener;
import dev.halley.service.Service;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestClusterTest {

    /** As in docs/testing.md. */
    @Test
    void newsReachesTheReadersOfAllNodes() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            TestClient ann = cluster.server(0).client().connected().subscribe("/news");
            TestClient bob = cluster.server(1).client().connected();

            bob.publish("/news", "1");
            assertThat(ann.dataOn("/news")).containsExactly("1");

            cluster.split(cluster.server(0));
            bob.publish("/news", "2");
            assertThat(ann.dataOn("/news")).isEmpty();

            cluster.heal();
            bob.publish("/news", "3");
            assertThat(ann.dataOn("/news")).containsExactly("3");
        }
    }

    @Test
    void serversOfOnePartReachEachOtherAndServersOfTwoDoNot() {
        try (TestCluster cluster = TestCluster.start(4, Setup::new)) {
            List<TestClient> readers = cluster.servers().stream()
                    .map(server -> server.client().connected().subscribe("/news"))
                    .toList();
            cluster.split(cluster.server(0), cluster.server(1));
            readers.forEach(TestClient::received);

            readers.get(0).publish("/news", "\"of the first\"");
            readers.get(3).publish("/news", "\"of the last\"");

            assertThat(readers.get(0).dataOn("/news")).containsExactly("\"of the first\"");
            assertThat(readers.get(1).dataOn("/news")).containsExactly("\"of the first\"");
            assertThat(readers.get(2).dataOn("/news")).containsExactly("\"of the last\"");
            assertThat(readers.get(3).dataOn("/news")).containsExactly("\"of the last\"");
        }
    }

    @Test
    void whoSubscribesDuringASplitIsKnownToAllAfterIt() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            cluster.split(cluster.server(1));
            TestClient ann = cluster.server(0).client().connected().subscribe("/news");
            TestClient bob = cluster.server(1).client().connected();
            cluster.heal();

            bob.publish("/news", "1");

            assertThat(ann.dataOn("/news")).containsExactly("1");
        }
    }

    @Test
    void serverThatIsStoppedIsLostAndTheOthersGoOnAfterAHealToo() {
        try (TestCluster cluster = TestCluster.start(3, Setup::new)) {
            TestClient ann = cluster.server(0).client().connected().subscribe("/news");
            InProcessServer last = cluster.server(2);
            cluster.stop(last);
            cluster.heal();

            cluster.server(1).bayeux().createChannel("/news").publish(null, 1);

            assertThat(ann.dataOn("/news")).containsExactly("1");
            assertThat(cluster.servers()).doesNotContain(last);
            assertThat(cluster.server(0).events().named("nodesChanged"))
                    .containsExactly("nodesChanged:[n1, n2]", "nodesChanged:[n1, n2, n3]", "nodesChanged:[n1, n2]");
            assertThatIllegalArgumentException().isThrownBy(() -> cluster.stop(last));
        }
    }

    @Test
    void allServersHaveOneTime() {
        try (TestCluster cluster = TestCluster.start(2, () -> new Setup().setting("maxInterval", "5000"))) {
            TestClient ann = cluster.server(0).client().handshake();
            TestClient bob = cluster.server(1).client().handshake();

            cluster.advance(Duration.ofMinutes(1));

            assertThat(ann.session()).isEmpty();
            assertThat(bob.session()).isEmpty();
            assertThat(cluster.server(0).time()).isSameAs(cluster.server(1).time());
        }
    }

    /** Fails for everybody. */
    @Service
    public static final class Failing {

        @Listener("/service/fail")
        public void fail() {
            throw new IllegalStateException("thrown by the test");
        }
    }

    @Test
    void whatTheApplicationThrowsOnAnyNodeFailsTheTest() {
        TestCluster cluster = TestCluster.start(2, () -> new Setup().service(Failing.class));
        cluster.servers().forEach(server -> server.client().connected().publish("/service/fail", "1"));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(cluster::close)
                .withMessageContaining("thrown by the test")
                .satisfies(error -> assertThat(error.getSuppressed()).hasSize(2));
        assertThat(cluster.servers()).isEmpty();
    }

    @Test
    void whatCannotBePartOfAClusterIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestCluster.start(2, () -> new Setup().inRealTime()))
                .withMessageContaining("remove inRealTime()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestCluster.start(2, () -> new Setup().broker(new LocalBroker())))
                .withMessageContaining("remove broker(…)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InProcessServer.start(new Setup().setting("cluster.name", "x")))
                .withMessageContaining("TestCluster links several servers");
    }

    @Test
    void serverThatJoinsSeesNoneThatHasBeenStopped() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            cluster.stop(cluster.server(0));
            InProcessServer third = cluster.join(new Setup());
            assertThat(third.oort().members()).hasSize(2);
            assertThat(third.oort().primary().isPrimary()).isFalse();
            assertThat(cluster.server(0).oort().members())
                    .isEqualTo(third.oort().members());
        }
    }
}
