package dev.halley.cdi.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.cdi.Channel;
import dev.halley.cdi.ChannelPublisher;
import dev.halley.cdi.ServerStarted;
import dev.halley.cdi.SessionClosed;
import dev.halley.cdi.SessionOpened;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/cdi.md, docs/operation.md, docs/extensions.md and the README show of beans and extensions is what runs here. */
public class CdiDocumentTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    public record OrderBooked(int orderNumber) {}

    public record News(OrderBooked booked) {}

    /** Has all that can be injected, and tells what is booked. */
    @ApplicationScoped
    public static class Newsroom {

        @Inject
        BayeuxServer server;

        @Inject
        LocalSession session;

        @Inject
        @Channel("/news")
        ChannelPublisher<News> news;

        @Inject
        Event<OrderBooked> events;

        void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) OrderBooked booked) {
            news.publish(new News(booked));
        }

        void book(int orderNumber) {
            events.fire(new OrderBooked(orderNumber));
        }

        boolean isKnown() {
            return server.session(session.id()).isPresent();
        }
    }

    /** Hears when the server starts, and who comes and goes. */
    @ApplicationScoped
    public static class Observer {

        void started(@Observes ServerStarted event) {
            LOG.add("started");
        }

        void opened(@Observes SessionOpened event) {
            LOG.add("opened");
        }

        void closedLater(@ObservesAsync SessionClosed event) {
            LOG.add("closed " + event.reason());
        }
    }

    @Dependent
    static class Bindings {

        @Produces
        @ApplicationScoped
        Jsonb jsonb() {
            return JsonbBuilder.create(
                    new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES));
        }
    }

    @Service
    @ApplicationScoped
    public static class Shop {

        @Inject
        private Basket basket;

        @RemoteCall("basket/add")
        public List<String> add(String item) {
            return basket.add(item);
        }
    }

    @BeforeEach
    void forget() {
        LOG.clear();
    }

    private static InProcessServer with(Class<?>... beans) {
        return InProcessServer.start(new Setup().beans(beans));
    }

    @Test
    void greeterPublishesAGreeting() {
        try (InProcessServer server = with(Greeter.class)) {
            TestClient ann = server.client().connected().subscribe("/greetings");
            server.bean(Greeter.class).greet("Ann");
            assertThat(ann.dataOn("/greetings")).containsExactly("{\"text\":\"Hello, Ann\"}");
        }
    }

    @Test
    void serverSessionAndPublisherAreInjectedAndAnObserverPublishesWhatWasBooked() {
        try (InProcessServer server = with(Newsroom.class)) {
            TestClient ann = server.client().connected().subscribe("/news");
            server.bean(Newsroom.class).book(7);
            assertThat(ann.dataOn("/news")).containsExactly("{\"booked\":{\"orderNumber\":7}}");
            assertThat(server.bean(Newsroom.class).isKnown()).isTrue();
        }
    }

    @Test
    void jsonbOfTheApplicationBindsItsData() {
        try (InProcessServer server = with(Newsroom.class, Bindings.class)) {
            TestClient ann = server.client().connected().subscribe("/news");
            server.bean(Newsroom.class).book(7);
            assertThat(ann.dataOn("/news")).containsExactly("{\"booked\":{\"order_number\":7}}");
        }
    }

    @Test
    void observersHearOfTheStartAndOfSessions() {
        try (InProcessServer server = with(Observer.class)) {
            server.client().handshake().disconnect();
            assertThat(LOG).startsWith("started", "opened");
        }
        assertThat(LOG).containsExactly("started", "opened", "closed DISCONNECTED");
    }

    @Test
    void guardLetsMembersAloneIn() {
        try (InProcessServer server = with(Guard.class)) {
            TestClient ann = server.client().connected();
            assertThat(ann.subscribe("/secret/plans").received())
                    .singleElement()
                    .asString()
                    .contains("403:members_only:");
            ann.session().orElseThrow().attribute("member", true);
            assertThat(ann.subscribe("/secret/plans").received())
                    .singleElement()
                    .asString()
                    .contains("\"successful\":true");
        }
    }

    @Test
    void eachClientHasItsBasket() {
        try (InProcessServer server = with(Shop.class, Basket.class)) {
            TestClient ann = server.client().handshake();
            TestClient bob = server.client().handshake();
            assertThat(ann.call("basket/add", "\"tea\"")).contains("[\"tea\"]");
            assertThat(bob.call("basket/add", "\"milk\"")).contains("[\"milk\"]");
            assertThat(ann.call("basket/add", "\"rum\"")).contains("[\"tea\",\"rum\"]");
        }
    }

    @Test
    void observerOfTheServerCountsWhatSlowClientsDoNotGet() {
        Setup setup = new Setup()
                .settings("overflow", "/ticks=drop-oldest", "maxQueue", "1")
                .beans(SlowClients.class);
        try (InProcessServer server = InProcessServer.start(setup)) {
            TestClient slow = server.client().connected().subscribe("/ticks");
            slow.session().orElseThrow().batch(() -> {
                server.bayeux().createChannel("/ticks").publish(null, 1);
                server.bayeux().createChannel("/ticks").publish(null, 2);
            });
            assertThat(slow.dataOn("/ticks")).containsExactly("2");
            assertThat(server.bean(SlowClients.class).dropped()).isEqualTo(1);
        }
    }

    @Test
    void extensionLetsAPageThroughAndNoMore() {
        try (InProcessServer server = InProcessServer.start(new Setup().extension(new PageLimit()))) {
            TestClient ann = server.client().handshake();
            ann.received();
            String page = "\"" + "a".repeat(3_998) + "\"";
            assertThat(ann.publish("/texts", page).received())
                    .singleElement()
                    .asString()
                    .contains("\"successful\":true");
            assertThat(ann.publish("/texts", page.replaceFirst("a", "aa")).received())
                    .singleElement()
                    .asString()
                    .contains("403:too_long:publish_denied");
        }
    }
}
