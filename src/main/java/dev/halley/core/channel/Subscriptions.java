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
 * <p>Thread-safety: guarded by this; takes the lock of a channel's {@link Subscribers}, and that of {@link Changes}, while it
 * holds its own, never the other way round.
 */
public final class Subscriptions {

    private final int max;
    private final @Nullable ChannelQuota quota;
    private Map<ChannelId, CoreChannel> channels = Map.of();
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

    /** Notes what changes, to tell listeners later: it is called under the lock. */
    interface Changes {

        void subscribed(Subscriber session, CoreChannel channel);

        void unsubscribed(Subscriber session, CoreChannel channel);

        /** The channel has its first subscriber. */
        void firstCame(CoreChannel channel);

        /** The channel has lost its last subscriber. */
        void lastLeft(CoreChannel channel);

        /** @return of how many changes nobody was told yet */
        int untold(Subscriber session);
    }

    /** @param quota bounds the channels that are made for the session; null if nothing does */
    public Subscriptions(int max, @Nullable ChannelQuota quota) {
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
            added += channels.containsKey(channel) ? 0 : 1;
        }
        return channels.size() + added <= max;
    }

    /** @param limited whether the bound counts; what listeners are to be told yet, as one of them takes long, counts as well */
    synchronized Added add(Subscriber session, CoreChannel channel, boolean limited, Changes changes) {
        if (ended) {
            return Added.SESSION_ENDED;
        }
        CoreChannel before = channels.get(channel.id());
        boolean full = before == null && channels.size() >= max;
        if (limited && (full || changes.untold(session) >= max)) {
            return Added.TOO_MANY;
        }
        Subscribers.Added among = channel.subscriberSet().add(session);
        if (among == Subscribers.Added.CLOSED) {
            return Added.CHANNEL_GONE;
        }
        if (among == Subscribers.Added.FIRST) {
            changes.firstCame(channel);
        }
        if (before == channel) {
            return Added.THERE_ALREADY;
        }
        if (before != null) {
            // This one is in its place, and whoever removes it has not come by yet.
            remove(session, before, changes);
        }
        if (channels.isEmpty()) {
            channels = new HashMap<>(4);
        }
        channels.put(channel.id(), channel);
        changes.subscribed(session, channel);
        return Added.NEW;
    }

    /** @return whether it was subscribed to that very channel, not to another one of the same name that has taken its place */
    synchronized boolean remove(Subscriber session, CoreChannel channel, Changes changes) {
        boolean was = !channels.isEmpty() && channels.remove(channel.id(), channel);
        removeFrom(channel, session, changes);
        if (was) {
            changes.unsubscribed(session, channel);
        }
        return was;
    }

    public synchronized Set<ChannelId> all() {
        return Set.copyOf(channels.keySet());
    }

    /** The session ends: it takes no more. */
    public synchronized void close() {
        ended = true;
    }

    /** The session has ended: it is taken from all channels. */
    synchronized void end(Subscriber session, Changes changes) {
        ended = true;
        for (CoreChannel channel : channels.values()) {
            removeFrom(channel, session, changes);
            changes.unsubscribed(session, channel);
        }
        channels = Map.of();
    }

    private static void removeFrom(CoreChannel channel, Subscriber session, Changes changes) {
        if (channel.subscriberSet().remove(session) == Subscribers.Removed.LAST) {
            changes.lastLeft(channel);
        }
    }
}
