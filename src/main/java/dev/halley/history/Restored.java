package dev.halley.history;

import dev.halley.config.HistoryConfig;
import dev.halley.history.store.StoredEntry;
import dev.halley.history.store.StoredKey;
import dev.halley.history.store.StoredStream;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Clock;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import java.time.Duration;
import java.util.List;

/**
 * A channel's stream as it was before a restart.
 *
 * <p>Thread-safety: immutable, but for the stream.
 *
 * @param doubtful whether messages behind its last one may be missing
 * @param time when the last message came, in milliseconds since 1970
 */
record Restored(KeptChannel kept, boolean doubtful, long time) {

    /** Sessions do not survive a restart. */
    private static final Origin NOBODY = new Origin(new NodeId("before"), Origin.SERVER);

    /** @throws IllegalArgumentException if a newer version wrote it */
    static Restored of(StoredStream stored, HistoryConfig config, Clock clock) {
        ChannelId channel = ChannelId.of(stored.channel());
        Stream stream = new Stream(stored.lineage(), stored.next(), stored.keep());
        stored.trimmed().forEach(stream::restoreLeft);
        Ages ages = new Ages(clock);
        long[] nanos =
                ages.of(stored.entries().stream().mapToLong(StoredEntry::time).toArray());
        int index = 0;
        for (StoredEntry entry : stored.entries()) {
            ChannelMessage message = EntryCodec.decode(stored.channel(), entry.data());
            Publication publication =
                    new Publication(channel, message, entry.position(), NOBODY, DeliveryHints.TO_ALL, null);
            stream.restore(publication, nanos[index++], MessageSize.of(message));
        }
        PublishKeys keys = keys(stored.keys(), config.publishKeyTtl(), ages);
        return new Restored(new KeptChannel(channel, stream, keys), stored.doubtful(), lastTime(stored));
    }

    private static PublishKeys keys(List<StoredKey> stored, Duration ttl, Ages ages) {
        PublishKeys keys = new PublishKeys(ttl);
        long[] nanos = ages.of(stored.stream().mapToLong(StoredKey::time).toArray());
        int index = 0;
        for (StoredKey key : stored) {
            keys.put(key.key().id(), key.key().digest(), key.position(), nanos[index++]);
        }
        return keys;
    }

    private static long lastTime(StoredStream stored) {
        List<StoredEntry> entries = stored.entries();
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).time();
    }

    /**
     * Turns the calendar's times into those that only move forward.
     *
     * @param clock of this server
     */
    private record Ages(Clock clock) {

        /** @param times in the order of what came: where the calendar's clock was set back, what came later counts as not older */
        long[] of(long... times) {
            long now = clock.millis();
            long nanos = clock.nanos();
            long youngest = 0;
            long[] all = new long[times.length];
            for (int i = times.length - 1; i >= 0; i--) {
                youngest = Math.max(youngest, now - times[i]);
                all[i] = nanos - Duration.ofMillis(youngest).toNanos();
            }
            return all;
        }
    }
}
