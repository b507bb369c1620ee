package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cdi.OnForward;
import dev.halley.cdi.OortName;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the documents show of nodes, forwarded work and the primary is what runs here. */
public class OortDocumentTest {

    private final List<String> log = new ArrayList<>();

    public record Order(String id, int amount) {}

    @ApplicationScoped
    public static class Orders {

        @Inject
        @OortName("orders")
        private OortService<Order, String> orders;

        @OnForward("orders")
        public String take(Order order, OortNode caller) {
            return order.id() + " for " + caller.name();
        }

        public CompletionStage<String> send(OortNode owner, Order order) {
            return orders.forward(owner, order);
        }
    }

    public record Room(String topic, int seats) {}

    @ApplicationScoped
    public static class Lobby {

        @Inject
        @OortName("rooms")
        private OortMap<String, Room> rooms;

        public void open(String name) {
            rooms.put(name, new Room("talk", 4));
        }
    }

    @Test
    void listenersAreTold() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            Oort oort = cluster.server(1).oort();
            oort.addListener(new OortListener() {
                @Override
                public void joined(OortNode node) {
                    log.add(node.name() + " has joined");
                }

                @Override
                public void left(OortNode node) {
                    log.add(node.name() + " has left");
                }
            });
            oort.primary().addListener(new OortPrimaryListener() {
                @Override
                public void gained() {
                    log.add("writes");
                }

                @Override
                public void lost() {
                    log.add("writes no more");
                }
            });
            cluster.join(new Setup());
            cluster.stop(cluster.server(0));
        }
        assertThat(log).containsExactly("n3 has joined", "writes", "n1 has left", "writes no more");
    }

    @Test
    void workIsForwarded() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            cluster.servers().forEach(server -> handle(server.oort()));
            Oort oort = cluster.server(0).oort();
            OortNode owner = cluster.server(1).oort().self();
            OortService<Order, String> orders = oort.service("orders", Order.class, String.class);
            CompletionStage<String> one = orders.forward(owner, new Order("a", 2));
            CompletionStage<String> primary = orders.forwardToPrimary(new Order("a", 2));
            CompletionStage<OortResults<String>> all = orders.forwardAll(new Order("a", 2));
            assertThat(one.toCompletableFuture()).isCompletedWithValue("taken: a");
            assertThat(primary.toCompletableFuture()).isCompletedWithValue("taken: a");
            assertThat(all.toCompletableFuture().join().results()).hasSize(2);
            assertThat(orders.forward(owner, new Order("a", 0)).toCompletableFuture())
                    .isCompletedExceptionally();
        }
    }

    private static void handle(Oort oort) {
        OortService<Order, String> orders = oort.service("orders", Order.class, String.class);
        orders.onForward((order, caller) -> {
            if (order.amount() == 0) {
                throw new OortServiceException("An order has an amount.");
            }
            return "taken: " + order.id();
        });
    }

    @Test
    void beansForward() {
        try (TestCluster cluster = TestCluster.start(2, () -> new Setup().beans(Orders.class))) {
            OortNode owner = cluster.server(1).oort().self();
            assertThat(cluster.server(0)
                            .bean(Orders.class)
                            .send(owner, new Order("a", 1))
                            .toCompletableFuture())
                    .isCompletedWithValue("a for n1");
        }
    }

    @Test
    void numbersAreKept() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            Oort oort = server.oort();
            OortPrimaryLong ids = oort.primaryLong("ids");
            CompletionStage<Long> next = ids.addAndGet(1);
            assertThat(next.toCompletableFuture()).isCompletedWithValue(1L);
        }
    }

    @Test
    void nodesShareByName() {
        try (TestCluster cluster = TestCluster.start(2, () -> new Setup().beans(Lobby.class))) {
            Oort oort = cluster.server(0).oort();
            OortObject<Room> biggest = oort.object("biggest", Room.class);
            biggest.set(new Room("talk", 40));
            int seats = biggest.merged(all -> all.stream().mapToInt(Room::seats).sum());

            OortMap<String, Room> rooms = oort.map("rooms", String.class, Room.class);
            rooms.put("a", new Room("talk", 4)).seen().thenRun(() -> log.add("all nodes know room a"));
            Map<OortNode, Room> found = rooms.find("a");

            OortList<String> banned = oort.list("banned", String.class);
            banned.add("mallory");

            OortLong players = oort.number("players");
            players.addAndGet(2);

            assertThat(seats).isEqualTo(40);
            assertThat(found).containsOnlyKeys(oort.self());
            Oort other = cluster.server(1).oort();
            assertThat(other.list("banned", String.class).isPresent("mallory")).isTrue();
            assertThat(other.number("players").sum()).isEqualTo(2);

            rooms.addListener(new OortMap.Listener<>() {
                @Override
                public void put(OortNode node, String key, @Nullable Room old, Room value) {
                    log.add(node.name() + " has room " + key);
                }

                @Override
                public void removed(OortNode node, String key, Room old) {
                    log.add(node.name() + " has room " + key + " no more");
                }
            });
            cluster.server(1).bean(Lobby.class).open("b");
            cluster.stop(cluster.server(1));
        }
        assertThat(log)
                .containsExactly("all nodes know room a", "n1 has room a", "n2 has room b", "n2 has room b no more");
    }

    // For those who come from CometD

    @Test
    void whatCometdDoesIsDone() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            Oort oort = cluster.server(0).oort();
            OortNode owner = cluster.server(1).oort().self();
            cluster.server(1)
                    .oort()
                    .service("rename", String.class, Boolean.class)
                    .onForward((name, caller) -> !name.isEmpty());

            OortService<String, Boolean> rename = oort.service("rename", String.class, Boolean.class);
            rename.forward(owner, "Jo").whenComplete((renamed, failure) -> {
                if (failure == null) {
                    log.add("renamed: " + renamed);
                } else {
                    log.add("not renamed: " + failure.getMessage());
                }
            });

            OortService<String, Long> tickets = oort.service("tickets", String.class, Long.class);
            tickets.onForward((buyer, caller) -> 7L);
            tickets.forwardToPrimary("Jo").thenAccept(ticket -> log.add("ticket " + ticket));

            OortPrimaryLong number = oort.primaryLong("tickets");
            number.getAndAdd(1).thenAccept(value -> log.add("number " + value));

            List<String> nodes = oort.members().stream().map(OortNode::name).toList();
            log.add(String.join(" ", nodes));
        }
        assertThat(log).containsExactly("renamed: true", "ticket 7", "number 0", "n1 n2");
    }
}
