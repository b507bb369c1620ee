package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Vetoed;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Beans in roles that one may expect to work, and that do. */
class SupportedBeansTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    @AfterEach
    void forget() {
        LOG.clear();
    }

    @ApplicationScoped
    static class Watches implements ServerSessionListener.MessageListener, ServerSessionListener.RemovedListener {
        @Override
        public Verdict<ChannelMessage> onMessage(
                ServerSession session, @Nullable ServerSession from, ChannelMessage event) {
            LOG.add("message on " + event.channel());
            return Verdict.pass();
        }

        @Override
        public void removed(ServerSession session, CloseReason reason) {
            LOG.add("removed");
        }
    }

    @Test
    void aListenerOfSessionsListensToThoseOfAllClients() {
        try (InProcessServer server = InProcessServer.start(new Setup().beans(Watches.class))) {
            TestClient ann = server.client().connected().subscribe("/a");
            TestClient bob = server.client().connected().subscribe("/a");
            server.bayeux().newLocalSession("own").subscribe("/a", (session, event) -> {});

            ann.publish("/a", "1");
            bob.disconnect();
        }

        assertThat(LOG).containsExactly("message on /a", "message on /a", "removed", "removed");
    }

    @Vetoed
    @Service
    public static class Made {
        private final String answer;

        Made(String answer) {
            this.answer = answer;
        }

        @RemoteCall("made")
        public String made() {
            return answer;
        }
    }

    /** Its own methods say what it serves. */
    @Service
    public interface Answering {
        @RemoteCall("answering")
        String answer(int number);
    }

    @Dependent
    static class Makes {
        @Produces
        @Dependent
        Made made() {
            return new Made("produced");
        }

        @Produces
        private final Answering answering = number -> "produced " + number;
    }

    @Test
    void aServiceThatAProducerMakesServes() {
        try (InProcessServer server = InProcessServer.start(new Setup().beans(Makes.class))) {
            TestClient client = server.client().handshake();

            assertThat(client.call("made", "null")).contains("\"data\":\"produced\"");
            assertThat(client.call("answering", "5")).contains("\"data\":\"produced 5\"");
        }
    }

    @Service
    @ApplicationScoped
    public static class MadeAtTheStart {
        @Inject
        BayeuxServer server;

        @PostConstruct
        void made() {
            LOG.add("made, " + server.sessions().size() + " sessions");
        }

        @RemoteCall("a")
        public void m() {}
    }

    @Test
    void aServiceOfTheApplicationIsMadeWhenTheServerStarts() {
        try (InProcessServer server = InProcessServer.start(new Setup().beans(MadeAtTheStart.class))) {
            assertThat(LOG).containsExactly("made, 0 sessions");
            server.client().handshake().call("a", "null");
        }
        assertThat(LOG).hasSize(1);
    }

    @Service
    @ApplicationScoped
    public static class CannotBeMade {
        @PostConstruct
        void made() {
            throw new IllegalStateException("no database");
        }

        @RemoteCall("a")
        public void m() {}
    }

    @Test
    void aServiceThatCannotBeMadeFailsTheStart() {
        assertThatThrownBy(() -> InProcessServer.start(new Setup().beans(CannotBeMade.class)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The bean " + CannotBeMade.class.getName() + " could not be created: ")
                .hasRootCauseMessage("no database");
    }

    @Dependent
    static class InAllRoles
            implements SecurityPolicy,
                    BayeuxExtension,
                    BayeuxServerListener.SessionListener,
                    ServerSessionListener.RemovedListener {
        private int asked;

        @Override
        public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake message) {
            asked++;
            return Decision.grant();
        }

        @Override
        public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
            LOG.add("extension, policy asked " + asked);
            return Verdict.pass();
        }

        @Override
        public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
            LOG.add("session, policy asked " + asked);
        }

        @Override
        public void removed(ServerSession session, CloseReason reason) {
            LOG.add("removed, policy asked " + asked);
        }
    }

    @Test
    void aBeanWithSeveralRolesHasThemAllAndIsOne() {
        try (InProcessServer server = InProcessServer.start(new Setup().beans(InAllRoles.class))) {
            server.client().handshake();
        }

        assertThat(LOG)
                .containsExactly("extension, policy asked 0", "session, policy asked 1", "removed, policy asked 1");
    }
}
