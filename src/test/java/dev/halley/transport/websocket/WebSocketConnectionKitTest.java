package dev.halley.transport.websocket;

import dev.halley.spi.Transport;
import dev.halley.testing.JettyHost;
import dev.halley.testing.WebSocketTestClient;
import dev.halley.testkit.ConnectionContract;
import dev.halley.testkit.TransportClient;
import dev.halley.transport.OnJetty;
import org.junit.jupiter.api.AfterEach;

class WebSocketConnectionKitTest extends ConnectionContract {

    private final OnJetty container = OnJetty.webSocket(jetty());

    /** @return where it runs */
    JettyHost jetty() {
        return new JettyHost();
    }

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
