package dev.halley.transport.websocket;

import dev.halley.launcher.LaunchedJetty;
import dev.halley.spi.Transport;
import dev.halley.testing.WebSocketTestClient;
import dev.halley.testkit.ConnectionContract;
import dev.halley.testkit.TransportClient;
import dev.halley.transport.OnJetty;
import org.junit.jupiter.api.AfterEach;

/** As on the launcher's Jetty, which takes bytes. */
class TextFramesConnectionKitTest extends ConnectionContract {

    private final OnJetty container = OnJetty.webSocket(LaunchedJetty.takingBytes());

    @AfterEach
    void closeContainer() {
        container.close();
    }

    @Override
    protected Transport newTransport() {
        return container;
    }

    @Override
    protected TransportClient newClient(Transport started) {
        return OnJetty.client(WebSocketTestClient.open(container.port()));
    }
}
