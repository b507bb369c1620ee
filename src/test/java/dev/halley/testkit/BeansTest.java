package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.Authorizer;
import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.cdi.BayeuxSessionScoped;
import dev.halley.cdi.Channel;
import dev.halley.cdi.ChannelPublisher;
import dev.halley.cdi.SessionClosed;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The test kit as an application with CDI uses it. */
@HalleyTest(
        beans = {
            BeansTest.Shop.class,
            BeansTest.Basket.class,
            BeansTest.Numbers.class,
            BeansTest.Guests.class,
            BeansTest.Staff.class,
            BeansTest.Log.class
        },
        settings = "maxInterval=3000")
class BeansTest {

    /** What happened, for tests to look at. */
    @ApplicationScoped
    public static class Log {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        void add(String line) {
            lines.add(line);
        }

        List<String> lines() {
            return lines;
        }

        void closed(@Observes SessionClosed event) {
            if (!event.session().isLocal()) {
                add("closed " + event.reason());
            }
        }
    }

    /** One for each session. */
    @BayeuxSessionScoped
    public static class Basket {
        private final List<String> items = new CopyOnWriteArrayList<>();

        @Inject
        private Log log;

        List<String> add(String item) {
            items.add(item);
            return items;
        }

        @PreDestroy
        void emptied() {
            log.add("emptied " + items);
        }
    }

    /** One for each message. */
    @RequestScoped
    public static class Numbers {
        private int last;

        int next() {
            return ++last;
        }
    }

    /** A service with all that can be injected. */
    @Service
    @ApplicationScoped
    public static class Shop {
        @Inject
        private Basket basket;

        @Inject
        private Numbers numbers;

        @Inject
        @Channel("/offers")
        private ChannelPublisher<String> offers;

        @RemoteCall("buy")
        public List<String> buy(String item) {
            offers.publish(item + " " + numbers.next() + numbers.next());
            return basket.add(item);
        }
    }

    @ApplicationScoped
    static class Guests implements SecurityPolicy {
        @Override
        public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
            return Decision.of(server.context()
                    .filter(context -> context.principal().isPresent())
                    .isPresent());
        }
    }

    @ApplicationScoped
    @Channel("/staff/**")
    static class Staff implements Authorizer {
        @Override
        public Decision authorize(Operation operation, ChannelId channel, ServerSession session, Request request) {
            return Decision.deny("staff_only");
        }
    }

    private static TestClient ann(InProcessServer server) {
        return server.client(Visitor.named("ann"));
    }

    @Test
    void servicesPublishersAndScopesWorkAsInADeployment(InProcessServer server) {
        TestClient ann = ann(server).connected();
        TestClient bob = server.client(Visitor.named("bob")).connected().subscribe("/offers");
        bob.received();

        assertThat(ann.call("buy", "\"tea\"")).contains("\"data\":[\"tea\"]");
        assertThat(ann.call("buy", "\"milk\"")).contains("\"data\":[\"tea\",\"milk\"]");
        assertThat(bob.dataOn("/offers")).containsExactly("\"tea 12\"", "\"milk 12\"");
        assertThat(bob.call("buy", "\"rum\"")).contains("\"data\":[\"rum\"]");
    }

    @Test
    void policiesAndAuthorizersRegisterThemselves(InProcessServer server, TestClient nobody) {
        assertThat(nobody.tryHandshake(null)).contains("403::handshake_denied");
        assertThat(ann(server).connected().subscribe("/staff/plans").received())
                .singleElement()
                .asString()
                .contains("403:staff_only:");
    }

    @Test
    void whatASessionLeavesEndsInTimeOnTheManualClock(InProcessServer server) {
        TestClient ann = ann(server).handshake();
        ann.call("buy", "\"tea\"");
        ann.vanish();

        server.advance(Duration.ofSeconds(20));

        assertThat(server.bean(Log.class).lines()).containsExactly("closed EXPIRED", "emptied [tea]");
    }

    @Test
    void eachTestHasItsOwnBeans(InProcessServer server) {
        assertThat(server.bean(Log.class).lines()).isEmpty();
    }

    /** Nothing says that this is a bean. */
    static class Forgotten {}

    @Test
    void aClassThatIsNoBeanIsNamed() {
        Setup setup = new Setup().beans(Log.class, Forgotten.class);

        assertThatThrownBy(() -> InProcessServer.start(setup))
                .hasMessage(Forgotten.class.getName() + " is no bean: it needs a scope, such as @ApplicationScoped.");
    }

    @Service
    @ApplicationScoped
    static class Broken {
        @RemoteCall("broken")
        public void notPublicEnough() {}
    }

    @Test
    void aServiceThatCannotServeFailsTheStart() {
        Setup setup = new Setup().beans(Broken.class);

        assertThatThrownBy(() -> InProcessServer.start(setup))
                .hasMessageContaining("notPublicEnough")
                .hasMessageContaining("its class must be public");
    }

    @Test
    void withoutBeansThereIsNoneToAskFor() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            assertThatThrownBy(() -> server.bean(Log.class)).hasMessageContaining("@HalleyTest(beans");
        }
    }
}
