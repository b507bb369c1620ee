package dev.halley.history.store;

import dev.halley.spi.Clock;
import dev.halley.spi.Timer;
import java.time.Duration;

/**
 * How a store is kept.
 *
 * <p>Thread-safety: immutable.
 *
 * @param sync when appends are forced to the disk
 * @param segmentBytes at about how many bytes a segment ends and the next one begins
 * @param keyTime for how long keys of publishes are known
 * @param clock tells the calendar's time
 * @param timer for forcing at intervals, and for erasing what was cleared
 */
public record StoreOptions(SyncPolicy sync, long segmentBytes, Duration keyTime, Clock clock, Timer timer) {

    /** The size of segments that suits most. */
    public static final long SEGMENT_BYTES = 16 << 20;

    /** @throws IllegalArgumentException if a segment is to have less than 1 KiB */
    public StoreOptions {
        if (segmentBytes < 1024) {
            throw new IllegalArgumentException(
                    "A segment has 1024 bytes or more; this was to have " + segmentBytes + ".");
        }
    }
}
