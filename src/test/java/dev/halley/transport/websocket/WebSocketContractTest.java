package dev.halley.transport.websocket;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.TestServer;
import dev.halley.testing.WebSocketTestClient;
import dev.halley.transport.TransportContract;

class WebSocketContractTest extends TransportContract {

    @Override
    protected TestServer start(String... settings) {
        return TestServer.start(TestServer.WEBSOCKET, settings);
    }

    @Override
    protected BayeuxTestClient client(TestServer of) {
        return WebSocketTestClient.open(of.port());
    }
}
