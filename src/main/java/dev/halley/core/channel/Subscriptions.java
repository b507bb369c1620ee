package dev.halley.core.channel;

import dev.halley.protocol.ChannelId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one session is subscribed to, and what channels were made for it; both bounded. A subscription changes together with the
 * channel's own record, in one step, so that neither knows of a subscription that the other does not; and each change is noted in that
 * step, so that listeners hear of all in their order.
 *
 * <p>Thread-safety: guarded by this; takes the lock of a channel's {@link Subscribers}, and those of {@link SubscriptionEvents}, while
 * it holds its own, never the other way round.
 */
public final class Subscriptions {

    private final Subscriber session;
    private final int max;
    private final @Nullable ChannelQuota quota;
    private Map<ChannelId, Subscription<CoreChannel>> byChannel = Map.of();
    private boolean ended;

    /** What became of a wish to subscribe. */
    public enum Added {
        NEW,
        THERE_ALREADY,
        /** The session has as many as it may. */
        TOO_MANY,
        /** The channel is gone: another one is to be got in its place. */
        CHANNEL_GONE,
        /** The channel is gone, and the session has had as many made as it may. */
        TOO_MANY_CHANNELS,
        SESSION_ENDED
    }

    /** @param quota bounds the channels that are made for the session; null if nothing does */
    public Subscriptions(Subscriber session, int max, @Nullable ChannelQuota quota) {
        this.session = session;
        this.max = max;
        this.quota = quota;
    }

    public @Nullable ChannelQuota quota() {
        return quota;
    }

    /** @return whether all of them fit */
    public synchronized boolean hasRoomFor(Set<ChannelId> more) {
        int added = 0;
        for (ChannelId channel : more) {
            added += byChannel.containsKey(channel) ? 0 : 1;
        }
        return byChannel.size() + added <= max;
    }

    /** @param limited whether the bound counts; what listeners are to be told yet, as one of them takes long, counts as well */
    synchronized Added add(CoreChannel channel, boolean limited, SubscriptionEvents events) {
        if (ended) {
            return Added.SESSION_ENDED;
        }
        Subscription<CoreChannel> before = byChannel.get(channel.id());
        boolean full = before == null && byChannel.size() >= max;
        if (limited && (full || events.untold(session) >= max)) {
            return Added.TOO_MANY;
        }
        boolean there = before != null && before.channel() == channel;
        Subscription<CoreChannel> subscription = there ? before : new Subscription<>(session, channel);
        Subscribers.Added among = channel.subscriberSet().add(subscription);
        if (among == Subscribers.Added.CLOSED) {
            return Added.CHANNEL_GONE;
        }
        if (among == Subscribers.Added.FIRST) {
            events.firstCame(channel);
        }
        if (there) {
            return Added.THERE_ALREADY;
        }
        if (before != null) {
            // This channel is in the place of that one, and whoever removes that one has not come by yet.
            leave(before, events);
        }
        if (byChannel.isEmpty()) {
            byChannel = new HashMap<>(4);
        }
        byChannel.put(channel.id(), subscription);
        events.subscribed(subscription);
        return Added.NEW;
    }

    /** @return whether it was subscribed to that very channel, not to another one of the same name that has taken its place */
    synchronized boolean remove(CoreChannel channel, SubscriptionEvents events) {
        Subscription<CoreChannel> there = byChannel.get(channel.id());
        if (there == null || there.channel() != channel) {
            return false;
        }
        byChannel.remove(channel.id());
        leave(there, events);
        return true;
    }

    /** Does something in one step with the subscription's being there; not at all if it is not, or the session has ended. */
    synchronized void whileSubscribed(CoreChannel channel, Runnable step) {
        Subscription<CoreChannel> there = byChannel.get(channel.id());
        if (!ended && there != null && there.channel() == channel) {
            step.run();
        }
    }

    public synchronized Set<ChannelId> all() {
        return Set.copyOf(byChannel.keySet());
    }

    /** @return whether it is subscribed to that channel, or to a pattern that matches */
    public synchronized boolean reach(ChannelId channel) {
        return reach(byChannel.keySet(), channel);
    }

    /** @return whether that channel is among those, or a pattern that matches it */
    public static boolean reach(Set<ChannelId> subscriptions, ChannelId channel) {
        return subscriptions.contains(channel) || channel.wilds().stream().anyMatch(subscriptions::contains);
    }

    /** The session ends: it takes no more. */
    public synchronized void close() {
        ended = true;
    }

    /** The session has ended: it is taken from all channels. */
    synchronized void end(SubscriptionEvents events) {
        ended = true;
        byChannel.values().forEach(subscription -> leave(subscription, events));
        byChannel = Map.of();
    }

    private static void leave(Subscription<CoreChannel> subscription, SubscriptionEvents events) {
        CoreChannel channel = subscription.channel();
        if (channel.subscriberSet().remove(subscription) == Subscribers.Removed.LAST) {
            events.lastLeft(channel);
        }
        events.unsubscribed(subscription);
    }
}
