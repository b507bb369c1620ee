package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.LocalSession;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener.RemovedListener;
import dev.halley.protocol.Request;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BayeuxSessionScopeTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    @AfterEach
    void forget() {
        LOG.clear();
    }

    @BayeuxSessionScoped
    static class Basket {
        private final List<String> items = new CopyOnWriteArrayList<>();

        List<String> add(String item) {
            items.add(item);
            return items;
        }

        @PreDestroy
        void destroyed() {
            LOG.add("destroyed " + items);
        }
    }

    @Service
    @ApplicationScoped
    public static class Shop {
        @Inject
        private Basket basket;

        @RemoteCall("basket")
        public List<String> add(String item) {
            return basket.add(item);
        }

        @Listener("/nested")
        public void nested() {
            basket.add("nested");
        }

        void closed(@Observes SessionClosed event) {
            // The service's own session ends with the server, and not by a message.
            if (!event.session().isLocal()) {
                LOG.add("closed " + basket.add("closed"));
            }
        }
    }

    @Test
    void eachSessionHasItsOwnInstance() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Basket.class, Shop2.class))) {
            RawClient ann = new RawClient(application);
            RawClient bob = new RawClient(application);

            ann.publish("/service/basket", "'a'");
            bob.publish("/service/basket", "'b'");
            ann.publish("/service/basket", "'c'");

            assertThat(ann.received().get(2)).contains("\"data\":[\"a\",\"c\"]");
            assertThat(bob.received().get(0)).contains("\"data\":[\"b\"]");
            assertThat(LOG).isEmpty();
        }
    }

    @Test
    void itIsThereForObserversOfTheEndAndDestroyedAfterAllListeners() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Basket.class, Shop.class))) {
            RawClient ann = new RawClient(application);
            ann.publish("/service/basket", "'a'");
            ServerSession session = application.bayeux().session(ann.id()).orElseThrow();
            session.addListener((RemovedListener) (ended, reason) -> LOG.add("removed"));

            ann.send("{'channel':'/meta/disconnect','clientId':'ID'}");

            assertThat(LOG).containsExactly("closed [a, closed]", "removed", "destroyed [a, closed]");
        }
    }

    @Test
    void aSessionThatEndsElsewhereTakesItsInstancesAlong() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Basket.class, Shop2.class))) {
            RawClient ann = new RawClient(application);
            ann.publish("/service/basket", "'a'");

            application.bayeux().session(ann.id()).orElseThrow().disconnect();

            assertThat(LOG).containsExactly("destroyed [a]");
        }
    }

    @Service
    @ApplicationScoped
    public static class Shop2 {
        @Inject
        private Basket basket;

        @RemoteCall("basket")
        public List<String> add(String item) {
            return basket.add(item);
        }
    }

    @Test
    void elsewhereTheScopeIsNotActive() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Basket.class))) {
            Basket basket = application.bean(Basket.class);

            assertThatThrownBy(() -> basket.add("x")).isInstanceOf(ContextNotActiveException.class);
        }
    }

    @Test
    void whatIsHandledWithinAMessageBelongsToTheClientThatSentIt() {
        try (InProcessServer application =
                InProcessServer.start(new Setup().beans(Basket.class, Shop2.class, Relay.class))) {
            RawClient ann = new RawClient(application);

            ann.publish("/relay", "1");
            ann.publish("/service/basket", "'a'");

            assertThat(ann.received().get(1)).contains("\"data\":[\"relayed\",\"a\"]");
        }
    }

    @Service
    @ApplicationScoped
    public static class Relay {
        @Inject
        private LocalSession session;

        @Inject
        private Basket basket;

        @Listener("/relay")
        public void relay() {
            session.publish("/relayed", 1);
        }

        @Listener(value = "/relayed", receiveOwnPublishes = true)
        public void relayed() {
            basket.add("relayed");
        }
    }

    @ApplicationScoped
    static class Door implements SecurityPolicy {
        @Inject
        private Basket basket;

        @Override
        public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
            return Decision.of(basket.add("door").size() == 1
                    && !handshake.supportedConnectionTypes().contains("none"));
        }
    }

    @Test
    void itIsActiveFromTheSecurityPolicyOnAndNothingStaysOfASessionThatIsNotLetIn() {
        try (InProcessServer application =
                InProcessServer.start(new Setup().beans(Basket.class, Shop2.class, Door.class))) {
            RawClient ann = new RawClient(application);
            ann.publish("/service/basket", "'a'");
            assertThat(ann.received().get(0)).contains("\"data\":[\"door\",\"a\"]");
            assertThat(LOG).isEmpty();

            ann.send("{'channel':'/meta/handshake','version':'1.0','supportedConnectionTypes':['websocket','none']}");
            assertThat(LOG).containsExactly("destroyed [door]");
        }
    }
}
