package dev.halley.history;

import dev.halley.config.ServerConfig;
import dev.halley.core.publish.LocalBroker;
import dev.halley.spi.Broker;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.HistoryContract;
import dev.halley.testkit.ManualTime;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Holds the server's own broker, with history in files of a real disk, to the contract. */
class StoredHistoryContractTest extends HistoryContract {

    @TempDir
    private Path directory;

    @Override
    protected Broker newBroker() {
        ManualTime time = new ManualTime();
        ServerConfig config = ServerConfig.of(Map.of("historyStore", directory.toString()));
        return new LocalBroker(HistorySource.open(config, time, time, new ServerEvents() {}));
    }
}
