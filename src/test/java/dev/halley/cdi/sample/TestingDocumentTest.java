package dev.halley.cdi.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.LocalSession;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.cdi.BayeuxSessionScoped;
import dev.halley.cdi.HalleyExtension;
import dev.halley.extension.AckExtension;
import dev.halley.filter.NoMarkupFilter;
import dev.halley.json.RawJson;
import dev.halley.protocol.Request;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.service.Session;
import dev.halley.testkit.HalleyTest;
import dev.halley.testkit.HalleyTestExtension;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import dev.halley.testkit.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.weld.junit5.ExplicitParamInjection;
import org.jboss.weld.junit5.auto.AddBeanClasses;
import org.jboss.weld.junit5.auto.AddExtensions;
import org.jboss.weld.junit5.auto.EnableAutoWeld;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tests that docs/testing.md shows, and the services that they are of. */
public class TestingDocumentTest {

    @Service
    public static class GreetingService {

        @Session
        private LocalSession self;

        @RemoteCall("greet")
        public String greet(String name) {
            return "Hello, " + name;
        }

        @Listener("/service/wave")
        public void wave(RawJson times) {
            self.publish("/news", times);
        }
    }

    @Nested
    @HalleyTest(services = GreetingService.class, settings = "timeout=5000")
    class GreetingServiceTest {

        @Test
        void greets(TestClient ann) {
            assertThat(ann.handshake().call("greet", "\"Ann\"")).contains("\"data\":\"Hello, Ann\"");
        }

        @Test
        void tellsTheOthers(TestClient ann, TestClient bob) {
            bob.connected().subscribe("/news");
            ann.connected().publish("/service/wave", "1");
            assertThat(bob.dataOn("/news")).containsExactly("1");
        }

        @Test
        void forgetsWhoeverVanishes(InProcessServer server, TestClient ann) {
            ann.connected().vanish();
            server.advance(Duration.ofSeconds(20));
            assertThat(ann.session()).isEmpty();
        }
    }

    public record Order(String article, int pieces) {}

    public record Receipt(int pieces) {}

    @Service
    public static class OrderService {

        @RemoteCall("order")
        public Receipt order(Order order) {
            return new Receipt(order.pieces());
        }
    }

    @Nested
    @HalleyTest(services = OrderService.class)
    class WithValues {

        @Test
        void takesOrders(TestClient ann, TestClient bob) {
            bob.connected().subscribe("/orders");
            Receipt receipt = ann.handshake().call("order", new Order("tea", 2), Receipt.class);
            ann.publishValue("/orders", new Order("milk", 1));
            List<Order> orders = bob.dataOn("/orders", Order.class);
            assertThat(receipt).isEqualTo(new Receipt(2));
            assertThat(orders).containsExactly(new Order("milk", 1));
        }
    }

    /** Counts for one client. */
    @BayeuxSessionScoped
    public static class Counter {

        private final AtomicInteger count = new AtomicInteger();

        int next() {
            return count.incrementAndGet();
        }
    }

    /** Counts for all. */
    @ApplicationScoped
    public static class Statistics {

        private final AtomicInteger calls = new AtomicInteger();

        void called() {
            calls.incrementAndGet();
        }

        int calls() {
            return calls.get();
        }
    }

    @Service
    @ApplicationScoped
    public static class CountingService {

        @Inject
        private Counter counter;

        @Inject
        private Statistics statistics;

        @RemoteCall("count")
        public int count() {
            statistics.called();
            return counter.next();
        }
    }

    @Nested
    class WithCdi {

        @Nested
        @HalleyTest(beans = {CountingService.class, Counter.class, Statistics.class})
        class CountingServiceTest {

            @Test
            void countsForEachClient(InProcessServer server, TestClient ann) {
                assertThat(ann.handshake().call("count", "null")).contains("\"data\":1");
                assertThat(server.bean(Statistics.class).calls()).isEqualTo(1);
            }
        }
    }

    @Nested
    class WithWeldJunit {

        @Nested
        @EnableAutoWeld
        @AddExtensions(HalleyExtension.class)
        @AddBeanClasses({CountingService.class, Counter.class})
        @ExplicitParamInjection
        @HalleyTest
        class CountingServiceTest {

            @Inject
            private Statistics statistics;

            @Test
            void countsForEachClient(TestClient ann) {
                assertThat(ann.handshake().call("count", "null")).contains("\"data\":1");
                assertThat(statistics.calls()).isEqualTo(1);
            }
        }
    }

    static class MembersOnly implements SecurityPolicy {
        @Override
        public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
            return Decision.of(server.context()
                    .filter(context -> context.isUserInRole("member"))
                    .isPresent());
        }
    }

    @Service
    public static class ChatService {

        private final Set<String> rooms;

        ChatService(Set<String> rooms) {
            this.rooms = rooms;
        }

        @RemoteCall("rooms")
        public Set<String> rooms() {
            return rooms;
        }
    }

    @Nested
    class ByCode {

        private final Set<String> rooms = ConcurrentHashMap.newKeySet();

        @RegisterExtension
        final HalleyTestExtension halley = new HalleyTestExtension(new Setup()
                .policy(new MembersOnly())
                .service(new ChatService(rooms))
                .filter("/chat/**", new NoMarkupFilter())
                .extension(new AckExtension())
                .initially(server -> server.createChannel("/chat").persistent(true)));

        @Test
        void membersOnly(InProcessServer server) {
            assertThat(server.client().tryHandshake(null)).contains("403::handshake_denied");
            server.client(Visitor.named("ann", "member")).handshake();
        }

        @Test
        void serviceAndTestShareTheRooms(InProcessServer server) {
            TestClient ann = server.client(Visitor.named("ann", "member")).handshake();
            rooms.add("kitchen");
            assertThat(ann.call("rooms", "null")).contains("[\"kitchen\"]");
        }
    }
}
