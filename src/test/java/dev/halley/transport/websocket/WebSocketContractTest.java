package dev.halley.transport.websocket;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import dev.halley.testing.WebSocketTestClient;
import dev.halley.transport.TransportContract;

class WebSocketContractTest extends TransportContract {

    /** @return where it runs */
    JettyHost jetty() {
        return new JettyHost();
    }

    @Override
    protected TestServer start(String... settings) {
        return TestServer.start(jetty(), TestServer.WEBSOCKET, settings);
    }

    @Override
    protected BayeuxTestClient client(TestServer of) {
        return WebSocketTestClient.open(of.port());
    }
}
