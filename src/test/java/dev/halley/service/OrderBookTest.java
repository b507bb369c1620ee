package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Position;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The example of a service that misses no message of a channel with history. */
class OrderBookTest {

    private final InProcessServer plain = InProcessServer.start(new Setup());
    private final Kept ledger = new Kept();

    @AfterEach
    void stop() {
        plain.close();
    }

    private static final class Kept implements OrderBook.Ledger {
        private final List<Integer> booked = new ArrayList<>();
        private Position position = Position.NONE;
        private int failures;

        @Override
        public Position position() {
            return position;
        }

        @Override
        public void book(OrderBook.Order order, Position at) {
            if (failures > 0) {
                failures--;
                throw new IllegalStateException("The database is away.");
            }
            booked.add(order.id());
            position = at;
        }
    }

    private OrderBook register() {
        OrderBook book = new OrderBook(plain.bayeux(), ledger);
        new Services(plain.bayeux()).register(book);
        return book;
    }

    @Test
    void eachOrderIsBookedOnceHoweverOftenItIsPublished() {
        OrderBook book = register();
        book.placed(new OrderBook.Order(1, 5));
        book.placed(new OrderBook.Order(1, 5));
        book.placed(new OrderBook.Order(2, 7));
        assertThat(ledger.booked).containsExactly(1, 2);
    }

    @Test
    void anOrderThatCouldNotBeBookedComesAgain() {
        OrderBook book = register();
        ledger.failures = 1;
        book.placed(new OrderBook.Order(1, 5));
        book.placed(new OrderBook.Order(2, 7));
        assertThat(ledger.booked).isEmpty();
        plain.advance(Duration.ofSeconds(1));
        assertThat(ledger.booked).containsExactly(1, 2);
        assertThat(plain.takeFailures()).hasSize(1);
    }

    @Test
    void clientsAskForTheLastOrders() {
        OrderBook book = register();
        for (int id = 1; id <= 3; id++) {
            book.placed(new OrderBook.Order(id, 1));
        }
        RawClient client = new RawClient(plain);
        client.publish("/service/orders/last", "2");
        assertThat(client.received())
                .anyMatch(text -> text.contains("\"data\":[{\"id\":2,\"pieces\":1},{\"id\":3,\"pieces\":1}]"));
    }
}
