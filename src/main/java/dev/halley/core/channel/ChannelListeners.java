package dev.halley.core.channel;

import dev.halley.api.BayeuxServerListener;
import dev.halley.core.runtime.Listeners;

/**
 * Who is told what happens in the tree of channels.
 *
 * <p>Thread-safety: as its lists.
 *
 * @param channels are told of channels that come and go
 * @param subscriptions are told of all subscriptions
 * @param members are made of subscriptions
 */
public record ChannelListeners(
        Listeners<BayeuxServerListener.ChannelListener> channels,
        Listeners<BayeuxServerListener.SubscriptionListener> subscriptions,
        ChannelMembers members) {

    /** Where no members are shown. */
    public ChannelListeners(
            Listeners<BayeuxServerListener.ChannelListener> channels,
            Listeners<BayeuxServerListener.SubscriptionListener> subscriptions) {
        this(channels, subscriptions, ChannelMembers.NONE);
    }
}
