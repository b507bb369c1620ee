package dev.halley.history;

import dev.halley.config.ServerConfig;
import dev.halley.history.store.TestDisk;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;

/** Makes histories on simulated disks. Thread-safety: has no state. */
public final class TestHistories {

    private TestHistories() {}

    /** @throws IllegalStateException if the files cannot be used */
    public static HistoryLog open(TestDisk disk, ServerConfig config, ManualTime time, ServerEvents events) {
        return HistorySource.open(config, new HistorySource.Surroundings(time, time, events), disk::open);
    }
}
