package dev.halley.cluster.log;

import dev.halley.history.store.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a node keeps its replicas over a restart.
 *
 * <p>Thread-safety: immutable.
 *
 * @param directory of the files; made if it is not there, and used by this node alone
 * @param sync when they are forced to the disk: with {@link SyncPolicy#always} before anything is acknowledged
 * @param keyTtl how long keys of publishes are known
 */
public record LogStorage(Path directory, SyncPolicy sync, Duration keyTtl) {

    /** @return files that are forced before anything is acknowledged */
    public static LogStorage always(Path directory, Duration keyTtl) {
        return new LogStorage(directory, SyncPolicy.always(), keyTtl);
    }

    /** @return files that are forced after the interval at the latest */
    public static LogStorage every(Duration interval, Path directory, Duration keyTtl) {
        return new LogStorage(directory, SyncPolicy.every(interval), keyTtl);
    }

    /** @return files that the operating system writes to the disk when it likes */
    public static LogStorage never(Path directory, Duration keyTtl) {
        return new LogStorage(directory, SyncPolicy.never(), keyTtl);
    }
}
