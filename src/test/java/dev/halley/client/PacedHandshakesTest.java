package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that lets so many in a second: those beyond come again, and to their applications nothing has failed. */
class PacedHandshakesTest {

    private static final Duration MILLI = Duration.ofMillis(1);

    @Test
    void isTriedAgainAfterTheIntervalItselfAndIsNoFailure() {
        List<Throwable> failures = new ArrayList<>();
        Talk talk = new Talk(builder -> builder.listener(failures(failures)));
        CompletableFuture<Void> connected = talk.client.connect();
        for (int i = 0; i < 3; i++) {
            talk.answer("/meta/handshake", reply -> paced(reply, 1_500));
            talk.advance(Duration.ofMillis(1_499));
            talk.expect();
            talk.advance(MILLI);
        }
        assertThat(connected).isNotDone();
        assertThat(talk.client.state()).isEqualTo(ClientState.HANDSHAKING);
        talk.acceptHandshake("one");
        talk.answer(Talk.CONNECT);
        assertThat(connected).isCompleted();
        assertThat(failures).isEmpty();
    }

    @Test
    void anyOtherRefusalThatMayPassIsAFailure() {
        List<Throwable> failures = new ArrayList<>();
        Talk talk = new Talk(builder -> builder.listener(failures(failures)));
        talk.client.connect();
        talk.answer("/meta/handshake", reply -> paced(reply, 1_500)
                .with("error", "403:max_sessions_per_address:handshake_denied"));
        assertThat(failures).hasSize(1);
    }

    @Test
    void allGetInWhenTheyComeAtOnceToAServerThatPaces() throws Exception {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<BayeuxClient> clients = new ArrayList<>();
        try (HalleyServer server = HalleyServer.start("maxHandshakesPerSecond", "20")) {
            List<CompletableFuture<Void>> connected = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                BayeuxClient client = BayeuxClient.builder(server.uri())
                        .listener(failures(failures))
                        .build();
                clients.add(client);
                connected.add(client.connect());
            }
            CompletableFuture.allOf(connected.toArray(CompletableFuture<?>[]::new))
                    .get(30, TimeUnit.SECONDS);
            assertThat(failures).isEmpty();
        } finally {
            clients.forEach(BayeuxClient::close);
        }
    }

    private static Message paced(Message reply, long interval) {
        return reply.with("successful", false)
                .with("error", "503:max_handshakes_per_second:handshake_denied")
                .with("advice", Map.of("reconnect", "retry", "interval", interval));
    }

    private static ClientListener failures(List<Throwable> failures) {
        return new ClientListener() {
            @Override
            public void failed(Throwable cause) {
                failures.add(cause);
            }
        };
    }
}
