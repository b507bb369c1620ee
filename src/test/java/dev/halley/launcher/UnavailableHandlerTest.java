package dev.halley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class UnavailableHandlerTest {

    private static final class Application extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.setStatus(204);
            callback.succeeded();
            return true;
        }
    }

    private static HttpResponse<Void> get(ServerConnector connector) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/cometd");
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding());
    }

    @Test
    void whoComesAfterTheApplicationHasStoppedIsToldToComeAgain() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        Application application = new Application();
        server.setHandler(new UnavailableHandler(application));
        server.start();
        try {
            assertThat(get(connector).statusCode()).isEqualTo(204);
            application.stop();
            HttpResponse<Void> late = get(connector);
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("Retry-After")).contains("5");
        } finally {
            server.stop();
        }
    }
}
