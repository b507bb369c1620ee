package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.JettyHost;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A proxy that hands an answer on when it is whole. */
@Timeout(60)
class BufferedStreamTest {

    private final HalleyServer server = HalleyServer.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final JettyHost proxy =
            new JettyHost().servlet(new Gathering(), true, Map.of()).start();

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        server.close();
    }

    /** Asks the server, and answers when that has answered. */
    private final class Gathering extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest asked, HttpServletResponse response) throws IOException {
            HttpRequest.Builder request = HttpRequest.newBuilder(server.uri())
                    .POST(BodyPublishers.ofByteArray(asked.getInputStream().readAllBytes()));
            for (String name : List.of("Content-Type", "Accept", "Cookie")) {
                if (asked.getHeader(name) != null) {
                    request.header(name, asked.getHeader(name));
                }
            }
            try {
                HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
                answer.headers().allValues("Set-Cookie").forEach(cookie -> response.addHeader("Set-Cookie", cookie));
                response.setStatus(answer.statusCode());
                response.setContentType(
                        answer.headers().firstValue("Content-Type").orElse("text/plain"));
                response.getOutputStream().write(answer.body());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aClientGoesOnWithLongPollingOverTheSameSessionAndTellsWhy() throws Exception {
        BlockingQueue<String> changes = new LinkedBlockingQueue<>();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        URI uri = proxy.uri("http");
        try (BayeuxClient client = BayeuxClient.builder(uri)
                .transports(TransportType.STREAMING, TransportType.LONG_POLLING)
                .connectTimeout(Duration.ofMillis(300))
                .build()) {
            client.addListener(new ClientListener() {
                @Override
                public void transportChanged(TransportType from, TransportType to, TransportReason why) {
                    changes.add(from + " -> " + to + " " + why);
                }
            });
            client.connect().get(30, TimeUnit.SECONDS);
            String session = client.id().orElseThrow();
            assertThat(changes.poll(30, TimeUnit.SECONDS)).isEqualTo("STREAMING -> LONG_POLLING BUFFERED");
            client.channel("/a")
                    .subscribe(message -> heard.add(message.data().orElseThrow().text()));
            client.channel("/a").publish(1);
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("1");
            assertThat(client.id()).contains(session);
        }
    }
}
