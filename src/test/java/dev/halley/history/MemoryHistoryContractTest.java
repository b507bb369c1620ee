package dev.halley.history;

import dev.halley.config.HistoryConfig;
import dev.halley.core.publish.LocalBroker;
import dev.halley.spi.Broker;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.HistoryContract;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.List;

/** Holds the server's own broker, with history in memory, to the contract. */
class MemoryHistoryContractTest extends HistoryContract {

    @Override
    protected Broker newBroker() {
        HistoryConfig config = new HistoryConfig(List.of(), 1L << 26, 1_000, Duration.ofMinutes(5));
        return new LocalBroker(new MemoryHistory(config, new ManualTime(), new ServerEvents() {}));
    }
}
