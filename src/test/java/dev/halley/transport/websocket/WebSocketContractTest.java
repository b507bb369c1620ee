package dev.halley.transport.websocket;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.TestServer;
import dev.halley.testing.WebSocketTestClient;
import dev.halley.transport.TransportContract;
import java.util.List;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;

class WebSocketContractTest extends TransportContract {

    @Override
    protected TestServer start(String... settings) {
        return TestServer.start(
                (jetty, platform, core) -> JakartaWebSocketServletContainerInitializer.configure(
                        jetty.context(),
                        (context, container) ->
                                new WebSocketTransport(platform, context, List.of("/cometd")).start(core)),
                settings);
    }

    @Override
    protected BayeuxTestClient client(TestServer of) {
        return WebSocketTestClient.open(of.port());
    }
}
