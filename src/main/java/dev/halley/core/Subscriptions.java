package dev.halley.core;

import dev.halley.protocol.ChannelId;
import java.util.HashSet;
import java.util.Set;

/**
 * What one session is subscribed to, and how many channels it brought into being; both bounded.
 *
 * <p>Thread-safety: guarded by this.
 */
final class Subscriptions {

    private final int maxSubscriptions;
    private final int maxChannels;
    private Set<ChannelId> channels = Set.of();
    private int created;
    private boolean ended;

    Subscriptions(int maxSubscriptions, int maxChannels) {
        this.maxSubscriptions = maxSubscriptions;
        this.maxChannels = maxChannels;
    }

    /** @return whether so many more fit */
    synchronized boolean hasRoomFor(Set<ChannelId> more) {
        int added = 0;
        for (ChannelId channel : more) {
            added += channels.contains(channel) ? 0 : 1;
        }
        return channels.size() + added <= maxSubscriptions;
    }

    /** @return false if the session has ended */
    synchronized boolean add(ChannelId channel) {
        if (ended) {
            return false;
        }
        if (channels.isEmpty()) {
            channels = new HashSet<>(4);
        }
        channels.add(channel);
        return true;
    }

    synchronized void remove(ChannelId channel) {
        if (!channels.isEmpty()) {
            channels.remove(channel);
        }
    }

    synchronized boolean contains(ChannelId channel) {
        return channels.contains(channel);
    }

    synchronized Set<ChannelId> all() {
        return Set.copyOf(channels);
    }

    /** Takes no more. @return all that there were */
    synchronized Set<ChannelId> end() {
        ended = true;
        Set<ChannelId> all = channels;
        channels = Set.of();
        return all;
    }

    /** Counts a channel that the session is about to bring into being. @return false if that would be one too many */
    synchronized boolean mayCreate() {
        if (created >= maxChannels) {
            return false;
        }
        created++;
        return true;
    }

    /** A channel that the session brought into being is gone, or was not made after all. */
    synchronized void createdIsGone() {
        created--;
    }
}
