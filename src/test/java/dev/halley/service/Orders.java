package dev.halley.service;

import dev.halley.api.ServerSession;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/** Takes orders. docs/services.md shows it. */
@Service("orders")
@ApplicationScoped
public class Orders {

    public record Order(@NotBlank String article, @Min(1) int quantity) {}

    @RemoteCall("orders/{shop}")
    public Receipt order(@Param("shop") String shop, @Valid Order order, ServerSession customer) {
        return book(shop, order, customer);
    }

    @Listener("/orders/**")
    public boolean onlyStaff(ServerSession from) {
        return from.attribute("staff").isPresent();
    }

    public record Receipt(String text, boolean forStaff) {}

    private Receipt book(String shop, Order order, ServerSession customer) {
        return new Receipt(order.quantity() + " " + order.article() + " from " + shop, onlyStaff(customer));
    }
}
