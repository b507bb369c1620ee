package dev.halley.core.publish;

import dev.halley.spi.Broker;
import dev.halley.testkit.BrokerContract;

class LocalBrokerContractTest extends BrokerContract {

    @Override
    protected Broker newBroker() {
        return new LocalBroker();
    }
}
