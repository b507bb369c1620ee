package dev.halley.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which channels keep history, how much of it, and where.
 *
 * <p>Thread-safety: immutable.
 *
 * @param rules which channels keep history; the most specific matching rule applies; default none
 * @param maxBytes the maximum size of all histories together; default 64 MiB
 * @param maxRecovery the maximum number of missed messages of a channel that a client receives at once; default 1,000
 * @param publishKeyTtl how long publish keys are remembered; default 5 min
 * @param store the directory of the files in which history survives a restart; default none
 * @param sync when these files are forced to the disk; default every second
 * @param copies on how many cluster nodes a message is stored before it is acknowledged; 1 or 2, default 2
 * @param startWait how long a cluster that starts as a whole waits for the nodes that served last; default 1 min
 */
public record HistoryConfig(
        List<HistoryRule> rules,
        long maxBytes,
        int maxRecovery,
        Duration publishKeyTtl,
        Optional<Path> store,
        HistorySync sync,
        int copies,
        Duration startWait) {

    private static final int BOTH = 2;
    /** How long is waited by default. */
    static final Duration A_MINUTE = Duration.ofMinutes(1);

    /** Copies the list. */
    public HistoryConfig {
        rules = List.copyOf(rules);
    }

    /** In memory alone. */
    public HistoryConfig(List<HistoryRule> rules, long maxBytes, int maxRecovery, Duration publishKeyTtl) {
        this(rules, maxBytes, maxRecovery, publishKeyTtl, Optional.empty(), HistorySync.BY_DEFAULT, BOTH, A_MINUTE);
    }

    static HistoryConfig from(ConfigReader reader) {
        return new HistoryConfig(
                reader.value(Settings.HISTORY),
                reader.value(Settings.MAX_HISTORY_BYTES),
                reader.value(Settings.MAX_RECOVERY),
                reader.value(Settings.PUBLISH_KEY_TTL),
                reader.value(Settings.HISTORY_STORE),
                reader.value(Settings.HISTORY_SYNC),
                reader.value(Settings.HISTORY_COPIES),
                reader.value(Settings.HISTORY_START_WAIT));
    }
}
