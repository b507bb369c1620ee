package dev.halley.core;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerChannel;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels that are there, by name, and who is subscribed to what.
 *
 * <p>Thread-safety: thread-safe; reading takes no lock.
 */
final class ChannelRegistry {

    private final Map<String, CoreChannel> channels = new ConcurrentHashMap<>();
    private final ChannelChildren children = new ChannelChildren();
    private final ServerListeners listeners;
    private final Platform platform;
    private final UserCode userCode;
    private final FlushScheduler deliveries;
    private volatile @Nullable Publisher publisher;

    ChannelRegistry(ServerListeners listeners, Platform platform, FlushScheduler deliveries) {
        this.listeners = listeners;
        this.platform = platform;
        this.userCode = new UserCode(platform.events());
        this.deliveries = deliveries;
    }

    /** Publishers need the registry, and channels publish: so the publisher comes after. */
    void publisher(Publisher thePublisher) {
        publisher = thePublisher;
    }

    @Nullable CoreChannel get(String name) {
        return channels.get(name);
    }

    Collection<CoreChannel> all() {
        return List.copyOf(channels.values());
    }

    int size() {
        return channels.size();
    }

    Collection<ServerChannel> children(ChannelId parent) {
        return children.of(parent);
    }

    /** @return the channels that a pattern or template matches, and the one that is named so, by their names */
    Collection<ServerChannel> matching(ChannelId id) {
        return channels.values().stream()
                .filter(channel -> id.matches(channel.id()))
                .sorted(Comparator.comparing(CoreChannel::name))
                .<ServerChannel>map(channel -> channel)
                .toList();
    }

    /** Gets a channel, or makes it: set up before anybody sees it. */
    CoreChannel getOrCreate(ChannelId id, Consumer<? super ServerChannel> setUp) {
        CoreChannel channel = obtain(id, null, setUp);
        if (channel == null) {
            throw new IllegalStateException("Nothing bounds this, so it cannot be refused.");
        }
        return channel;
    }

    /**
     * Gets a channel, or makes it for a session.
     *
     * @param allowance bounds what is made for it; null if nothing does
     * @return null if the allowance is used up
     */
    @Nullable CoreChannel getOrCreate(ChannelId id, @Nullable ChannelAllowance allowance) {
        return obtain(id, allowance, made -> {});
    }

    private @Nullable CoreChannel obtain(
            ChannelId id, @Nullable ChannelAllowance allowance, Consumer<? super ServerChannel> setUp) {
        while (true) {
            CoreChannel there = channels.get(id.toString());
            if (there == null) {
                if (allowance != null && !allowance.take()) {
                    return null;
                }
                CoreChannel made = make(id, allowance);
                setUp(made, setUp);
                there = channels.putIfAbsent(id.toString(), made);
                if (there == null) {
                    children.add(made);
                    if (channels.get(made.name()) != made) {
                        // Removed before it was among the children, where its end did not find it.
                        children.remove(made);
                    }
                    tellAdded(made);
                    return made;
                }
                discard(made);
            }
            if (there.use().use()) {
                return there;
            }
            // Its end was decided, but it has not left yet: nobody waits for that.
            leave(there);
        }
    }

    private CoreChannel make(ChannelId id, @Nullable ChannelAllowance allowance) {
        return new CoreChannel(id, this, allowance, platform.config().broadcastToPublisher());
    }

    /** Whoever throws may not have added the authorizers that it is there to add: then there is no channel. */
    private void setUp(CoreChannel made, Consumer<? super ServerChannel> setUp) {
        boolean complete = false;
        try {
            List<BayeuxServerListener.ChannelListener> all = listeners.channel();
            if (!all.isEmpty()) {
                deliveries.outside(() -> all.forEach(listener -> listener.configureChannel(made)));
            }
            setUp.accept(made);
            complete = true;
        } finally {
            if (!complete) {
                discard(made);
            }
        }
    }

    /** Nobody has seen this one but those who set it up: somebody else was faster, or one of them threw. */
    private void discard(CoreChannel made) {
        made.use().end();
        giveBack(made);
        for (CoreSession session : made.subscriberSet().close()) {
            session.subscribed().forget(made);
        }
    }

    /** @return the channels that a message on this channel concerns: patterns from the root down, then itself */
    List<CoreChannel> path(ChannelId id) {
        CoreChannel exact = channels.get(id.toString());
        // A channel that is there has kept its patterns, and their hash codes.
        List<ChannelId> wilds = (exact == null ? id : exact.id()).wilds();
        List<CoreChannel> path = new ArrayList<>(wilds.size() + 1);
        for (ChannelId wild : wilds) {
            CoreChannel channel = channels.get(wild.toString());
            if (channel != null) {
                path.add(channel);
            }
        }
        if (exact != null) {
            path.add(exact);
        }
        return path;
    }

    boolean publish(@Nullable CoreSession from, ChannelId id, RawJson data) {
        Publisher thePublisher = publisher;
        if (thePublisher == null) {
            throw new IllegalStateException("The server has not started.");
        }
        Envelope envelope = new Envelope(id.toString(), null, null, null, Map.of());
        boolean[] published = new boolean[1];
        deliveries.inScope(
                () -> published[0] = thePublisher.publish(from, new Request.Publish(envelope, id, data)) == null);
        return published[0];
    }

    /**
     * @param limited whether the bound on the session's subscriptions counts
     * @return what became of it; nobody is subscribed to meta or service channels
     */
    Subscriptions.Added subscribe(CoreSession session, CoreChannel channel, boolean limited) {
        CoreChannel target = channel;
        while (true) {
            Subscriptions.Added added = session.subscribed().add(session, target, limited);
            if (added == Subscriptions.Added.CHANNEL_GONE) {
                target = getOrCreate(channel.id(), made -> {});
                continue;
            }
            if (added == Subscriptions.Added.NEW) {
                target.use().use();
                tellSubscribed(session, target);
            }
            return added;
        }
    }

    /** @return whether it was subscribed */
    boolean unsubscribe(CoreSession session, ChannelId id) {
        CoreChannel channel = channels.get(id.toString());
        boolean was = channel != null && session.subscribed().remove(session, channel);
        if (was) {
            tellUnsubscribed(session, channel);
        }
        return was;
    }

    /** The session is gone. */
    void unsubscribeAll(CoreSession session) {
        for (CoreChannel channel : session.subscribed().end(session)) {
            tellUnsubscribed(session, channel);
        }
    }

    void remove(CoreChannel channel) {
        channel.use().end();
        leave(channel);
    }

    /** Removes what has been unused for a while. @return how many channels that were */
    int sweep() {
        int removed = 0;
        for (CoreChannel channel : channels.values()) {
            if (channel.use().sweep(channel::isUnused, channel.subscriberSet()::closeIfEmpty) && leave(channel)) {
                removed++;
            }
        }
        return removed;
    }

    /** Takes a channel out whose end was decided. @return false if somebody else did */
    private boolean leave(CoreChannel channel) {
        if (!channels.remove(channel.id().toString(), channel)) {
            return false;
        }
        children.remove(channel);
        giveBack(channel);
        for (CoreSession session : channel.subscriberSet().close()) {
            session.subscribed().forget(channel);
            tellUnsubscribed(session, channel);
        }
        platform.events().channelRemoved(channel.name());
        tell(listeners.channel(), listener -> listener.channelRemoved(channel.name()));
        return true;
    }

    private static void giveBack(CoreChannel channel) {
        ChannelAllowance allowance = channel.allowance();
        if (allowance != null) {
            allowance.giveBack();
        }
    }

    private void tellAdded(CoreChannel made) {
        platform.events().channelAdded(made.name());
        tell(listeners.channel(), listener -> listener.channelAdded(made));
    }

    private void tellSubscribed(CoreSession session, CoreChannel channel) {
        tell(channel.subscriptionListeners(), listener -> listener.subscribed(session, channel));
        tell(listeners.subscription(), listener -> listener.subscribed(session, channel));
    }

    private void tellUnsubscribed(CoreSession session, CoreChannel channel) {
        tell(channel.subscriptionListeners(), listener -> listener.unsubscribed(session, channel));
        tell(listeners.subscription(), listener -> listener.unsubscribed(session, channel));
    }

    private <L> void tell(List<L> all, Consumer<L> call) {
        if (!all.isEmpty()) {
            deliveries.outside(
                    () -> all.forEach(listener -> userCode.run("channel listener", () -> call.accept(listener))));
        }
    }
}
