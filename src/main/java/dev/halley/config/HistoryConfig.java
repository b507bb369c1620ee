package dev.halley.config;

import java.time.Duration;
import java.util.List;

/**
 * Which channels keep what is published on them, and how much that may be.
 *
 * <p>Thread-safety: immutable.
 *
 * @param rules which channels keep history; of those that match, the most specific one counts; default none
 * @param maxBytes of all that is kept; default 64 MiB
 * @param maxRecovery how many missed messages of a channel a client gets at once; default 1,000
 * @param publishKeyTtl how long the keys of publishes are known; default 5 min
 */
public record HistoryConfig(List<HistoryRule> rules, long maxBytes, int maxRecovery, Duration publishKeyTtl) {

    /** Copies the list. */
    public HistoryConfig {
        rules = List.copyOf(rules);
    }

    static HistoryConfig from(ConfigReader reader) {
        return new HistoryConfig(
                reader.value(Settings.HISTORY),
                reader.value(Settings.MAX_HISTORY_BYTES),
                reader.value(Settings.MAX_RECOVERY),
                reader.value(Settings.PUBLISH_KEY_TTL));
    }
}
