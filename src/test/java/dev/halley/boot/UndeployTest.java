package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.boot.app.CdiProbe;
import dev.halley.demo.DemoListener;
import dev.halley.testing.FreePorts;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndeployTest {

    @TempDir
    private Path root;

    /** Other tests' threads, such as those that all clients of this JVM share. */
    private final Set<Thread> others = Set.copyOf(Thread.getAllStackTraces().keySet());

    @Test
    void aHeldPollIsAnsweredAndASocketClosedWithAReason() throws Exception {
        try (LogWatch log = new LogWatch();
                WebApp app = WebApp.deploy(new WebApp.Layout(root))) {
            CompletableFuture<HttpResponse<String>> poll = heldPoll(app, log);
            Ear ear = openSocket(app);

            app.undeploy();

            HttpResponse<String> answer = poll.get(10, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("/meta/connect", "\"reconnect\":\"");
            assertThat(ear.closed.get(10, TimeUnit.SECONDS)).isEqualTo("1001 server stopped");
        }
    }

    @Test
    void nothingOfTheApplicationIsLeftBehind() throws Exception {
        leavesNothing(new WebApp.Layout(root).listener(DemoListener.class));
    }

    @Test
    void nothingOfTheApplicationIsLeftBehindWithCdi() throws Exception {
        leavesNothing(new WebApp.Layout(root).listener(DemoListener.class).withCdi());
    }

    @Test
    void nothingOfChannelsWithHistoryIsLeftBehind() throws Exception {
        leavesNothing(new WebApp.Layout(root).listener(DemoListener.class).initParam("history", "/**=10/1m"));
    }

    @Test
    void nothingOfAHistoryInFilesIsLeftBehindAndTheNextServerHasItsFiles(@TempDir Path history) throws Exception {
        for (int i = 0; i < 2; i++) {
            WebApp.Layout layout = new WebApp.Layout(root.resolve(String.valueOf(i)))
                    .initParam("history", "/**=10/1m")
                    .initParam("historyStore", history.toString());
            try (WebApp app = WebApp.deploy(layout)) {
                publish(app);

                WebApp.Remains remains = app.undeploy();

                app.dropConnections();
                assertThat(threadsOfServers()).isEmpty();
                assertThat(remains.isNothing())
                        .as("class loader of the application collected")
                        .isTrue();
            }
        }
    }

    @Test
    void secondApplicationInADirectoryOfHistoryIsRefused(@TempDir Path history) throws Exception {
        WebApp.Layout first = new WebApp.Layout(root.resolve("1")).initParam("historyStore", history.toString());
        WebApp.Layout second = new WebApp.Layout(root.resolve("2")).initParam("historyStore", history.toString());
        try (WebApp app = WebApp.deploy(first)) {
            assertThatThrownBy(() -> WebApp.deploy(second).close())
                    .hasStackTraceContaining("is in use by another server; each server needs one of its own.");
            assertThat(app.attribute(BayeuxServer.ATTRIBUTE)).isNotNull();
        }
    }

    @Test
    void directoryOfHistoryThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(root.resolve("file"));
        WebApp.Layout layout = new WebApp.Layout(root.resolve("1"))
                .initParam("historyStore", file.resolve("history").toString());

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("'historyStore': The history's directory " + file);
        assertThat(threadsOfServers()).isEmpty();
    }

    private static void publish(WebApp app) throws Exception {
        WebApp.Client client = app.handshake();
        String publish = """
                [{"channel":"/kept","clientId":"%s","data":1}]""".formatted(client.id());
        assertThat(app.post(publish, client.cookie()).body()).contains("\"successful\":true");
    }

    @Test
    void nothingOfANodeOfAClusterIsLeftBehind() throws Exception {
        leavesNothing(new WebApp.Layout(root).listener(DemoListener.class).node("undeploy", FreePorts.one()));
    }

    @Test
    void theServerStopsWhileTheBundledCdiIsStillThere() throws Exception {
        WebApp.Layout layout = new WebApp.Layout(root).withCdi().listener(CdiProbe.class);
        try (LogWatch log = new LogWatch();
                WebApp app = WebApp.deploy(layout)) {
            app.undeploy();

            assertThat(log.lines()).contains("CDI is there: true");
        }
    }

    @Test
    void whatFailsToStartLeavesNothingBehind() throws Exception {
        WebApp.Layout layout = new WebApp.Layout(root).initParam("transports", "com.example.Missing");
        try {
            WebApp.deploy(layout).close();
        } catch (Exception expected) {
            assertThat(expected).hasStackTraceContaining("com.example.Missing");
        }

        assertThat(threadsOfServers()).isEmpty();
    }

    private void leavesNothing(WebApp.Layout layout) throws Exception {
        try (LogWatch log = new LogWatch();
                WebApp app = WebApp.deploy(layout)) {
            WebApp.Remains remains = usedAndUndeployed(app, log);

            assertThat(threadsOfServers()).isEmpty();
            assertThat(remains.isNothing())
                    .as("class loader of the application collected")
                    .isTrue();
        }
    }

    private WebApp.Remains usedAndUndeployed(WebApp app, LogWatch log) throws Exception {
        Object server = app.attribute(BayeuxServer.ATTRIBUTE);
        assertThat(server).as("of the application's own class").isNotNull().isNotInstanceOf(BayeuxServer.class);
        CompletableFuture<HttpResponse<String>> poll = heldPoll(app, log);
        Ear ear = openSocket(app);
        assertThat(threadsOfServers()).contains("halley-timer");

        WebApp.Remains remains = app.undeploy();

        poll.get(10, TimeUnit.SECONDS);
        ear.closed.get(10, TimeUnit.SECONDS);
        app.dropConnections();
        return remains;
    }

    /** Two connects: the first one is answered at once, the second one waits. */
    private static CompletableFuture<HttpResponse<String>> heldPoll(WebApp app, LogWatch log) throws Exception {
        WebApp.Client client = app.handshake();
        String connect = """
                [{"channel":"/meta/connect","clientId":"%s","connectionType":"long-polling"}]""".formatted(client.id());
        app.post(connect, client.cookie());
        CompletableFuture<HttpResponse<String>> poll = app.postLater(connect, client.cookie());
        log.await("has its connect held");
        return poll;
    }

    private static Ear openSocket(WebApp app) throws Exception {
        Ear ear = new Ear();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(app.address("ws", "/cometd"), ear)
                .get(10, TimeUnit.SECONDS);
        socket.sendText(WebApp.HANDSHAKE, true).get(10, TimeUnit.SECONDS);
        assertThat(ear.heard.get(10, TimeUnit.SECONDS)).contains("\"successful\":true");
        return ear;
    }

    private List<String> threadsOfServers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !others.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("halley-"))
                .toList();
    }

    /** Hears the first message and the end of a socket. */
    private static final class Ear implements WebSocket.Listener {

        private final CompletableFuture<String> heard = new CompletableFuture<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.complete(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code + " " + reason);
            return null;
        }
    }
}
