package dev.halley.core;

import dev.halley.protocol.ChannelId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one session is subscribed to, and what channels were made for it; both bounded. A subscription changes together with the channel's own record, in one step, so that
 * neither knows of a subscription that the other does not.
 *
 * <p>Thread-safety: guarded by this; takes the lock of a channel's {@link Subscribers} while it holds its own, never the
 * other way round.
 */
final class Subscriptions {

    private final int max;
    private final @Nullable ChannelAllowance allowance;
    private Map<ChannelId, CoreChannel> channels = Map.of();
    private boolean ended;

    /** What became of a wish to subscribe. */
    enum Added {
        NEW,
        THERE_ALREADY,
        /** The session has as many as it may. */
        TOO_MANY,
        /** The channel is gone: another one is to be got in its place. */
        CHANNEL_GONE,
        SESSION_ENDED
    }

    /** @param allowance bounds the channels that are made for the session; null if nothing does */
    Subscriptions(int max, @Nullable ChannelAllowance allowance) {
        this.max = max;
        this.allowance = allowance;
    }

    @Nullable ChannelAllowance allowance() {
        return allowance;
    }

    /** @return whether all of them fit */
    synchronized boolean hasRoomFor(Set<ChannelId> more) {
        int added = 0;
        for (ChannelId channel : more) {
            added += channels.containsKey(channel) ? 0 : 1;
        }
        return channels.size() + added <= max;
    }

    /** @param limited whether the bound counts */
    synchronized Added add(CoreSession session, CoreChannel channel, boolean limited) {
        if (ended) {
            return Added.SESSION_ENDED;
        }
        if (limited && channels.size() >= max && !channels.containsKey(channel.id())) {
            return Added.TOO_MANY;
        }
        Subscribers.Added added = channel.subscriberSet().add(session);
        if (added == Subscribers.Added.CLOSED) {
            return Added.CHANNEL_GONE;
        }
        if (channels.isEmpty()) {
            channels = new HashMap<>(4);
        }
        channels.put(channel.id(), channel);
        return added == Subscribers.Added.NEW ? Added.NEW : Added.THERE_ALREADY;
    }

    /** @return whether it was subscribed to that very channel */
    synchronized boolean remove(CoreSession session, CoreChannel channel) {
        forget(channel);
        return channel.subscriberSet().remove(session);
    }

    /** The channel is gone. Another one of the same name, that has taken its place, is not. */
    synchronized void forget(CoreChannel channel) {
        if (!channels.isEmpty()) {
            channels.remove(channel.id(), channel);
        }
    }

    synchronized Set<ChannelId> all() {
        return Set.copyOf(channels.keySet());
    }

    /** Takes no more. @return the channels from which the session was taken */
    synchronized List<CoreChannel> end(CoreSession session) {
        ended = true;
        List<CoreChannel> left = new ArrayList<>(channels.size());
        for (CoreChannel channel : channels.values()) {
            if (channel.subscriberSet().remove(session)) {
                left.add(channel);
            }
        }
        channels = Map.of();
        return left;
    }
}
