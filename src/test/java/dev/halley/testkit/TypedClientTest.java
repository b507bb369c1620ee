package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.config.ConfigException;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.RemoteCallException;
import dev.halley.service.Service;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@HalleyTest(services = TypedClientTest.Shop.class)
class TypedClientTest {

    public record Order(String article, int amount) {}

    public record Receipt(List<Order> orders) {}

    @Service
    public static class Shop {
        @RemoteCall("order")
        public Receipt order(Order order) {
            return new Receipt(List.of(order));
        }

        @RemoteCall("nothing")
        public void nothing() {}

        @RemoteCall("refuse")
        public void refuse() {
            throw new RemoteCallException(Map.of("code", 7));
        }

        @Listener("/orders")
        public boolean some(Order order) {
            return order.amount() > 0;
        }
    }

    @Test
    void aCallTakesAndGivesValues(TestClient ann) {
        ann.handshake();

        Receipt receipt = ann.call("order", new Order("tea", 2), Receipt.class);
        Object nothing = ann.call("nothing", null, Object.class);

        assertThat(receipt.orders()).containsExactly(new Order("tea", 2));
        assertThat(nothing).isNull();
    }

    @Test
    void aCallThatFailsShowsItsAnswer(TestClient ann) {
        ann.handshake();

        assertThatThrownBy(() -> ann.call("refuse", 1, Object.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("The call of refuse failed: ")
                .hasMessageContaining("{\"code\":7}");
        assertThatThrownBy(() -> ann.call("order", Map.of("amount", 5.7), Receipt.class))
                .hasMessageContaining("400:data:field_invalid");
    }

    @Test
    void eventsAndMessagesAreHadAsValues(TestClient ann, TestClient bob) {
        ann.connected().subscribe("/orders");
        bob.handshake()
                .publishValue("/orders", new Order("tea", 2))
                .publishValue("/orders", new Order("none", 0))
                .publishValue("/orders", Map.of("article", "milk", "amount", 1));

        assertThat(bob.messages())
                .extracting(message -> message.getBoolean("successful"))
                .containsExactly(true, false, true);
        List<Order> orders = ann.dataOn("/orders", Order.class);
        assertThat(orders).containsExactly(new Order("tea", 2), new Order("milk", 1));
    }

    @Test
    void aSettingThatNobodyKnowsFailsTheStart() {
        assertThatThrownBy(() -> InProcessServer.start(new Setup().setting("timeouts", "5")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("timeouts")
                .hasMessageContaining("timeout");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extensions | ack | Setup.extension(…) adds one",
                "services | a.B | Setup.service(…), or @HalleyTest(services = …), adds one",
                "filters | /WEB-INF/filters.json | Setup.filter(…) adds one",
                "transports | a.B | clients of the test need none",
                "bayeuxServerContextAttributeName | a | there is no servlet context",
                "logLevel | 2 | the test sets its own loggers",
            })
    void aSettingThatMeansNothingHereFailsTheStart(String name, String value, String instead) {
        assertThatThrownBy(() -> InProcessServer.start(new Setup().setting(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The setting '" + name + "' has no effect on a server under test: " + instead + ".");
    }
}
