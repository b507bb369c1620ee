package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.RawHttp;
import dev.halley.transport.http.ScriptedGateway.Call;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that ask and do not take the answer, where completing does not block and elsewhere. */
class SlowHttpClientTest {

    private static final int LARGE = 32 << 20;
    private static final Duration SET = Duration.ofMillis(1_000);

    /** Lets so much time pass as it takes until what the network's buffers hold is full, and then the time that is set. */
    private static void passUntilDone(ServletFixture server, Call call) {
        while (!call.completed.isDone()) {
            server.timer.advance(SET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty/12", "another"})
    void clientThatTakesNothingOfAHeldConnectsAnswerLosesItsConnection(String container) throws Exception {
        try (ServletFixture server = ServletFixture.inContainer(
                        container, "sendTimeout", "70000", "long-polling.sendTimeout", "1000");
                RawHttp client = RawHttp.connect(server.jetty.port(), 4_096)) {
            server.gateway.on(call -> {});
            client.post("/cometd/connect", "{\"channel\":\"/a\",\"data\":1}");
            Call held = server.gateway.next();
            held.send(Call.event(LARGE));
            server.timer.advance(SET.minusMillis(1));
            assertThat(held.completed).isNotDone();

            passUntilDone(server, held);

            assertThat(held.completed.get(1, TimeUnit.SECONDS)).isNotNull();
            assertThat(server.failures).singleElement().asString().contains("1000 ms", "'sendTimeout'");
            server.timer.advance(SET.multipliedBy(2));
            assertThat(server.timer.waiting()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty/12", "another"})
    void clientThatTakesNothingOfAnAnswerThatIsThereAtOnceLosesItsConnection(String container) throws Exception {
        try (ServletFixture server = ServletFixture.inContainer(
                        container, "sendTimeout", "70000", "callback-polling.sendTimeout", "1000");
                RawHttp client = RawHttp.connect(server.jetty.port(), 4_096)) {
            server.gateway.on(call -> call.send(Call.event(LARGE)));
            client.bare("GET", "/cometd?jsonp=f&message=%5B%7B%22channel%22%3A%22%2Fa%22%2C%22data%22%3A1%7D%5D");
            Call call = server.gateway.next();

            passUntilDone(server, call);

            assertThat(call.completed.get(1, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"jetty/12, 32", "another, 32", "jetty/12, 65534", "another, 65536", "another, 200000"})
    void clientThatTakesItsAnswerInTimeIsWatchedNoLonger(String container, int size) throws Exception {
        try (ServletFixture server = ServletFixture.inContainer(container);
                RawHttp client = server.connect()) {
            server.gateway.on(call -> call.send(Call.event(size)));
            client.post("/cometd", "{\"channel\":\"/a\",\"data\":1}");
            Call call = server.gateway.next();
            assertThat(client.read().body()).contains("x".repeat(size));
            assertThat(call.completed.get(ScriptedGateway.GENEROUS_SECONDS, TimeUnit.SECONDS))
                    .isNull();
            server.timer.advance(Duration.ofMinutes(5));
            assertThat(server.timer.waiting()).isZero();
            assertThat(server.failures).isEmpty();
            client.post("/cometd", "{\"channel\":\"/a\",\"data\":1}");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void jettyIsToldToCloseTheConnection() {
        try (ServletFixture server = ServletFixture.inContainer("jetty/12", "sendTimeout", "1000");
                RawHttp client = RawHttp.connect(server.jetty.port(), 4_096)) {
            server.gateway.on(call -> call.send(Call.event(LARGE)));
            client.post("/cometd", "{\"channel\":\"/a\",\"data\":1}");
            passUntilDone(server, server.gateway.next());
            client.awaitEnd();
        }
    }

    @Test
    void othersGetTheirAnswersMeanwhile() throws Exception {
        try (ServletFixture server = ServletFixture.inContainer("another")) {
            server.gateway.on(call -> call.send(Call.event(LARGE)));
            Call stuck;
            try (RawHttp slow = RawHttp.connect(server.jetty.port(), 4_096)) {
                slow.post("/cometd", "{\"channel\":\"/a\",\"data\":1}");
                stuck = server.gateway.next();
                server.gateway.on(Call::succeed);
                assertThat(server.post("{\"channel\":\"/a\",\"data\":1}").status())
                        .isEqualTo(200);
                assertThat(stuck.completed).isNotDone();
            }
            // Jetty may wait for ever if it is stopped while a connection closes that is written to.
            assertThat(stuck.completed.get(ScriptedGateway.GENEROUS_SECONDS, TimeUnit.SECONDS))
                    .isNotNull();
        }
    }
}
