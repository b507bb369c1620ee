package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerSession;
import dev.halley.oort.Oort;
import dev.halley.oort.Seti;
import dev.halley.oort.SetiDelivery;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import dev.halley.testkit.TestCluster;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PresenceEventsTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();
    private static final BlockingQueue<String> LATER = new LinkedBlockingQueue<>();

    @AfterEach
    void forget() {
        LOG.clear();
        LATER.clear();
    }

    @ApplicationScoped
    static class Observer {
        void online(@Observes UserOnline event) {
            LOG.add("online " + event.userId());
        }

        void offline(@Observes UserOffline event) {
            LOG.add("offline " + event.userId());
        }

        void added(@Observes PresenceAdded event) {
            LOG.add("added " + event.presence().userId() + "@"
                    + event.presence().node());
        }

        void removed(@Observes PresenceRemoved event) {
            LOG.add("removed " + event.presence().userId() + "@"
                    + event.presence().node());
        }
    }

    @ApplicationScoped
    static class Later {
        void online(@ObservesAsync UserOnline event) {
            LATER.add("online " + event.userId());
        }

        void offline(@ObservesAsync UserOffline event) {
            LATER.add("offline " + event.userId());
        }
    }

    @ApplicationScoped
    static class Throws {
        void online(@Observes UserOnline event) {
            throw new IllegalStateException("thrown by the test");
        }
    }

    @ApplicationScoped
    static class Mail {

        @Inject
        private Seti seti;

        @Inject
        private Oort oort;

        void associate(String userId, ServerSession session) {
            seti.associate(userId, session);
        }

        SetiDelivery send(String userId, Object data) {
            return oort.seti()
                    .send(userId, "/service/mail", data)
                    .toCompletableFuture()
                    .join();
        }
    }

    private static ServerSession session(TestClient client) {
        return client.session().orElseThrow();
    }

    @Test
    void observersAreToldOfUsersAndNodes() {
        try (TestCluster cluster = TestCluster.start(1, () -> new Setup().beans(Observer.class))) {
            InProcessServer other = cluster.join(new Setup());
            TestClient ann = other.client().connected();
            TestClient here = cluster.server(0).client().connected();
            other.oort().seti().associate("ann", session(ann));
            cluster.server(0).oort().seti().associate("ann", session(here));
            ann.disconnect();
            here.disconnect();

            assertThat(LOG)
                    .containsExactly(
                            "added ann@n2",
                            "online ann",
                            "added ann@n1",
                            "removed ann@n2",
                            "removed ann@n1",
                            "offline ann");
        }
    }

    @Test
    void asynchronousObserversHearOfAUserInOrder() throws Exception {
        try (InProcessServer server = InProcessServer.start(new Setup().beans(Later.class))) {
            for (int i = 0; i < 10; i++) {
                TestClient ann = server.client().connected();
                server.oort().seti().associate("ann", session(ann));
                ann.disconnect();
            }
            for (int i = 0; i < 10; i++) {
                assertThat(LATER.poll(20, TimeUnit.SECONDS)).isEqualTo("online ann");
                assertThat(LATER.poll(20, TimeUnit.SECONDS)).isEqualTo("offline ann");
            }
        }
    }

    @Test
    void observerThatThrowsHarmsNobody() {
        try (InProcessServer server = InProcessServer.start(new Setup().beans(Throws.class))) {
            TestClient ann = server.client().connected();
            server.oort().seti().associate("ann", session(ann));
            assertThat(server.oort().seti().isPresent("ann")).isTrue();
            assertThat(server.takeFailures()).hasSize(1);
        }
    }

    @Test
    void beansSendToUsersOfOtherNodes() {
        try (TestCluster cluster = TestCluster.start(2, () -> new Setup().beans(Mail.class))) {
            TestClient ann = cluster.server(1).client().connected();
            cluster.server(1).bean(Mail.class).associate("ann", session(ann));
            assertThat(cluster.server(0).bean(Mail.class).send("ann", 1)).isEqualTo(new SetiDelivery(1, 1, 0));
            assertThat(ann.dataOn("/service/mail")).containsExactly("1");
        }
    }
}
