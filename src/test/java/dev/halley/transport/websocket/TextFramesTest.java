package dev.halley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.launcher.LaunchedJetty;
import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames whose bytes are there already. */
class TextFramesTest {

    private static final int SUBSCRIBERS = 20;

    /** What was sent, by the arrays that hold it. */
    private final ConcurrentLinkedQueue<byte[]> sent = new ConcurrentLinkedQueue<>();

    /** @return the launcher's, which notes what goes through it */
    @SuppressWarnings("unchecked")
    private JettyHost noting() {
        JettyHost jetty = LaunchedJetty.takingBytes();
        var launchers = (Function<Object, BiConsumer<ByteBuffer, Consumer<Throwable>>>)
                jetty.context().getAttribute(TextFrames.ATTRIBUTE);
        Function<Object, BiConsumer<ByteBuffer, Consumer<Throwable>>> noting = session -> {
            BiConsumer<ByteBuffer, Consumer<Throwable>> sender = launchers.apply(session);
            return (utf8, done) -> {
                sent.add(utf8.array());
                sender.accept(utf8, done);
            };
        };
        return jetty.attribute(TextFrames.ATTRIBUTE, noting);
    }

    private static List<BayeuxSocket> subscribers(TestServer server) {
        List<BayeuxSocket> subscribers = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            BayeuxSocket subscriber = BayeuxSocket.open(server.uri("ws")).ready();
            subscriber.subscribe("/a");
            subscribers.add(subscriber);
        }
        return subscribers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ä€😀"})
    void aMessageForManySessionsIsEncodedOnce(String characters) throws Exception {
        // Two threads that need the same bytes in the same moment would make them twice.
        try (TestServer server = TestServer.start(noting(), TestServer.WEBSOCKET, "senderThreads", "1")) {
            List<BayeuxSocket> subscribers = subscribers(server);
            String data = characters.repeat(6_000);
            sent.clear();
            try (BayeuxSocket publisher = BayeuxSocket.open(server.uri("ws")).ready()) {
                publisher.publish("/a", '"' + data + '"');

                for (BayeuxSocket subscriber : subscribers) {
                    assertThat(subscriber.event().getString("data")).isEqualTo(data);
                }
            } finally {
                for (BayeuxSocket subscriber : subscribers) {
                    subscriber.close();
                }
            }
        }
        Map<byte[], Integer> times = new IdentityHashMap<>();
        sent.stream().filter(frame -> frame.length > 6_000).forEach(frame -> times.merge(frame, 1, Integer::sum));
        assertThat(times.values()).containsExactly(SUBSCRIBERS);
    }

    @Test
    void aSessionThatIsNotTheContainersOwnIsSentCharacters() throws Exception {
        Function<Object, BiConsumer<ByteBuffer, Consumer<Throwable>>> none = session -> null;
        try (TestServer server =
                        TestServer.start(new JettyHost().attribute(TextFrames.ATTRIBUTE, none), TestServer.WEBSOCKET);
                BayeuxSocket socket = BayeuxSocket.open(server.uri("ws")).ready()) {
            socket.subscribe("/a");
            socket.publish("/a", "1");

            assertThat(socket.event().getInt("data")).isEqualTo(1);
        }
    }

    @Test
    void theLauncherOffersItUnderTheNameThatTheTransportLooksFor() throws IOException {
        String launcher = Files.readString(Path.of("src/main/java/dev/halley/launcher/EmbeddedJetty.java"));

        assertThat(launcher).contains('"' + TextFrames.ATTRIBUTE + '"');
    }
}
