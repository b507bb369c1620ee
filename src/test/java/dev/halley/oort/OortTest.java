package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Registration;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OortTest {

    private final List<String> told = new ArrayList<>();

    private final OortListener listener = new OortListener() {

        @Override
        public void joined(OortNode node) {
            told.add("joined " + node);
        }

        @Override
        public void left(OortNode node) {
            told.add("left " + node);
        }
    };

    private static List<String> names(Oort oort) {
        return oort.members().stream().map(OortNode::name).toList();
    }

    @Test
    void serverThatStandsAloneIsTheOnlyMember() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            Oort oort = server.oort();
            assertThat(oort.members()).containsExactly(oort.self());
            assertThat(oort.self().name()).isEmpty();
            assertThat(oort.self().id()).isNotEmpty();
        }
    }

    @Test
    void membersAreAllNodesTheOldestFirst() {
        try (TestCluster cluster = TestCluster.start(3, Setup::new)) {
            for (InProcessServer server : cluster.servers()) {
                assertThat(names(server.oort())).containsExactly("n1", "n2", "n3");
            }
            assertThat(cluster.server(1).oort().self().name()).isEqualTo("n2");
        }
    }

    @Test
    void listenerIsToldOfEachNodeThatJoinsOrLeaves() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            cluster.server(0).oort().addListener(listener);

            InProcessServer third = cluster.join(new Setup());
            assertThat(told).containsExactly("joined n3");
            assertThat(names(cluster.server(0).oort())).containsExactly("n1", "n2", "n3");

            cluster.stop(third);
            assertThat(told).containsExactly("joined n3", "left n3");
            assertThat(names(cluster.server(0).oort())).containsExactly("n1", "n2");
        }
    }

    @Test
    void nodeThatJoinsLaterDoesNotSeeOneThatHasLeft() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            cluster.stop(cluster.server(0));
            InProcessServer third = cluster.join(new Setup());
            assertThat(names(third.oort())).containsExactly("n2", "n3");
        }
    }

    @Test
    void splitTellsBothPartsAndSoDoesItsEnd() {
        try (TestCluster cluster = TestCluster.start(3, Setup::new)) {
            cluster.server(2).oort().addListener(listener);

            cluster.split(cluster.server(2));
            assertThat(told).containsExactlyInAnyOrder("left n1", "left n2");
            assertThat(names(cluster.server(2).oort())).containsExactly("n3");
            assertThat(names(cluster.server(0).oort())).containsExactly("n1", "n2");

            cluster.heal();
            assertThat(told).containsExactlyInAnyOrder("left n1", "left n2", "joined n1", "joined n2");
            assertThat(names(cluster.server(0).oort())).containsExactly("n1", "n2", "n3");
        }
    }

    @Test
    void listenerThatThrowsCostsTheOthersNothing() {
        try (TestCluster cluster = TestCluster.start(1, Setup::new)) {
            cluster.server(0).oort().addListener(new OortListener() {
                @Override
                public void joined(OortNode node) {
                    throw new IllegalStateException("thrown by the test");
                }
            });
            cluster.server(0).oort().addListener(listener);

            cluster.join(new Setup());

            assertThat(told).containsExactly("joined n2");
            assertThat(cluster.server(0).takeFailures()).hasSize(1);
        }
    }

    @Test
    void listenerThatWasTakenAwayIsToldNothing() {
        try (TestCluster cluster = TestCluster.start(1, Setup::new)) {
            Registration registration = cluster.server(0).oort().addListener(listener);
            registration.close();
            cluster.join(new Setup());
            assertThat(told).isEmpty();
        }
    }
}
