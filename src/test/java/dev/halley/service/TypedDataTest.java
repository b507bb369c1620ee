package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerSession;
import dev.halley.operation.Counter;
import dev.halley.operation.CountingEvents;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedDataTest {

    private static final List<Object> SEEN = new CopyOnWriteArrayList<>();

    private final CountingEvents counts = new CountingEvents();
    private final InProcessServer server = InProcessServer.start(new Setup().service(new Typed()), counts);
    private final TestClient client = server.client().handshake();

    @AfterEach
    void stop() {
        server.close();
        SEEN.clear();
    }

    public record Order(int amount, long total, double price, boolean gift) {}

    public record Line(@Nullable String article) {}

    public static class Typed {
        @RemoteCall("int")
        public int ofInt(int number) {
            return number;
        }

        @RemoteCall("long")
        public long ofLong(Long number) {
            return number;
        }

        @RemoteCall("double")
        public double ofDouble(double number) {
            return number;
        }

        @RemoteCall("boolean")
        public boolean ofBoolean(boolean value) {
            return value;
        }

        @RemoteCall("order")
        public Order ofOrder(Order order) {
            return order;
        }

        @RemoteCall("orders")
        public int ofOrders(List<Order> orders) {
            return orders.get(0).amount();
        }

        @RemoteCall("valid")
        public String valid(@Valid Line line) {
            return "line";
        }

        @RemoteCall("sized")
        public String sized(@Size(max = 3) String text) {
            return text;
        }

        @RemoteCall("told")
        public String told(@Valid @NotNull(message = "must be a line") Line line) {
            return "line";
        }

        @RemoteCall("nullable")
        public String nullable(@Valid @Nullable Line line) {
            return line == null ? "nothing" : "line";
        }

        @Listener("/listened")
        public void listened(int number) {
            SEEN.add(number);
        }

        @Subscription("/subscribed")
        public void subscribed(int number) {
            SEEN.add(number);
        }

        @Listener("/fails")
        public void fails() {
            throw new IllegalStateException("no");
        }

        @RemoteCall("fails/{name}")
        public void failsToo() {
            throw new IllegalStateException("no");
        }

        @Subscription("/failsLater")
        public void failsLater() {
            throw new IllegalStateException("no");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | 5 | 5",
                "int | 5.0 | 5",
                "int | 2147483647 | 2147483647",
                "int | -2147483648 | -2147483648",
                "long | 9223372036854775807 | 9223372036854775807",
                "double | 5 | 5.0",
                "boolean | true | true",
                "orders | [{\"amount\":7}] | 7",
                "order | {\"amount\":1,\"total\":99999999999,\"price\":0.5} | "
                        + "{\"amount\":1,\"gift\":false,\"price\":0.5,\"total\":99999999999}",
            })
    void aNumberThatFitsArrivesAsItIs(String target, String data, String answer) {
        assertThat(client.call(target, data)).contains("\"data\":" + answer, "\"successful\":true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | 99999999999",
                "int | 2147483648",
                "int | 5.7",
                "int | 1e400",
                "int | 1e999999999",
                "int | null",
                "int | {}",
                "int | \"five\"",
                "long | 9223372036854775808",
                "long | 0.5",
                "double | 1e400",
                "order | {\"amount\":99999999999}",
                "order | {\"amount\":5.7}",
                "order | {\"total\":5.7}",
                "orders | [{\"amount\":2147483648}]",
            })
    void dataThatIsNotWhatTheParameterSaysIsRefusedAndCountedAndNoFailure(String target, String data) {
        assertThat(client.call(target, data))
                .contains("\"successful\":false", "\"violations\":{\"data\":", "\"error\":\"400:data:field_invalid\"");
        assertThat(counts.value(Counter.UNFIT_DATA)).isEqualTo(1);
        assertThat(counts.value(Counter.USER_CODE_FAILURES)).isZero();
        assertThat(server.events().named("unfitData"))
                .singleElement()
                .asString()
                .contains("/service/" + target, "of the service " + Typed.class.getName());
    }

    @ParameterizedTest
    @CsvSource({"valid,must not be null", "sized,must not be null", "told,must be a line"})
    void nullIsNotValidWhereSomethingIsValidated(String target, String violation) {
        assertThat(client.call(target, "null"))
                .contains("\"successful\":false", "{\"violations\":{\"data\":\"" + violation + "\"}}");
    }

    @Test
    void nullIsValidWhereTheParameterSaysSo() {
        assertThat(client.call("nullable", "null")).contains("\"data\":\"nothing\"");
        assertThat(client.call("nullable", "{}")).contains("\"data\":\"line\"");
    }

    @Test
    void aListenerRefusesWhatDoesNotFit() {
        assertThat(client.publish("/listened", "5.7").received())
                .singleElement()
                .asString()
                .contains("\"error\":\"400:data:field_invalid\"");
        client.publish("/listened", "5");

        assertThat(SEEN).containsExactly(5);
        assertThat(counts.value(Counter.UNFIT_DATA)).isEqualTo(1);
    }

    @Test
    void aSubscriptionLeavesOutWhatDoesNotFit() {
        assertThat(client.publish("/subscribed", "99999999999").received().get(0))
                .contains("\"successful\":true");
        client.publish("/subscribed", "null");
        client.publish("/subscribed", "5");

        assertThat(SEEN).containsExactly(5);
        assertThat(counts.value(Counter.UNFIT_DATA)).isEqualTo(2);
        assertThat(server.takeFailures()).isEmpty();
    }

    @Test
    void aMethodThatIsBoundByNameRefusesWhatDoesNotFit() {
        new Named(server.bayeux());

        assertThat(client.publish("/named", "\"five\"").received().get(0)).contains("400:data:field_invalid");
        client.publish("/named", "{\"amount\":5}");

        assertThat(SEEN).containsExactly(5);
        assertThat(server.events().named("unfitData"))
                .singleElement()
                .asString()
                .contains("/named", "method named");
    }

    public static class Named extends BayeuxService {

        Named(BayeuxServer server) {
            super(server, "named");
            subscribe("/named", "named");
            subscribe("/namedFails", "fails");
        }

        public void named(@Nullable ServerSession from, Order data) {
            SEEN.add(data.amount());
        }

        public void fails(@Nullable ServerSession from, Object data) {
            throw new IllegalStateException("no");
        }
    }

    @Test
    void aFailureIsToldWithChannelServiceAndMethod() {
        new Named(server.bayeux());

        client.publish("/fails", "1");
        client.call("fails/some", "1");
        client.publish("/failsLater", "1");
        client.publish("/namedFails", "1");

        String typed = " of the service " + Typed.class.getName();
        assertThat(server.events().named("userCodeFailed"))
                .satisfiesExactly(
                        text -> assertThat(text)
                                .contains("The method fails" + typed + "; the message goes on (channel /fails)"),
                        text -> assertThat(text)
                                .contains("The method failsToo" + typed + "; the client was given the error id ")
                                .contains(" (channel /service/fails/some)"),
                        text -> assertThat(text)
                                .contains("The method failsLater" + typed
                                        + "; the message goes on (channel /failsLater)"),
                        text -> assertThat(text)
                                .contains("The method fails of the service " + Named.class.getName()
                                        + "; the message goes on (channel /namedFails)"));
        assertThat(server.takeFailures()).hasSize(4);
    }
}
