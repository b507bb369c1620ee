package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.testing.RawHttp;
import dev.halley.transport.http.ScriptedGateway.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a server of few threads: whoever held one would starve the others, and the test would not end. */
class ThreadsTest {

    private static final int THREADS = 6;
    private static final String MESSAGE = "{\"channel\":\"/a\",\"data\":1}";

    private final ServletFixture server = ServletFixture.withThreads(THREADS);
    private final List<RawHttp> clients = new ArrayList<>();

    @AfterEach
    void stop() {
        clients.forEach(RawHttp::close);
        server.close();
    }

    private RawHttp client() {
        RawHttp client = server.connect();
        clients.add(client);
        return client;
    }

    @Test
    void aThousandHeldPollsHoldNoThread() {
        server.gateway.on(call -> {});
        List<Call> held = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            client().post("/cometd/connect", MESSAGE);
            held.add(server.gateway.next());
        }
        assertThat(server.jetty.threads()).isLessThanOrEqualTo(THREADS);

        server.gateway.on(Call::succeed);
        assertThat(server.post(MESSAGE).status()).isEqualTo(200);

        held.forEach(Call::succeed);
        for (RawHttp client : clients) {
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void clientsThatDoNotReadHoldNoThread() throws Exception {
        ChannelMessage large = Call.event(9_000_000);
        server.gateway.on(call -> call.send(large));
        List<Call> stuck = new ArrayList<>();
        for (int i = 0; i < 2 * THREADS; i++) {
            client().post("/cometd", MESSAGE);
            stuck.add(server.gateway.next());
        }
        server.gateway.on(Call::succeed);
        assertThat(server.post(MESSAGE).status()).isEqualTo(200);
        assertThat(stuck).allSatisfy(call -> assertThat(call.completed).isNotDone());

        clients.get(0).read();
        assertThat(stuck.get(0).completed.get(20, TimeUnit.SECONDS)).isNull();
        assertThat(Encoded.of(large).length()).isGreaterThan(9_000_000);
    }

    @Test
    void slowBodiesHoldNoThread() {
        for (int i = 0; i < 3 * THREADS; i++) {
            client().write(RawHttp.head("POST", "/cometd", "Content-Length: " + MESSAGE.length()) + "\r\n{");
        }
        assertThat(server.post(MESSAGE).status()).isEqualTo(200);
        server.gateway.next();
        for (RawHttp client : clients) {
            client.write(MESSAGE.substring(1));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void clientsThatOnlyBeginAChunkedBodyHoldNoThread() {
        for (int i = 0; i < 3 * THREADS; i++) {
            client().write(RawHttp.head("POST", "/cometd", "Transfer-Encoding: chunked") + "\r\nff\r\n[");
        }
        assertThat(server.post(MESSAGE).status()).isEqualTo(200);
    }
}
