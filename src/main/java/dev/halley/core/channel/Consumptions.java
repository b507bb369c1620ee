package dev.halley.core.channel;

import dev.halley.api.Registration;
import dev.halley.protocol.ChannelId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who consumes the histories of channels.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Consumptions {

    private final Map<ChannelId, List<Consumption<?>>> all = new ConcurrentHashMap<>();

    Registration add(ChannelId channel, Consumption<?> consumption) {
        all.compute(channel, (id, there) -> {
            List<Consumption<?>> more = there == null ? new CopyOnWriteArrayList<>() : there;
            more.add(consumption);
            return more;
        });
        return () -> {
            consumption.close();
            all.computeIfPresent(channel, (id, there) -> {
                there.remove(consumption);
                return there.isEmpty() ? null : there;
            });
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
