package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures the offset of the server's clock and the network's lag, by the {@code ext.timesync} of meta messages. The
 * values are means of the last ten exchanges. Each client needs an extension of its own.
 *
 * <p>Thread-safety: thread-safe; guarded by itself.
 *
 * @since 0.1.0
 */
public final class TimesyncExtension implements ClientExtension {

    private static final String NAME = "timesync";
    private static final int MOST_SAMPLES = 10;

    /** What one exchange has told, in milliseconds. */
    private record Sample(long lag, long offset) {}

    private final InstantSource clock;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long lag;
    private long offset;

    /** Uses the system's clock. */
    public TimesyncExtension() {
        this(InstantSource.system());
    }

    /** Uses the given clock. */
    public TimesyncExtension(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @return how far the server's clock is ahead of this one, to the millisecond; zero before the first measurement
     */
    public synchronized Duration offset() {
        return Duration.ofMillis(offset);
    }

    /** @return how long a message takes one way, to the millisecond; zero before the first measurement */
    public synchronized Duration lag() {
        return Duration.ofMillis(lag);
    }

    /** @return the estimated time of the server's clock now */
    public Instant serverTime() {
        return clock.instant().plus(offset());
    }

    /** @return the message; a meta message with this client's time */
    @Override
    public Message outgoing(ClientSession session, Message message) {
        if (!message.isMeta()) {
            return message;
        }
        Map<String, Object> told = new LinkedHashMap<>();
        synchronized (this) {
            told.put("tc", clock.millis());
            told.put("l", lag);
            told.put("o", offset);
        }
        return message.withExt(NAME, told);
    }

    /**
     * Measures lag and offset if the message has the server's time.
     *
     * @return the message, unchanged
     */
    @Override
    public Message incoming(ClientSession session, Message message) {
        RawJson told = message.isMeta() ? message.ext(NAME).orElse(null) : null;
        if (told != null && told.isObject()) {
            Map<String, RawJson> members = JsonObjects.members(told);
            Long sent = millis(members.get("tc"));
            Long server = millis(members.get("ts"));
            Long held = millis(members.get("p"));
            if (sent != null && server != null) {
                long newLag = (clock.millis() - sent - (held == null ? 0 : held)) / 2;
                add(new Sample(newLag, server - sent - newLag));
            }
        }
        return message;
    }

    private synchronized void add(Sample sample) {
        samples.add(sample);
        if (samples.size() > MOST_SAMPLES) {
            samples.remove();
        }
        lag = Math.round(samples.stream().mapToLong(Sample::lag).average().orElse(0));
        offset = Math.round(samples.stream().mapToLong(Sample::offset).average().orElse(0));
    }

    private static @Nullable Long millis(@Nullable RawJson value) {
        return value == null || !value.isNumber() ? null : Long.valueOf((long) Double.parseDouble(value.text()));
    }
}
