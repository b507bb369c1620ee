package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Registration;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one node that does what only one may do. */
@Timeout(60)
class OortPrimaryTest {

    private final List<String> told = new ArrayList<>();
    private TestCluster cluster = TestCluster.start(0, Setup::new);

    @AfterEach
    void stop() {
        cluster.close();
    }

    private OortPrimary primary(int index) {
        return cluster.server(index).oort().primary();
    }

    private static OortPrimaryListener into(List<String> told, String name) {
        return new OortPrimaryListener() {
            @Override
            public void gained() {
                told.add(name + " gained");
            }

            @Override
            public void lost() {
                told.add(name + " lost");
            }
        };
    }

    private void start(int nodes) {
        cluster = TestCluster.start(nodes, Setup::new);
        for (InProcessServer server : cluster.servers()) {
            server.oort().primary().addListener(into(told, server.oort().self().name()));
        }
    }

    private String primaries() {
        StringBuilder text = new StringBuilder();
        for (InProcessServer server : cluster.servers()) {
            OortPrimary primary = server.oort().primary();
            text.append(primary.primary().map(OortNode::name).orElse("-"));
            text.append(primary.isPrimary() ? "! " : " ");
        }
        return text.toString().strip();
    }

    @Test
    void serverThatStandsAloneIsThePrimary() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            OortPrimary primary = server.oort().primary();
            primary.addListener(into(told, "alone"));
            assertThat(primary.isPrimary()).isTrue();
            assertThat(primary.primary()).contains(server.oort().self());
            assertThat(told).containsExactly("alone gained");
        }
        assertThat(told).containsExactly("alone gained", "alone lost");
    }

    @Test
    void primaryIsTheOldestMember() {
        start(3);
        assertThat(primaries()).isEqualTo("n1! n1 n1");
        assertThat(told).containsExactly("n1 gained");
    }

    @Test
    void nextOldestTakesOverWhenThePrimaryLeaves() {
        start(3);
        told.clear();
        cluster.stop(cluster.server(0));
        assertThat(told).containsExactly("n1 lost", "n2 gained");
        assertThat(primaries()).isEqualTo("n2! n2");
        cluster.stop(cluster.server(0));
        assertThat(primaries()).isEqualTo("n3!");
    }

    @Test
    void nodeThatJoinsOrLeavesBesidesChangesNothing() {
        start(2);
        told.clear();
        cluster.join(new Setup());
        cluster.stop(cluster.server(1));
        assertThat(told).isEmpty();
        assertThat(primaries()).isEqualTo("n1! n1");
    }

    @Test
    void eachPartOfASplitHasOneUntilTheyFindEachOther() {
        start(3);
        told.clear();
        cluster.split(cluster.server(0));
        assertThat(primaries()).isEqualTo("n1! n2! n2");
        cluster.heal();
        assertThat(primaries()).isEqualTo("n1! n1 n1");
        assertThat(told).containsExactly("n2 gained", "n2 lost");
    }

    @Test
    void onlyTheLargerPartHasOneWhereSplitsAreRefused() {
        start(3);
        cluster.refuseInSplits(3);
        told.clear();
        cluster.split(cluster.server(0));
        assertThat(primaries()).isEqualTo("- n2! n2");
        assertThat(told).containsExactlyInAnyOrder("n1 lost", "n2 gained");
        cluster.heal();
        assertThat(primaries()).isEqualTo("n1! n1 n1");
    }

    @Test
    void listenerThatIsTakenAwayIsToldNothing() {
        start(2);
        Registration registration = primary(1).addListener(into(told, "other"));
        registration.close();
        cluster.stop(cluster.server(0));
        assertThat(told).doesNotContain("other gained");
    }

    @Test
    void listenerThatThrowsCostsTheOthersNothing() {
        cluster = TestCluster.start(1, Setup::new);
        primary(0).addListener(new OortPrimaryListener() {
            @Override
            public void gained() {
                throw new IllegalStateException("thrown by the test");
            }
        });
        primary(0).addListener(into(told, "n1"));
        assertThat(told).containsExactly("n1 gained");
        assertThat(cluster.server(0).takeFailures()).hasSize(1);
    }

    @Test
    void listenerThatBlocksHoldsUpNobodyAndIsToldInTurn() throws Exception {
        LinkedBlockingQueue<String> order = new LinkedBlockingQueue<>();
        CountDownLatch end = new CountDownLatch(1);
        InProcessServer server = InProcessServer.start(new Setup().inRealTime().onThreads());
        server.oort().primary().addListener(new OortPrimaryListener() {
            @Override
            public void gained() {
                order.add("gained");
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                order.add("gained done");
            }

            @Override
            public void lost() {
                order.add("lost");
            }
        });
        assertThat(order.take()).isEqualTo("gained");
        server.close();
        assertThat(order).isEmpty();
        assertThat(server.oort().primary().isPrimary()).isFalse();
        end.countDown();
        assertThat(order.take()).isEqualTo("gained done");
        assertThat(order.take()).isEqualTo("lost");
    }
}
