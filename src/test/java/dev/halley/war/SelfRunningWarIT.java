package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.RawWebSocket;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the built WAR by {@code java -jar}, as its first users do. */
class SelfRunningWarIT {

    private static final int SIGTERM_EXIT = 143;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path temporary;

    @Test
    void servesThePageAtTheAddressThatItPrints() throws Exception {
        try (var server = RunningWar.run("--port", "0")) {
            assertThat(server.address()).hasHost("localhost").hasPath("/");
            HttpResponse<String> page = get(server.address());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<title>Halley: ", "href=\"chat/\"", "href=\"tokens/\"");
        }
    }

    @Test
    void servesThePageBelowTheContextPath() throws Exception {
        try (var server = RunningWar.run("--port=0", "--context-path=/deep/er")) {
            assertThat(server.address()).hasPath("/deep/er/");
            assertThat(get(server.address()).body()).contains("src=\"front/twelve.js\"");
            for (String path : List.of("front/twelve.js", "front/card.png", "chat/", "tokens/")) {
                assertThat(get(server.address().resolve(path)).statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void showsWhatTheServerDoesWhenItIsAskedTo() throws Exception {
        try (var server = RunningWar.run("--port", "0", "-Dhalley.logLevel=2")) {
            String handshake = """
                    {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}""";
            client.send(
                    HttpRequest.newBuilder(server.address().resolve("cometd"))
                            .POST(BodyPublishers.ofString(handshake))
                            .build(),
                    BodyHandlers.discarding());
            assertThat(server.errors()).contains(" FINE ");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void upgradesByJettysOwnWebSocketsUnlessJakartasAreAskedFor(boolean jakarta) throws Exception {
        Path loaded = temporary.resolve("classes.txt");
        List<String> jvm = List.of("-Xlog:class+load:file=" + loaded);
        List<String> options = List.of("--port=0", "-Dhalley.ws.jakarta=" + jakarta);
        try (var server = RunningWar.run(RunningWar.builtWar(), jvm, options);
                var socket = RawWebSocket.open(webSocket(server.address()))) {
            assertThat(socket.status()).isEqualTo(101);
        }

        assertThat(Files.readString(loaded).contains("dev.halley.launcher.JettyTextSocket "))
                .isNotEqualTo(jakarta);
    }

    private static URI webSocket(URI server) {
        return URI.create("ws" + server.resolve("cometd").toString().substring("http".length()));
    }

    @Test
    void answersInOneFrameWhatArrivesInOnePiece() throws Exception {
        try (var server = RunningWar.run("--port", "0")) {
            URI cometd = server.address().resolve("cometd");
            URI address = webSocket(server.address());
            try (RawWebSocket socket = RawWebSocket.open(address)) {
                socket.text("[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
                        + "\"supportedConnectionTypes\":[\"websocket\"]}]");
                String id = socket.receiveText().replaceAll(".*\"clientId\":\"([^\"]+)\".*", "$1");
                String publish = "[{\"channel\":\"/any\",\"data\":1,\"clientId\":\"" + id + "\",\"id\":\"%d\"}]";
                socket.texts(IntStream.range(0, 8).mapToObj(publish::formatted).toList());
                JsonArray replies = Json.createReader(new StringReader(socket.receiveText()))
                        .readArray();
                assertThat(replies.getValuesAs(JsonObject.class))
                        .extracting(reply -> reply.getString("id"))
                        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev/halley/launcher/Main.class",
                "dev/halley/container/TextSocket.class",
                "WEB-INF/web.xml",
                "WEB-INF/launcher/",
                "META-INF/MANIFEST.MF"
            })
    void hidesWhatIsNoPage(String path) throws Exception {
        try (var server = RunningWar.run("--port", "0")) {
            assertThat(get(server.address().resolve(path)).statusCode()).isIn(403, 404);
        }
    }

    @Test
    void stopsOnSigtermAndLeavesNoFilesBehind() throws Exception {
        List<String> jvm = List.of("-Djava.io.tmpdir=" + temporary);
        try (var server = RunningWar.run(RunningWar.builtWar(), jvm, List.of("--port", "0"))) {
            assertThat(get(server.address()).statusCode()).isEqualTo(200);
            assertThat(temporary).isNotEmptyDirectory();
            server.terminate();
            assertThat(server.exitCode()).isEqualTo(SIGTERM_EXIT);
            try (Stream<Path> left = Files.list(temporary)) {
                assertThat(left.filter(file -> file.getFileName().toString().startsWith("halley-")))
                        .isEmpty();
            }
        }
    }

    @Test
    void letsTheApplicationAnswerHeldRequestsBeforeItStops() throws Exception {
        Path war = warWith(HoldingServlet.class);
        try (var server = RunningWar.run(war, List.of(), List.of("--port", "0"))) {
            var request =
                    HttpRequest.newBuilder(server.address().resolve("hold")).build();
            // The servlet has sent the head of its response, so the request is held when this returns.
            var response = client.send(request, BodyHandlers.ofInputStream());
            server.terminate();
            assertThat(new String(response.body().readAllBytes())).isEqualTo("goodbye");
            assertThat(server.exitCode()).isEqualTo(SIGTERM_EXIT);
        }
    }

    @Test
    void handsSettingsToTheServer() throws Exception {
        List<String> jvm = List.of("-Dhalley.timeout=4321");
        try (var server = RunningWar.run(RunningWar.builtWar(), jvm, List.of("--port=0", "-Dhalley.interval=1234"))) {
            String handshake = """
                    [{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}]""";
            var request = HttpRequest.newBuilder(server.address().resolve("cometd"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(handshake))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).body())
                    .contains("\"timeout\":4321")
                    .contains("\"interval\":1234");
        }
    }

    @Test
    void saysThatThePortIsInUse() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                var server = RunningWar.run("--port", Integer.toString(taken.getLocalPort()))) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.firstLine()).isEmpty();
            assertThat(server.errors().strip())
                    .isEqualTo("halley: cannot listen on 127.0.0.1 port " + taken.getLocalPort()
                            + ": Address already in use");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port=70000", "--prot", "--context-path=chat", "--host="})
    void refusesAWrongOptionWithASentence(String option) throws Exception {
        try (var server = RunningWar.run(option)) {
            assertThat(server.exitCode()).isEqualTo(2);
            assertThat(server.firstLine()).isEmpty();
            assertThat(server.errors().lines())
                    .singleElement()
                    .asString()
                    .startsWith("halley: ")
                    .endsWith("Try --help.");
        }
    }

    /** No server needs those of the client. */
    @Test
    void loadsNoClassOnlyToSeeThatItIsNoBean() throws Exception {
        Path loaded = temporary.resolve("classes.txt");
        try (var server = RunningWar.run(
                RunningWar.builtWar(), List.of("-Xlog:class+load:file=" + loaded), List.of("--port=0"))) {
            assertThat(server.address().getPort()).isPositive();
        }
        assertThat(Files.readString(loaded))
                .contains("dev.halley.demo.ChatService ", "dev.halley.weld.OwnArchive ")
                .doesNotContain("dev.halley.client.");
    }

    @Test
    void explainsItself() throws Exception {
        try (var server = RunningWar.run("--help")) {
            assertThat(server.firstLine()).startsWith("Usage: java -jar halley.war");
            assertThat(server.exitCode()).isZero();
        }
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    /** A copy of the built WAR with one more class in it. */
    private Path warWith(Class<?> type) throws IOException {
        Path war = Files.copy(RunningWar.builtWar(), temporary.resolve("more.war"));
        String name = type.getName().replace('.', '/') + ".class";
        try (var files = FileSystems.newFileSystem(war);
                var content = type.getClassLoader().getResourceAsStream(name)) {
            Path target = files.getPath("WEB-INF/classes", name);
            Files.createDirectories(target.getParent());
            Files.copy(content, target);
        }
        return war;
    }
}
