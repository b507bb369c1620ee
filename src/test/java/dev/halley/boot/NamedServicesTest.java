package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.oort.Oort;
import dev.halley.service.AbstractService;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Session;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Public, as the classes in it must be reachable. */
public class NamedServicesTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    private final InProcessServer plain = InProcessServer.start(new Setup().setting("allowedTransports", "websocket"));
    private final NamedServices services = new NamedServices(
            NamedServicesTest.class.getClassLoader(), type -> Optional.empty(), plain.bayeux(), plain.oort());

    @AfterEach
    void stop() {
        plain.close();
        LOG.clear();
    }

    public static class Injected {
        @Inject
        private BayeuxServer server;

        @Session
        private LocalSession session;

        @PostConstruct
        private void begin() {
            LOG.add("begins with " + server.transports() + " "
                    + session.session().isHandshaken());
        }

        @RemoteCall("named")
        public int named() {
            return 7;
        }

        @PreDestroy
        void end() {
            LOG.add("ends");
        }
    }

    @Test
    void aServiceIsMadeInjectedRegisteredAndToldItsBeginAndEnd() {
        services.add(Injected.class.getName());
        RawClient client = new RawClient(plain);
        client.publish("/service/named", "null");
        assertThat(client.takeReceived().get(0)).contains("\"data\":7");
        assertThat(LOG).containsExactly("begins with [websocket] true");

        services.close();
        client.publish("/service/named", "null");
        assertThat(client.received()).singleElement().asString().doesNotContain("\"data\"");
        assertThat(LOG).endsWith("ends");
    }

    public static class Inherited extends AbstractService {
        public Inherited(BayeuxServer server) {
            super(server, "inherited");
            addService("/service/inherited", "answer");
        }

        public String answer(dev.halley.api.ServerSession from, dev.halley.protocol.Request.Publish message) {
            return "inherited";
        }
    }

    @Test
    void anInheritedServiceIsMadeWithTheServer() {
        services.add(Inherited.class.getName());
        RawClient client = new RawClient(plain);

        client.publish("/service/inherited", "null");

        assertThat(client.received().get(0)).contains("\"data\":\"inherited\"");
    }

    public static class OfCluster {
        @Inject
        private Oort injected;

        private final Oort given;

        public OfCluster(BayeuxServer server, Oort oort) {
            given = oort;
        }

        @RemoteCall("members")
        public int members() {
            return injected == given ? given.members().size() : -1;
        }
    }

    @Test
    void aServiceIsGivenTheClusterToo() {
        services.add(OfCluster.class.getName());
        RawClient client = new RawClient(plain);

        client.publish("/service/members", "null");

        assertThat(client.received().get(0)).contains("\"data\":1");
    }

    @Test
    void aBeanOfThatClassIsTaken() {
        Injected bean = new Injected();
        NamedServices ofBeans = new NamedServices(
                NamedServicesTest.class.getClassLoader(), type -> Optional.of(bean), plain.bayeux(), plain.oort());

        ofBeans.add(Injected.class.getName());

        assertThat(bean.session).isNotNull();
        assertThat(LOG).isEmpty();
    }

    public static class NoConstructor {
        public NoConstructor(String needed) {}
    }

    /** So that nothing else is wrong with a service. */
    public abstract static class Serves {
        @RemoteCall("served")
        public void serve() {}
    }

    public static class Throws extends Serves {
        public Throws() {
            throw new IllegalStateException("not today");
        }
    }

    public static class WrongField extends Serves {
        @Inject
        private String text;
    }

    public static class WrongMethod extends Serves {
        @PostConstruct
        void begin(String text) {}
    }

    public static class Misused {
        @Listener("/a")
        void hidden() {}
    }

    public static class Plain extends Serves {}

    @Test
    void aServiceThatIsNamedTwiceIsRefused() {
        services.add(Plain.class.getName());

        assertThatThrownBy(() -> services.add(Plain.class.getName()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The init-param 'services' names " + Plain.class.getName()
                        + " twice: its methods would be called twice. Remove one.");
    }

    @Test
    void whatCannotBeMadeIsToldByName() {
        assertProblem(
                NoConstructor.class,
                "The init-param 'services' names " + NoConstructor.class.getName()
                        + ", which has no public constructor that takes nothing, a BayeuxServer, or a BayeuxServer and an Oort.");
        assertProblem(
                Throws.class,
                "The service " + Throws.class.getName()
                        + " could not be instantiated: it threw java.lang.IllegalStateException: not today");
        assertProblem(
                WrongField.class,
                "The field text of the service " + WrongField.class.getName()
                        + " has @Inject: without CDI only a BayeuxServer or an Oort can be injected, not a"
                        + " java.lang.String.");
        assertProblem(
                WrongMethod.class,
                "The method begin of the service " + WrongMethod.class.getName()
                        + " is called when the service starts or stops: it must have no parameters.");
        assertProblem(
                Misused.class,
                "The method hidden of the service " + Misused.class.getName() + " must be public and not static.");
    }

    private void assertProblem(Class<?> type, String sentence) {
        assertThatThrownBy(() -> services.add(type.getName())).hasMessage(sentence);
    }
}
