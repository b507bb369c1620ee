package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import dev.halley.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;

/** The whole server, and what raw requests to it have in common. */
abstract class HttpProtocolFixture {

    static final Pattern CLIENT_ID = Pattern.compile("\"clientId\":\"(\\w+)\"");
    static final String HANDSHAKE = """
            [{"channel":"/meta/handshake","id":"1","version":"1.0","supportedConnectionTypes":["long-polling"]}]""";
    static final String NOTHING = "";

    final List<AutoCloseable> open = new ArrayList<>();
    TestServer server = start();

    TestServer start(String... settings) {
        TestServer started = TestServer.start(settings);
        open.add(0, started);
        return started;
    }

    void restart(String... settings) {
        server.close();
        server = start(settings);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    /** A session, and the cookie of its browser. */
    record Client(String id, String cookie) {

        String message(String channel, String messageId, String more) {
            return "{\"channel\":\"%s\",\"id\":\"%s\",\"clientId\":\"%s\"%s}".formatted(channel, messageId, id, more);
        }

        String connect(String messageId) {
            return "[" + message("/meta/connect", messageId, ",\"connectionType\":\"long-polling\"") + "]";
        }
    }

    RawHttp connection() {
        RawHttp http = server.connect();
        open.add(http);
        return http;
    }

    Response post(String body, String cookie) {
        try (RawHttp http = server.connect()) {
            return write(http, body, cookie).read();
        }
    }

    static RawHttp write(RawHttp http, String body, String cookie) {
        return cookie.isEmpty()
                ? http.post("/cometd", body)
                : http.post("/cometd", body, "Cookie: BAYEUX_BROWSER=" + cookie);
    }

    Client handshaken() {
        return handshaken(NOTHING);
    }

    /** @param browser the cookie of a browser that has another session already, or nothing */
    Client handshaken(String browser) {
        Response response = post(HANDSHAKE, browser);
        String cookie = browser.isEmpty() ? cookieOf(response) : browser;
        return new Client(clientIdOf(response), cookie);
    }

    /** @param handshake the answer to it, in a browser that was new */
    static Client clientOf(Response handshake) {
        return new Client(clientIdOf(handshake), cookieOf(handshake));
    }

    Client connected() {
        Client client = handshaken();
        post(client.connect("2"), client.cookie());
        return client;
    }

    Client subscribed(String channel) {
        Client client = connected();
        post(
                "[" + client.message("/meta/subscribe", "s", ",\"subscription\":\"" + channel + "\"") + "]",
                client.cookie());
        return client;
    }

    /** Begins a connect that the server holds. */
    RawHttp held(Client client, String id) {
        int before = server.events().of(client.id(), "held").size();
        long scheduled = server.time().scheduled();
        RawHttp http = write(connection(), client.connect(id), client.cookie());
        server.events().await(client.id(), "held", before + 1);
        server.time().awaitScheduled(scheduled + 1);
        return http;
    }

    static String clientIdOf(Response response) {
        Matcher matcher = CLIENT_ID.matcher(response.body());
        assertThat(matcher.find()).as(response.body()).isTrue();
        return matcher.group(1);
    }

    static String cookieOf(Response response) {
        String set = String.valueOf(response.header("Set-Cookie"));
        return set.substring(set.indexOf('=') + 1, set.indexOf(';'));
    }
}
