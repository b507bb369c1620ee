package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.spi.Transport;
import dev.halley.transport.line.LineClient;
import dev.halley.transport.line.LineTransport;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients use a transport that an application has written by the documented port alone. */
class OwnTransportTest {

    @TempDir
    private Path root;

    private WebApp.Layout layout;

    @BeforeEach
    void layOut() {
        layout = new WebApp.Layout(root);
        Deque<Class<?>> types = new ArrayDeque<>(List.of(LineTransport.class));
        while (!types.isEmpty()) {
            Class<?> type = types.remove();
            layout.with(type);
            types.addAll(List.of(type.getDeclaredClasses()));
        }
    }

    /** One client, with what it has not looked at yet. */
    private static final class Client implements AutoCloseable {

        private final LineClient wire;
        private final Queue<JsonObject> others = new ArrayDeque<>();
        private String session = "";

        Client(WebApp app) throws Exception {
            wire = new LineClient((Integer) app.attribute("lines.port"));
            session = ask("/meta/handshake", "\"version\":\"1.0\",\"supportedConnectionTypes\":[\"lines\"]")
                    .getString("clientId");
            ask("/meta/connect", "\"connectionType\":\"lines\"");
        }

        /** @return the reply */
        JsonObject ask(String channel, String fields) throws Exception {
            wire.send("[{\"channel\":\"%s\",\"id\":\"1\",\"clientId\":\"%s\",%s}]".formatted(channel, session, fields));
            JsonObject next = next();
            while (!next.containsKey("successful")) {
                others.add(next);
                next = next();
            }
            assertThat(next.getBoolean("successful")).as(next.toString()).isTrue();
            return next;
        }

        JsonObject event() throws Exception {
            JsonObject kept = others.poll();
            return kept == null ? next() : kept;
        }

        private JsonObject next() throws Exception {
            return RawJson.parse(wire.next()).value().asJsonObject();
        }

        @Override
        public void close() {
            wire.close();
        }
    }

    private static void assertClientsTalk(WebApp app) throws Exception {
        try (Client ann = new Client(app);
                Client bob = new Client(app)) {
            bob.ask("/meta/subscribe", "\"subscription\":\"/chat\"");
            ann.ask("/chat", "\"data\":\"Hello, Bob\"");
            assertThat(bob.event()).hasToString("{\"channel\":\"/chat\",\"data\":\"Hello, Bob\"}");
            WebApp.Client eve = app.handshake();
            app.post("""
                    [{"channel":"/chat","clientId":"%s","data":"Hello from HTTP"}]""".formatted(eve.id()), eve.cookie());
            assertThat(bob.event().getString("data")).isEqualTo("Hello from HTTP");
        }
    }

    @Test
    void aBeanServesItsClients() throws Exception {
        layout.withCdi();
        try (WebApp app = WebApp.deploy(layout)) {
            assertClientsTalk(app);
        }
    }

    @Test
    void oneThatServiceLoaderFindsServesItsClients() throws Exception {
        layout.write("WEB-INF/classes/META-INF/services/" + Transport.class.getName(), LineTransport.class.getName());
        try (WebApp app = WebApp.deploy(layout)) {
            assertClientsTalk(app);
        }
    }
}
