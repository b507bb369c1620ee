package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.interop.CometdClient.Kind;
import dev.halley.testing.FreePorts;
import dev.halley.war.RunningWar;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cometd.bayeux.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CometD's Java client uses Halley as it uses CometD's server, over both its transports. */
@ExtendWith(SharedServer.class)
class CometdJavaClientIT {

    private static final String UNICODE = "Grüße, 世界, 🚀\u2028\u2029 \"quoted\" \\ </script> \u0001";

    @ParameterizedTest
    @EnumSource
    void shakesHands(Kind kind, URI halley) throws Exception {
        try (var client = CometdClient.connect(kind, halley)) {
            assertThat(client.bayeux().getId()).matches("[A-Za-z0-9]{20,}");
            assertThat(client.bayeux().getTransport().getName()).isEqualTo(kind.transportName());
        }
    }

    @ParameterizedTest
    @EnumSource
    void hearsItselfAndOthersInOrderAndUnchanged(Kind kind, URI halley) throws Exception {
        String room = room(kind, "talk");
        try (var alice = CometdClient.connect(kind, halley);
                var bob = CometdClient.connect(kind, halley)) {
            alice.subscribe(room);
            bob.subscribe(room);
            List<Object> said = List.of(
                    UNICODE,
                    Map.of("nested", Map.of("list", List.of(1L, 2.5, true, Map.of())), "text", UNICODE),
                    9007199254740993L,
                    false);
            for (Object data : said) {
                assertThat(alice.publish(room, data).isSuccessful()).isTrue();
            }
            assertThat(bob.hears(room, said.size())).isEqualTo(said);
            assertThat(alice.hears(room, said.size())).isEqualTo(said);
            bob.publish(room, "and back");
            assertThat(alice.hears(room, 1)).containsExactly("and back");
        }
    }

    @ParameterizedTest
    @EnumSource
    void hearsAtOnceWhileItWaitsAgainAndAgain(Kind kind, URI halley) throws Exception {
        String room = room(kind, "pingpong");
        try (var alice = CometdClient.connect(kind, halley);
                var bob = CometdClient.connect(kind, halley)) {
            alice.subscribe(room + "/ping");
            bob.subscribe(room + "/pong");
            for (long round = 1; round <= 20; round++) {
                bob.publish(room + "/ping", round);
                assertThat(alice.hears(room + "/ping", 1)).containsExactly(round);
                alice.publish(room + "/pong", round);
                assertThat(bob.hears(room + "/pong", 1)).containsExactly(round);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesABatchInOrder(Kind kind, URI halley) throws Exception {
        String room = room(kind, "batch");
        List<Object> numbers =
                List.copyOf(IntStream.range(0, 50).mapToObj(Long::valueOf).toList());
        try (var alice = CometdClient.connect(kind, halley);
                var bob = CometdClient.connect(kind, halley)) {
            bob.subscribe(room);
            alice.bayeux().batch(() -> {
                alice.subscribeLater(room);
                numbers.forEach(number -> alice.bayeux().getChannel(room).publish(number));
            });
            assertThat(bob.hears(room, numbers.size())).isEqualTo(numbers);
            assertThat(alice.hears(room, numbers.size())).isEqualTo(numbers);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hearsNoMoreWhenItHasUnsubscribed(Kind kind, URI halley) throws Exception {
        String room = room(kind, "leave");
        try (var alice = CometdClient.connect(kind, halley);
                var bob = CometdClient.connect(kind, halley)) {
            alice.subscribe(room);
            alice.subscribe(room + "/end");
            bob.publish(room, "one");
            assertThat(alice.hears(room, 1)).containsExactly("one");
            alice.unsubscribe(room);
            bob.publish(room, "two");
            bob.publish(room + "/end", "end");
            assertThat(alice.hears(room + "/end", 1)).containsExactly("end");
            assertThat(alice.heard(room)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void callsTheServer(Kind kind, URI halley) throws Exception {
        try (var client = CometdClient.connect(kind, halley)) {
            Message answer = client.call("/echo", Map.of("text", UNICODE, "none", List.of()));
            assertThat(answer.isSuccessful()).isTrue();
            assertThat(CometdClient.withLists(answer.getData())).isEqualTo(Map.of("text", UNICODE, "none", List.of()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isToldWhatIsRefused(Kind kind, URI halley) throws Exception {
        try (var client = CometdClient.connect(kind, halley)) {
            Message refused = client.publish("/interop/*", "everywhere");
            assertThat(refused.isSuccessful()).isFalse();
            assertThat(refused).containsEntry(Message.ERROR_FIELD, "405::channel_invalid");
            assertThat(client.publish("/interop/somewhere", "here").isSuccessful())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void disconnects(Kind kind, URI halley) throws Exception {
        try (var client = CometdClient.connect(kind, halley)) {
            assertThat(client.disconnect()).isTrue();
            assertThat(client.bayeux().isDisconnected()).isTrue();
        }
    }

    /** It wants both transports and finds the one that works: the upgrade is refused here. */
    @Test
    void fallsBackToLongPolling() throws Exception {
        try (var war = RunningWar.run(
                        RunningWar.builtWar(),
                        List.of("-Dhalley.allowedTransports=long-polling"),
                        List.of("--port", "0"));
                var client = CometdClient.connect(Kind.BOTH, CometdClient.byNumber(war.address()))) {
            assertThat(client.bayeux().getTransport().getName()).isEqualTo("long-polling");
            client.subscribe("/interop/fallback");
            client.publish("/interop/fallback", "hello");
            assertThat(client.hears("/interop/fallback", 1)).containsExactly("hello");
        }
    }

    /** All kinds at once: what takes its time are the clients' own pauses. */
    @Test
    void clientsOfAllKindsComeBackByThemselvesWhenTheServerDoes() throws Exception {
        List<CometdClient> clients = new ArrayList<>();
        try {
            String port = Integer.toString(FreePorts.one());
            URI halley;
            try (var first = RunningWar.run("--port", port)) {
                halley = CometdClient.byNumber(first.address());
                for (Kind kind : Kind.values()) {
                    CometdClient client = CometdClient.connect(kind, halley);
                    clients.add(client);
                    client.subscribe(room(kind, "restart"));
                }
                first.terminate();
                first.exitCode();
            }
            try (var second = RunningWar.run("--port", port)) {
                assertThat(second.address()).hasPort(halley.getPort());
                for (Kind kind : Kind.values()) {
                    CometdClient client = clients.get(kind.ordinal());
                    client.awaitHandshakes(2);
                    // An application subscribes again in its listener for handshakes; here that is enough.
                    client.subscribe(room(kind, "restart"));
                    client.publish(room(kind, "restart"), "after");
                    assertThat(client.hears(room(kind, "restart"), 1))
                            .as(kind.name())
                            .containsExactly("after");
                }
            }
        } finally {
            clients.forEach(CometdClient::close);
        }
    }

    private static String room(Kind kind, String purpose) {
        return "/interop/java/" + kind.name() + "/" + purpose;
    }
}
