package dev.halley.transport.http;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.TestServer;
import dev.halley.transport.TransportContract;

class CallbackPollingContractTest extends TransportContract {

    @Override
    protected TestServer start(String... settings) {
        return TestServer.start(settings);
    }

    @Override
    protected BayeuxTestClient client(TestServer of) {
        return HttpTestClient.callbackPolling(of.port());
    }
}
