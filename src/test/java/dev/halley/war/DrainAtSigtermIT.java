package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What clients and load balancers see of a WAR that runs by itself and gets SIGTERM. */
class DrainAtSigtermIT {

    private static final int SIGTERM_EXIT = 143;
    private static final String HANDSHAKE = """
            [{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}]""";

    /** A client over long-polling, with a cookie of its own. */
    private static final class Client {

        private final HttpClient http =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        private final RunningWar server;
        private String id = "";

        Client(RunningWar server) {
            this.server = server;
        }

        Client handshaken() throws Exception {
            id = post(HANDSHAKE).body().replaceAll(".*\"clientId\":\"([^\"]+)\".*", "$1");
            return this;
        }

        HttpResponse<String> post(String json) throws Exception {
            return later(json).get(60, TimeUnit.SECONDS);
        }

        CompletableFuture<HttpResponse<String>> later(String json) {
            HttpRequest request = HttpRequest.newBuilder(server.address().resolve("cometd"))
                    .POST(BodyPublishers.ofString(json.replace("$", id)))
                    .build();
            return http.sendAsync(request, BodyHandlers.ofString());
        }

        CompletableFuture<HttpResponse<String>> connect() {
            return later("""
                    [{"channel":"/meta/connect","clientId":"$","connectionType":"long-polling"}]""");
        }

        HttpResponse<String> health(String which) throws Exception {
            return http.send(
                    HttpRequest.newBuilder(server.address().resolve("health/" + which))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void theServerServesOnUntilItsClientsHaveGone() throws Exception {
        List<String> jvm = List.of("-Dhalley.drainTime=60000", "-Dhalley.maxInterval=60000");
        try (var server = RunningWar.run(RunningWar.builtWar(), jvm, List.of("--port", "0"))) {
            Client staying = new Client(server).handshaken();
            Client going = new Client(server).handshaken();
            going.connect().get(60, TimeUnit.SECONDS);
            assertThat(going.health("ready").body()).isEqualTo("{\"status\":\"UP\"}");
            CompletableFuture<HttpResponse<String>> held = going.connect();

            server.terminate();

            assertThat(held.get(60, TimeUnit.SECONDS).body()).contains("\"advice\":{\"reconnect\":\"handshake\"");
            HttpResponse<String> ready = going.health("ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("{\"status\":\"DOWN\",\"reasons\":[\"draining\"]}");
            assertThat(going.health("live").statusCode()).isEqualTo(200);
            HttpResponse<String> late = going.post(HANDSHAKE);
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("Retry-After")).isPresent();
            assertThat(late.body()).contains("503::server_draining");
            String goodbye = "[{\"channel\":\"/meta/disconnect\",\"clientId\":\"$\"}]";
            assertThat(staying.post(goodbye).body()).contains("\"successful\":true");
            assertThat(server.exitCode()).isEqualTo(SIGTERM_EXIT);
        }
    }
}
