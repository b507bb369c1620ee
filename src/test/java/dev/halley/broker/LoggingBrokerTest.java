package dev.halley.broker;

import dev.halley.spi.Broker;
import dev.halley.testkit.BrokerContract;

/** As docs/brokers.md shows it. */
class LoggingBrokerTest extends BrokerContract {

    @Override
    protected Broker newBroker() {
        return new LoggingBroker();
    }
}
