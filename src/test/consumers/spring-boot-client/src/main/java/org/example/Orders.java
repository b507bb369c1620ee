package org.example;

import dev.halley.client.BayeuxClient;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

@Component
public class Orders {

    public record Order(String article, int quantity) {}

    private final BayeuxClient client;

    Orders(BayeuxClient client) {
        this.client = client;
    }

    /** All beans are there: from the moment of the connection on, messages come. */
    @EventListener(ApplicationReadyEvent.class)
    void connect() {
        client.subscribe("/orders/new", Order.class, this::packed)
                .thenRun(() -> client.publish("/orders/packer", "ready"));
        client.connect();
    }

    private void packed(Order order) {
        client.publish("/orders/packed", order.quantity() + " × " + order.article());
    }
}
