package dev.halley.transport.line;

import dev.halley.spi.Transport;
import dev.halley.testkit.TransportClient;
import dev.halley.testkit.TransportContract;

/** A transport that is written by the documented port alone keeps the contract. */
class LineTransportTest extends TransportContract {

    @Override
    protected Transport newTransport() {
        return new LineTransport();
    }

    @Override
    protected TransportClient newClient(Transport started) throws Exception {
        return new LineClient(((LineTransport) started).port());
    }
}
