package dev.halley.war;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The longest time for which no publish on a channel was acknowledged, whoever published.
 *
 * <p>Thread-safety: thread-safe.
 */
final class AckPauses {

    private final Map<String, Long> last = new HashMap<>();
    private long longest;

    AckPauses(List<String> channels) {
        channels.forEach(channel -> last.put(channel, System.nanoTime()));
    }

    /** From now on only later times count. */
    synchronized void begin() {
        longest = 0;
        last.replaceAll((channel, before) -> System.nanoTime());
    }

    synchronized void acknowledged(String channel) {
        long now = System.nanoTime();
        longest = Math.max(longest, now - last.put(channel, now));
    }

    /** @return the longest so far, of all channels, those that still last included */
    synchronized Duration longest() {
        long now = System.nanoTime();
        return Duration.ofNanos(
                last.values().stream().mapToLong(before -> now - before).reduce(longest, Math::max));
    }
}
