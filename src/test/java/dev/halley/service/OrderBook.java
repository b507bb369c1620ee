package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.HistoryEntry;
import dev.halley.api.Position;
import dev.halley.api.ServerChannel;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Books the orders of a shop, each once, whatever comes in between. docs/history.md shows it. */
@Service("orders")
public class OrderBook {

    public record Order(int id, int pieces) {}

    /** Where results are kept, and with them, in one transaction, up to where they go. */
    public interface Ledger {

        /** @return {@link Position#NONE} before the first */
        Position position();

        void book(Order order, Position position);
    }

    private final BayeuxServer server;
    private final Ledger ledger;

    public OrderBook(BayeuxServer server, Ledger ledger) {
        this.server = server;
        this.ledger = ledger;
    }

    @Configure("/orders")
    @KeepHistory(messages = 10_000, seconds = 86_400)
    public void begin(ServerChannel orders) {
        orders.history().consume(ledger.position(), Order.class, entry -> ledger.book(entry.data(), entry.position()));
    }

    /** After the transaction of the order has been committed; repeated as often as that takes. */
    public CompletionStage<Position> placed(Order order) {
        return server.createChannel("/orders").publishAsync(null, order, "order-" + order.id());
    }

    @RemoteCall("orders/last")
    public CompletionStage<List<Order>> last(int count) {
        return server.createChannel("/orders")
                .history()
                .last(count, Order.class)
                .thenApply(slice ->
                        slice.entries().stream().map(HistoryEntry::data).toList());
    }
}
