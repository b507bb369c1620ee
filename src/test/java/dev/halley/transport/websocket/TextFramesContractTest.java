package dev.halley.transport.websocket;

import dev.halley.launcher.LaunchedJetty;
import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.TestServer;
import dev.halley.testing.WebSocketTestClient;
import dev.halley.transport.TransportContract;

/** As on the launcher's Jetty, which takes bytes. */
class TextFramesContractTest extends TransportContract {

    @Override
    protected TestServer start(String... settings) {
        return TestServer.start(LaunchedJetty.takingBytes(), TestServer.WEBSOCKET, settings);
    }

    @Override
    protected BayeuxTestClient client(TestServer of) {
        return WebSocketTestClient.open(of.port());
    }
}
