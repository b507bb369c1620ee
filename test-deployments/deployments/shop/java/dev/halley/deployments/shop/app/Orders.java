package dev.halley.deployments.shop.app;

import dev.halley.api.ServerSession;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Takes orders, and lets in who works here.
 *
 * <p>Thread-safety: immutable.
 */
@Service("orders")
@ApplicationScoped
public class Orders {

    static final String STAFF = "staff";

    private static final int CENTS_EACH = 250;

    /** What a customer wants. */
    public record Order(String article, int quantity) {}

    /** What a customer gets. */
    public record Receipt(String article, int cents) {}

    /** @return what it costs */
    @RemoteCall("order/{shop}")
    public Receipt order(Order order) {
        return new Receipt(order.article(), order.quantity() * CENTS_EACH);
    }

    /** From now on the caller works here. */
    @RemoteCall("enter")
    public void enter(ServerSession caller) {
        caller.attribute(STAFF, true);
    }
}
