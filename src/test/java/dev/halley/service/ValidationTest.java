package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ValidationTest {

    private final InProcessServer plain = InProcessServer.start(new Setup());
    private final RawClient client = new RawClient(plain);

    @BeforeEach
    void register() {
        new Services(plain.bayeux()).register(new Orders());
    }

    @AfterEach
    void stop() {
        plain.close();
    }

    public record Line(
            @NotBlank(message = "must say something") String article) {}

    public record Order(
            @Min(value = 1, message = "must be at least 1") @Max(value = 5, message = "must be at most 5") int quantity,

            @Valid @Nullable List<Line> lines) {}

    public static class Orders {
        @RemoteCall("order")
        public String order(@Valid @NotNull(message = "must be there") Order order) {
            return "ordered " + order.quantity();
        }

        @RemoteCall("shop/{name}")
        public String shop(@Param("name") @Size(max = 3, message = "is too long") String name) {
            return name;
        }

        @Listener("/orders")
        public void listen(@Valid Order order) {}
    }

    @Test
    void whatIsValidIsServed() {
        client.publish("/service/order", "{'quantity':1}");
        client.publish("/service/order", "{'quantity':5,'lines':[{'article':'a'}]}");

        assertThat(client.received().get(0)).contains("\"data\":\"ordered 1\"");
        assertThat(client.received().get(2)).contains("\"data\":\"ordered 5\"");
    }

    @Test
    void violationsReachTheClientByTheirPathInTheData() {
        client.publish("/service/order", "{'quantity':6,'lines':[{'article':'a'},{'article':' '}]}");

        assertThat(client.received().get(0))
                .contains("\"successful\":false")
                .contains("\"data\":{\"violations\":{\"lines[1].article\":\"must say something\","
                        + "\"quantity\":\"must be at most 5\"}}")
                .contains("\"error\":\"400:data:field_invalid\"");
    }

    @Test
    void aViolationOfTheWholeIsOneOfData() {
        client.publish("/service/order", "null");

        assertThat(client.received().get(0)).contains("{\"violations\":{\"data\":\"must be there\"}}");
    }

    @Test
    void aViolationOfAVariableHasItsName() {
        client.publish("/service/shop/abc", "null");
        client.publish("/service/shop/abcd", "null");

        assertThat(client.received().get(0)).contains("\"data\":\"abc\"");
        assertThat(client.received().get(2)).contains("{\"violations\":{\"name\":\"is too long\"}}");
    }

    @Test
    void whatAListenerFindsInvalidIsRefused() {
        client.publish("/orders", "{'quantity':0}");
        client.publish("/orders", "{'quantity':2}");

        assertThat(client.received().get(0)).contains("400:data:field_invalid");
        assertThat(client.received().get(1)).contains("\"successful\":true");
    }
}
