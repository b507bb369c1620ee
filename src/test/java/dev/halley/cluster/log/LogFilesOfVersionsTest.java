package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cluster.log.LogChange.Append;
import dev.halley.cluster.log.LogChange.Begin;
import dev.halley.history.store.Run;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.spi.NodeId;
import dev.halley.testing.FormatFiles;
import dev.halley.testkit.ManualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that each version of the format of a node's history has written, in resources: they are read for ever.
 * {@code -Dhalley.test.writeFormats=true} writes those of a new version.
 */
class LogFilesOfVersionsTest {

    private static final String CHANNEL = "/a";
    private static final StartRecord START = new StartRecord(4, List.of("a", "b"));
    private static final long KEEP = Duration.ofDays(1).toMillis();

    @TempDir
    private Path directory;

    private final ManualTime time = new ManualTime();

    private LogFiles open() {
        return LogFiles.open(LogStorage.always(directory, Duration.ofHours(1)), time, time);
    }

    private Append append(long offset, long first, @Nullable Key key) {
        byte[] data = ("v" + offset).getBytes(StandardCharsets.UTF_8);
        PublishId id = new PublishId(new NodeId("n#1"), offset);
        return new Append(new LogEntry(offset, time.millis(), id, key, data), first, 0, false, KEEP);
    }

    private void write() throws IOException {
        try (LogFiles files = open()) {
            LogDisk start = files.disk(0, ticket -> {});
            start.write(1, START);
            LogDisk disk = files.disk(Stripes.of(CHANNEL), ticket -> {});
            disk.write(1, CHANNEL, new Begin(new Run("e1", 1, 0, true)));
            disk.write(2, CHANNEL, append(1, 0, null));
            disk.write(3, CHANNEL, append(2, 0, new Key("ann order-7", "digest")));
            disk.write(4, CHANNEL, append(3, 2, null));
        }
        FormatFiles.keep(directory, "log-files-1");
    }

    @Test
    void filesOfTheFirstVersionAreRead() throws IOException {
        if (FormatFiles.areWritten()) {
            write();
        } else {
            FormatFiles.copy("log-files-1", directory);
        }

        try (LogFiles files = open()) {
            assertThat(DiskOfFiles.read(files.disk(0, ticket -> {})).record).isEqualTo(START);
            DiskOfFiles.Restored restored = DiskOfFiles.read(files.disk(Stripes.of(CHANNEL), ticket -> {}));
            Replica replica = restored.replicas.get(CHANNEL);
            assertThat(LogScript.values(replica)).containsExactly("v2", "v3");
            assertThat(replica.doubtful()).isFalse();
            assertThat(restored.keys.get(CHANNEL))
                    .anySatisfy(known -> assertThat(known.toString()).contains("order-7"));
        }
    }
}
