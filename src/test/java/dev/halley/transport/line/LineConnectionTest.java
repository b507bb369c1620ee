package dev.halley.transport.line;

import dev.halley.spi.Transport;
import dev.halley.testkit.ConnectionContract;
import dev.halley.testkit.TransportClient;

/** A transport that is written by the documented port alone keeps the contract. */
class LineConnectionTest extends ConnectionContract {

    @Override
    protected Transport newTransport() {
        return new LineTransport();
    }

    @Override
    protected TransportClient newClient(Transport started) throws Exception {
        return new LineClient(((LineTransport) started).port());
    }
}
