package dev.halley.cdi.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ChannelHistory;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.Member;
import dev.halley.api.Position;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.cdi.sample.Bookkeeper.Payment;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import dev.halley.testkit.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/history.md and docs/presence.md show is what runs here, but for what other tests run. */
class HistoryAndPresenceDocumentTest {

    private final List<String> shown = new ArrayList<>();

    public record Order(int id, int pieces) {}

    /** Stands for a database, which outlives the server. */
    @ApplicationScoped
    static class Database implements Accounts {

        private static final List<String> BOOKED = new ArrayList<>();
        private static final List<String> CHECKED = new ArrayList<>();
        private static Position position = Position.NONE;

        static void clear() {
            BOOKED.clear();
            CHECKED.clear();
            position = Position.NONE;
        }

        @Override
        public Position position() {
            return position;
        }

        @Override
        public void book(Payment payment, Position at) {
            BOOKED.add(payment.id());
            position = at;
        }

        @Override
        public void checkAgainstTheBank(String reason) {
            CHECKED.add(reason);
        }
    }

    @BeforeEach
    void begin() {
        Database.clear();
    }

    private void show(Position position, Order order) {
        shown.add(order.id() + (position.offset() > 0 ? " stands" : ""));
    }

    @Test
    void historyIsKeptAndRead() {
        try (InProcessServer running = InProcessServer.start(new Setup().beans(Chat.class))) {
            BayeuxServer server = running.bayeux();
            server.createChannel("/orders/*").history(new HistoryPolicy(100, Duration.ofMinutes(10)));
            server.createChannel("/orders/42").publish(null, new Order(7, 1));
            server.createChannel("/chat/demo").publish(null, "hello");

            ChannelHistory history = server.createChannel("/orders/42").history();
            history.last(10, Order.class)
                    .thenAccept(slice -> slice.entries().forEach(entry -> show(entry.position(), entry.data())));
            history.clear();

            assertThat(shown).containsExactly("7 stands");
            assertThat(server.createChannel("/chat/demo").history().last(5, String.class))
                    .isCompletedWithValueMatching(slice -> slice.entries().size() == 1);
        }
    }

    @Test
    void consumerGoesOnWhereItHasStopped() {
        try (InProcessServer server = InProcessServer.start(new Setup().beans(Bookkeeper.class, Database.class))) {
            ServerChannel payments = server.bayeux().createChannel("/payments");
            payments.publish(null, new Payment("a", 100));
            Bookkeeper bookkeeper = server.bean(Bookkeeper.class);
            bookkeeper.end();
            payments.publish(null, new Payment("b", 200));
            assertThat(Database.BOOKED).containsExactly("a");
            bookkeeper.begin(payments);
            payments.publish(null, new Payment("c", 300));
            assertThat(Database.BOOKED).containsExactly("a", "b", "c");
            assertThat(Database.CHECKED).isEmpty();
        }
    }

    @Test
    void consumerIsToldThatTheServerHasForgottenWhatFollowedItsPosition() {
        for (String id : List.of("a", "b")) {
            try (InProcessServer server = InProcessServer.start(new Setup().beans(Bookkeeper.class, Database.class))) {
                server.bayeux().createChannel("/payments").publish(null, new Payment(id, 100));
            }
        }
        assertThat(Database.BOOKED).containsExactly("a", "b");
        assertThat(Database.CHECKED).containsExactly("void");
    }

    @Test
    void membersAreShownNamedAndToldOf() {
        Setup setup = new Setup().beans(Rooms.class, Policy.class, Doorbell.class);
        try (InProcessServer running = InProcessServer.start(setup)) {
            BayeuxServer server = running.bayeux();
            TestClient watcher = running.client().connected().subscribe("/doors", "/presence/chat/42");
            TestClient ann =
                    running.client(Visitor.named("ann@example.com")).connected().subscribe("/chat/42");
            ServerSession session = ann.session().orElseThrow();

            session.presenceInfo(Map.of("name", "Ann", "away", true));

            assertThat(running.client().handshake().<List<String>>call("rooms/42", null, List.class))
                    .containsExactly("ann");
            List<Member> members = server.createChannel("/chat/42").presence().members();
            assertThat(members).hasSize(1);
            running.advance(Duration.ofMillis(50));
            ann.disconnect();
            running.advance(Duration.ofMillis(50));
            assertThat(watcher.dataOn("/doors")).containsExactly("\"ann came to /chat/42\"", "\"ann left /chat/42\"");
        }
    }

    @Test
    void membersAreShownByCode() {
        try (InProcessServer running = InProcessServer.start(new Setup())) {
            BayeuxServer server = running.bayeux();
            server.createChannel("/chat/*").presence(true);
            server.createChannel("/chat/secret").presence(false);

            TestClient watcher = running.client().connected();
            assertThat(watcher.ask("{'channel':'/meta/subscribe','clientId':'$','subscription':'/presence/chat/secret'}"
                            .replace('\'', '"')))
                    .anyMatch(reply -> reply.contains("403:denied_by_presence:subscribe_denied"));
            watcher.subscribe("/presence/chat/open");
        }
    }
}
