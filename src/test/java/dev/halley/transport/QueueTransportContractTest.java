package dev.halley.transport;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.TestServer;

/** Whoever writes a transport can hold it to the same contract as ours. */
class QueueTransportContractTest extends TransportContract {

    private QueueTransport transport;

    @Override
    protected TestServer start(String... settings) {
        return TestServer.start(
                (jetty, server, config) -> {
                    // Under this name it is one of those that the contract's server offers.
                    transport = new QueueTransport("websocket");
                    transport.start(server);
                },
                settings);
    }

    @Override
    protected BayeuxTestClient client(TestServer of) {
        return transport.connect();
    }
}
