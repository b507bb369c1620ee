package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.history.store.StoreOptions;
import dev.halley.history.store.SyncPolicy;
import dev.halley.history.store.TestDisk;
import dev.halley.spi.Clock;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The files of a node on a simulated disk, written by the thread that writes to it, with one stripe that has all streams. Each time that it is
 * opened, the process that wrote it has died.
 */
final class DiskOfFiles implements LogDisk {

    private final Clock clock;
    private final Duration keyTtl;
    private final long segmentBytes;
    /** Forces at intervals, and erases. */
    final ManualTime timer = new ManualTime();

    SyncPolicy sync = SyncPolicy.every(Duration.ofSeconds(1));
    TestDisk disk = new TestDisk();
    /** What becomes of the disk when the process ends. */
    UnaryOperator<TestDisk> end = TestDisk::afterDeath;

    long written;
    private @Nullable LogFiles files;
    private final Map<Integer, LogDisk> stripes = new LinkedHashMap<>();

    DiskOfFiles(Clock clock, Duration keyTtl, long segmentBytes) {
        this.clock = clock;
        this.keyTtl = keyTtl;
        this.segmentBytes = segmentBytes;
    }

    /** Opens what a process has left that died, or what a power cut has left. */
    LogFiles open(TestDisk left) {
        disk = left;
        stripes.clear();
        StoreOptions options = new StoreOptions(sync, segmentBytes, keyTtl, clock, timer);
        LogFiles opened = LogFiles.open("/simulated", options, disk::openReplicas);
        files = opened;
        for (int i = 0; i < Stripes.COUNT; i++) {
            stripes.put(i, opened.disk(i, ticket -> written = ticket));
        }
        return opened;
    }

    Duration keyTtl() {
        return keyTtl;
    }

    LogFiles files() {
        LogFiles opened = files;
        return opened == null ? open(disk) : opened;
    }

    private LogDisk stripe(String channel) {
        files();
        return stripes.get(Stripes.of(channel));
    }

    @Override
    public void restoreTo(LogInput log) {
        open(files == null ? disk : end.apply(disk));
        stripes.values().forEach(stripe -> stripe.restoreTo(log));
    }

    @Override
    public void write(long ticket, String channel, LogChange change) {
        stripe(channel).write(ticket, channel, change);
        assertThat(files().failure().cause()).as("writing " + change).isNull();
    }

    @Override
    public void write(long ticket, StartRecord record) {
        files();
        stripes.get(0).write(ticket, record);
    }

    /** What a log is handed when it starts. */
    static final class Restored {
        StartRecord record = StartRecord.NONE;
        final Map<String, Replica> replicas = new LinkedHashMap<>();
        final Map<String, List<KnownKey>> keys = new LinkedHashMap<>();
    }

    /** @return what a log is handed when it starts */
    static Restored read(LogDisk from) {
        Restored all = new Restored();
        from.restoreTo(new RestoredInput() {
            @Override
            public void restore(
                    String channel, ReplicaState state, List<LogEntry> entries, List<KnownKey> keys, boolean doubtful) {
                Replica replica = new Replica(state);
                replica.fill(entries, keys);
                replica.complete(state.committed());
                replica.doubtful(doubtful);
                all.replicas.put(channel, replica);
                all.keys.put(channel, new ArrayList<>(keys));
            }

            @Override
            public void restore(StartRecord record) {
                all.record = record;
            }
        });
        return all;
    }
}
