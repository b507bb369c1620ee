package dev.halley.transport.http;

import dev.halley.spi.Transport;
import dev.halley.testing.HttpTestClient;
import dev.halley.testkit.ConnectionContract;
import dev.halley.testkit.TransportClient;
import dev.halley.transport.OnJetty;
import org.junit.jupiter.api.AfterEach;

class LongPollingConnectionKitTest extends ConnectionContract {

    private final OnJetty container = OnJetty.http(HttpTransport.LONG_POLLING);

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
        return OnJetty.client(HttpTestClient.longPolling(container.port()));
    }
}
