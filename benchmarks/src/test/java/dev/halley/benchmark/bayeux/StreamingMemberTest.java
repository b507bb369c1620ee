package dev.halley.benchmark.bayeux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.halley.benchmark.net.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamingMemberTest {

    private static final String CONNECTED = "[{\"channel\":\"/meta/connect\",\"successful\":true}]";

    private final List<String> told = new ArrayList<>();

    private final Member.Listener listener = new Member.Listener() {
        @Override
        public void shaken(Member member) {
            told.add("shaken");
        }

        @Override
        public void ready(Member member) {
            told.add("ready");
            if (stream != null) {
                // The event source is there already.
                say(sevenAsEvent());
            }
        }

        @Override
        public void event(Member member, int stream, int number, long nanos) {
            told.add("event " + number);
            member.disconnect();
        }

        @Override
        public void disconnected(Member member) {
            told.add("disconnected");
        }

        @Override
        public void failed(Member member, String why) {
            told.add("failed: " + why);
        }
    };

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile HttpExchange stream;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/cometd", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        boolean held = body.contains("/meta/connect") && !body.contains("\"timeout\":0");
        String channel = Json.text(body, "channel");
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + channel + (held ? " held" : ""));
        if (accept.equals("text/event-stream") && (held || body.isEmpty())) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream;charset=UTF-8");
            exchange.sendResponseHeaders(200, 0);
            stream = exchange;
            say(": open\n\n");
            if (held) {
                say(sevenAsEvent());
            }
            return;
        }
        if (channel.equals("/meta/disconnect")
                && requests.get(requests.size() - 2).endsWith(" held")) {
            say("data: " + CONNECTED + "\n\n");
            stream.close();
        }
        byte[] reply = ("[{\"channel\":\"" + channel + "\",\"successful\":true,\"clientId\":\"c1\"}]").getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, reply.length);
        exchange.getResponseBody().write(reply);
        exchange.close();
    }

    private static String sevenAsEvent() {
        StringBuilder json = new StringBuilder("data: [{\"channel\":\"/a\",\"data\":");
        new Payload(100).append(json, new Payload.Numbers(0, 7, 5));
        return json.append("}]\n\n").toString();
    }

    private void say(String text) {
        try {
            stream.getResponseBody().write(text.getBytes(UTF_8));
            stream.getResponseBody().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void live(Member.Transport transport) throws IOException {
        try (Loop loop = new Loop()) {
            Member.Setup setup = new Member.Setup(loop, server.getAddress(), "/cometd", new Payload(100), listener);
            Member.of(setup, transport, 0, List.of("/a")).open();
            loop.until(Duration.ofSeconds(20), () -> told.contains("disconnected"));
        }
    }

    @Test
    void memberOnStreamHasItsEventsAsTheAnswerToItsConnect() throws IOException {
        live(Member.Transport.STREAMING);
        assertThat(told).containsExactly("shaken", "ready", "event 7", "disconnected");
        assertThat(requests)
                .containsExactly(
                        "POST /cometd /meta/handshake",
                        "POST /cometd /meta/subscribe",
                        "POST /cometd /meta/connect",
                        "POST /cometd /meta/connect held",
                        "POST /cometd /meta/disconnect");
    }

    @Test
    void memberWithEventSourceOpensItBeforeItSubscribes() throws IOException {
        live(Member.Transport.EVENT_SOURCE);
        assertThat(told).containsExactly("shaken", "ready", "event 7", "disconnected");
        assertThat(requests)
                .containsExactly(
                        "POST /cometd /meta/handshake",
                        "GET /cometd/c1 ",
                        "POST /cometd /meta/subscribe",
                        "POST /cometd /meta/connect",
                        "POST /cometd /meta/disconnect");
    }
}
