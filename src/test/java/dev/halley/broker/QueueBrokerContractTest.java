package dev.halley.broker;

import dev.halley.spi.Broker;
import dev.halley.testkit.BrokerContract;

class QueueBrokerContractTest extends BrokerContract {

    @Override
    protected Broker newBroker() {
        return new QueueBroker();
    }
}
