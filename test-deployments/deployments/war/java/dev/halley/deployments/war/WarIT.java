package dev.halley.deployments.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.Way;
import dev.halley.deployments.WholeFile;
import dev.halley.testing.Conversation;
import dev.halley.testing.RawHttp;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chat, the echo and the page of the WAR, over each transport. */
@ArquillianTest
@RunAsClient
class WarIT {

    private static final String CONTEXT = "/halley";

    @Deployment(testable = false)
    static WebArchive halley() {
        return WholeFile.of(Container.war(), "halley.war");
    }

    @Test
    void theContainerHasTheWarByteForByte() throws IOException {
        Path war = Container.war();
        long size = Files.size(war);
        try (Stream<Path> files = Files.walk(Container.current().base())) {
            List<Path> sameSize = files.filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() == size)
                    .toList();
            assertThat(sameSize).isNotEmpty().allSatisfy(file -> assertThat(digest(file))
                    .isEqualTo(digest(war)));
        }
    }

    @Test
    void thePageAndItsModulesAreServed() {
        assertThat(get("/chat/").body()).contains("<script");
        RawHttp.Response module = get("/halley/halley.js");
        assertThat(module.status()).isEqualTo(200);
        assertThat(module.header("Content-Type")).containsPattern("(text|application)/(x-)?javascript");
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready"})
    void theServerTellsThatItLivesAndIsReady(String which) {
        RawHttp.Response answer = get("/health/" + which);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void theLauncherCannotBeDownloaded() {
        assertThat(get("/dev/halley/launcher/Main.class").status()).isIn(403, 404);
        assertThat(get("/dev/halley/container/TextSocket.class").status()).isIn(403, 404);
    }

    @ParameterizedTest
    @EnumSource
    void aSubscriberGetsWhatIsPublishedAndNoMoreAfterwards(Way way) {
        try (Conversation subscriber = way.shakenHands(CONTEXT);
                Conversation publisher = way.shakenHands(CONTEXT)) {
            assertThat(subscriber.subscribe("/news").getBoolean("successful")).isTrue();
            subscriber.connect("");
            assertThat(publisher.publish("/news", "{\"text\":\"Grüße, 世界 🌍\"}").getBoolean("successful"))
                    .isTrue();
            assertThat(subscriber.event().getJsonObject("data").getString("text"))
                    .isEqualTo("Grüße, 世界 🌍");

            assertThat(subscriber.unsubscribe("/news").getBoolean("successful")).isTrue();
            publisher.publish("/news", "1");
            assertThat(subscriber.disconnect().getBoolean("successful")).isTrue();
            assertThat(subscriber.has(message -> message.containsKey("data"))).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/60.0", "/handshake"})
    void aSlashOrOneSegmentMayFollowThePathOverEachTransport(String further) {
        for (Way way : Way.values()) {
            try (Conversation client = way.at(CONTEXT, further)) {
                client.handshake();
                client.connect("");
                assertThat(client.publish("/service/x", "1").getBoolean("successful"))
                        .as("%s", way)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRemoteCallIsAnswered(Way way) {
        try (Conversation caller = way.shakenHands(CONTEXT)) {
            // Callback-polling brings it with a connect only.
            caller.connect("");
            String id = caller.send("/service/echo", ",\"data\":{\"n\":[1,2,3]}");
            JsonObject answer = caller.first(message -> message.containsKey("data"));
            assertThat(answer.getString("id")).isEqualTo(id);
            assertThat(answer.getJsonObject("data").getJsonArray("n")).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void chatMembersSeeEachOtherAcrossTransports(Way way) {
        String room = "room-" + way;
        try (Conversation ann = way.shakenHands(CONTEXT);
                Conversation bob = Way.WEBSOCKET.shakenHands(CONTEXT)) {
            ann.connect("");
            ann.publish("/chat/" + room, "{\"user\":\"ann\",\"join\":true}");
            ann.subscribe("/presence/chat/" + room);
            assertThat(told(ann, "members")).contains("\"id\":\"ann\"");

            bob.publish("/chat/" + room, "{\"user\":\"bob\",\"join\":true}");
            assertThat(told(ann, "join")).contains("\"id\":\"bob\"");
            bob.publish("/chat/" + room, "{\"user\":\"bob\",\"chat\":\"hello\"}");
            JsonObject said = ann.first(message -> message.containsKey("data")
                    && message.getJsonObject("data").getString("chat", "").equals("hello"));
            assertThat(said.getJsonObject("data").getString("user")).isEqualTo("bob");

            bob.disconnect();
            assertThat(told(ann, "leave")).isEqualTo("[\"bob\"]");
        }
    }

    /** @return what the next message of that kind says of the members */
    private static String told(Conversation member, String kind) {
        return member.first(message -> message.getString("channel").startsWith("/presence/")
                        && message.containsKey("data")
                        && message.getJsonObject("data").containsKey(kind))
                .getJsonObject("data")
                .getJsonArray(kind)
                .toString();
    }

    /** A container may use what a request had for the next one. */
    @Test
    void whoGoesAwayInTheMiddleOfAStreamTakesNobodysAnswerAlong() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<Future<?>> all = IntStream.range(0, 12)
                    .<Future<?>>mapToObj(client -> threads.submit(() -> {
                        for (int round = 0; round < 100; round++) {
                            hearsItselfAndGoesAway(round % 2 == 0 ? Way.STREAMING : Way.LONG_POLLING, "/cut/" + client);
                        }
                    }))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void hearsItselfAndGoesAway(Way way, String channel) {
        try (Conversation client = way.shakenHands(CONTEXT)) {
            client.subscribe(channel);
            client.connect("");
            client.send(channel, ",\"data\":1");
            assertThat(client.event().getInt("data")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LONG_POLLING", "STREAMING", "WEBSOCKET"})
    void aLargeMessageArrivesWhole(Way way) {
        String text = "x€".repeat(100_000);
        try (Conversation subscriber = way.shakenHands(CONTEXT);
                Conversation publisher = way.shakenHands(CONTEXT)) {
            subscriber.subscribe("/large");
            subscriber.connect("");
            assertThat(publisher.publish("/large", "\"" + text + "\"").getBoolean("successful"))
                    .isTrue();
            assertThat(subscriber.event().getString("data")).isEqualTo(text);
        }
    }

    @Test
    void aFrameOverTheLimitIsRefused() {
        try (Conversation client = Way.WEBSOCKET.shakenHands(CONTEXT)) {
            String text = client.message("/large", "1", ",\"data\":\"" + "x".repeat(1_100_000) + "\"");
            assertThat(client.client().refusal("[" + text + "]")).isEqualTo("too large");
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedBeforeItIsSent() {
        try (RawHttp http = RawHttp.connect(Container.current().port())) {
            http.bare("POST", CONTEXT + "/cometd", "Content-Type: application/json", "Content-Length: 1100000");
            assertThat(http.read().status()).isEqualTo(413);
        }
    }

    @Test
    void twoHundredClientsLoseNoMessage() throws Exception {
        Crowd.assertThatEveryClientGetsEveryMessageOnce();
    }

    private static RawHttp.Response get(String path) {
        try (RawHttp http = RawHttp.connect(Container.current().port())) {
            return http.bare("GET", CONTEXT + path, "Connection: close").read();
        }
    }

    private static String digest(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException | IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
