package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.war.probe.InjectedEndpoint;
import dev.halley.war.probe.InjectedFilter;
import dev.halley.war.probe.InjectedListener;
import dev.halley.war.probe.InjectedServlet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The self-running WAR injects into all that an application may bring. */
class InjectionIT {

    private static final String TRANSPORTS = "[websocket, streaming, long-polling, callback-polling]";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path temporary;

    @Test
    void injectsIntoServletFilterListenerAndEndpoint() throws Exception {
        try (var server = RunningWar.run(warWithProbes(), List.of(), List.of("--port", "0"))) {
            URI address = URI.create("http://127.0.0.1:" + server.address().getPort() + "/");
            String told = client.send(
                            HttpRequest.newBuilder(address.resolve("probe")).build(), BodyHandlers.ofString())
                    .body();
            assertThat(told).isEqualTo("servlet " + TRANSPORTS + "; filter " + TRANSPORTS + "; listener " + TRANSPORTS);
            assertThat(firstText(URI.create("ws://127.0.0.1:" + address.getPort() + "/probe-socket")))
                    .isEqualTo("endpoint " + TRANSPORTS);
        }
    }

    private String firstText(URI socket) throws Exception {
        CompletableFuture<String> text = new CompletableFuture<>();
        WebSocket opened = client.newWebSocketBuilder()
                .buildAsync(socket, new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        text.complete(data.toString());
                        return CompletableFuture.completedStage(null);
                    }

                    @Override
                    public void onError(WebSocket webSocket, Throwable error) {
                        text.completeExceptionally(error);
                    }
                })
                .get(60, TimeUnit.SECONDS);
        String first = text.get(60, TimeUnit.SECONDS);
        opened.abort();
        return first;
    }

    private Path warWithProbes() throws IOException {
        Path war = Files.copy(RunningWar.builtWar(), temporary.resolve("probed.war"));
        try (FileSystem zip = FileSystems.newFileSystem(war)) {
            for (Class<?> probe : List.of(
                    InjectedServlet.class, InjectedFilter.class, InjectedListener.class, InjectedEndpoint.class)) {
                String name = probe.getName().replace('.', '/') + ".class";
                Path target = zip.getPath("/WEB-INF/classes/" + name);
                Files.createDirectories(target.getParent());
                try (var content = InjectionIT.class.getResourceAsStream("/" + name)) {
                    Files.copy(content, target);
                }
            }
        }
        return war;
    }
}
