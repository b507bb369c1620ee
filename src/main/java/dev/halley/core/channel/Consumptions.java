package dev.halley.core.channel;

import dev.halley.api.Registration;
import dev.halley.protocol.ChannelId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who consumes the histories of channels.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Consumptions {

    private final Map<ChannelId, List<Consumption<?>>> all = new ConcurrentHashMap<>();

    private final Interests interests;

    /** @param interests is told that what is published elsewhere is to come here */
    Consumptions(Interests interests) {
        this.interests = interests;
    }

    Registration add(ChannelId channel, Consumption<?> consumption) {
        interests.changed(channel, true);
        // What is published before that is known is found when it is.
        interests.known(channel).whenComplete((known, failure) -> consumption.wake());
        all.compute(channel, (id, there) -> {
            List<Consumption<?>> more = there == null ? new CopyOnWriteArrayList<>() : there;
            more.add(consumption);
            return more;
        });
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (!open.compareAndSet(true, false)) {
                return;
            }
            consumption.close();
            all.computeIfPresent(channel, (id, there) -> {
                there.remove(consumption);
                return there.isEmpty() ? null : there;
            });
            interests.changed(channel, false);
            interests.tell();
        };
    }

    /** A message was stored. */
    public void stored(ChannelId channel) {
        List<Consumption<?>> there = all.isEmpty() ? null : all.get(channel);
        if (there != null) {
            there.forEach(Consumption::wake);
        }
    }

    /** The server stops: nobody gets anything any more. */
    public void close() {
        all.values().forEach(there -> there.forEach(Consumption::close));
        all.clear();
    }
}
