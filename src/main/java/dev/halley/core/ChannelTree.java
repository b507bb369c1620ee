package dev.halley.core;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerChannel;
import dev.halley.core.runtime.OrderedNotices;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels that are there, by name, and who is subscribed to what.
 *
 * <p>Thread-safety: thread-safe; reading takes no lock. The coming and going of channels is guarded by this, that of subscriptions by
 * the session's {@link Subscriptions}.
 */
final class ChannelTree {

    private final Map<String, CoreChannel> channels = new ConcurrentHashMap<>();
    private final ChannelChildren children = new ChannelChildren();
    private final ServerListeners listeners;
    private final Platform platform;
    private final UserCode userCode;
    private final FlushScheduler scheduler;
    private final OrderedNotices<String> channelNotices = new OrderedNotices<>();
    private final OrderedNotices<CoreSession> subscriptionNotices = new OrderedNotices<>();
    private final Subscriptions.Changes changes = new Changes();
    private volatile @Nullable Publisher publisher;

    ChannelTree(ServerListeners listeners, Platform platform, UserCode userCode, FlushScheduler scheduler) {
        this.listeners = listeners;
        this.platform = platform;
        this.userCode = userCode;
        this.scheduler = scheduler;
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
    @Nullable CoreChannel getOrCreate(ChannelId id, @Nullable ChannelQuota allowance) {
        return obtain(id, allowance, made -> {});
    }

    private @Nullable CoreChannel obtain(
            ChannelId id, @Nullable ChannelQuota allowance, Consumer<? super ServerChannel> setUp) {
        while (true) {
            CoreChannel there = channels.get(id.toString());
            if (there == null) {
                if (allowance != null && !allowance.take()) {
                    return null;
                }
                CoreChannel made = make(id, allowance);
                setUp(made, setUp);
                there = enter(made);
                if (there == null) {
                    channelNotices.tell(made.name());
                    return made;
                }
                // Who was subscribed while this one was set up is to be subscribed to the one that is there.
                for (CoreSession session : discard(made)) {
                    subscribe(session, there, false);
                }
            }
            if (there.use().use()) {
                return there;
            }
            // Its end was decided, but it has not left yet: nobody waits for that.
            leave(there);
        }
    }

    /** @return the one that is there already; null if this one is there now */
    private synchronized @Nullable CoreChannel enter(CoreChannel made) {
        CoreChannel there = channels.putIfAbsent(made.name(), made);
        if (there == null) {
            children.add(made);
            channelNotices.add(made.name(), () -> tellChannelAdded(made));
        }
        return there;
    }

    /** @return false if it was not there, or is not any more */
    private synchronized boolean takeOut(CoreChannel channel) {
        boolean was = channels.remove(channel.name(), channel);
        if (was) {
            children.remove(channel);
            giveBack(channel);
            channelNotices.add(channel.name(), () -> tellChannelRemoved(channel));
        }
        return was;
    }

    private CoreChannel make(ChannelId id, @Nullable ChannelQuota allowance) {
        return new CoreChannel(id, this, allowance, platform.config().broadcastToPublisher());
    }

    /** Whoever throws may not have added the authorizers that it is there to add: then there is no channel. */
    private void setUp(CoreChannel made, Consumer<? super ServerChannel> setUp) {
        boolean complete = false;
        try {
            List<BayeuxServerListener.ChannelListener> all = listeners.channel();
            if (!all.isEmpty()) {
                scheduler.outside(() -> all.forEach(listener -> listener.configureChannel(made)));
            }
            setUp.accept(made);
            complete = true;
        } finally {
            if (!complete) {
                discard(made);
            }
        }
    }

    /** Nobody has seen this one but those who set it up: somebody else was faster, or one of them threw. @return its subscribers */
    private CoreSession[] discard(CoreChannel made) {
        made.use().end();
        giveBack(made);
        return unsubscribeAll(made);
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

    /** @return the sessions that are subscribed to that channel or to a pattern that matches, each once */
    CoreSession[] subscribersOf(ChannelId channel) {
        List<CoreChannel> path = path(channel);
        CoreSession[] first = null;
        Set<CoreSession> all = null;
        for (CoreChannel matching : path) {
            CoreSession[] some = matching.subscriberSet().all();
            if (some.length == 0) {
                continue;
            }
            if (first == null) {
                first = some;
            } else {
                all = union(all, first, some);
            }
        }
        if (first == null) {
            return new CoreSession[0];
        }
        return all == null ? first : all.toArray(CoreSession[]::new);
    }

    /** @param left who is left out; null for nobody. @return how many sessions an event on that channel would go to */
    int audience(ChannelId channel, @Nullable CoreSession left) {
        List<CoreSession> all = List.of(subscribersOf(channel));
        return all.size() - (left != null && all.contains(left) ? 1 : 0);
    }

    private static Set<CoreSession> union(@Nullable Set<CoreSession> all, CoreSession[] first, CoreSession[] more) {
        Set<CoreSession> union = all == null ? new LinkedHashSet<>(List.of(first)) : all;
        union.addAll(List.of(more));
        return union;
    }

    boolean publish(@Nullable CoreSession from, ChannelId id, RawJson data) {
        Publisher thePublisher = publisher;
        if (thePublisher == null) {
            throw new IllegalStateException("The server has not started.");
        }
        Envelope envelope = new Envelope(id.toString(), null, null, null, Map.of());
        Request.Publish message = new Request.Publish(envelope, id, data);
        BayeuxError[] refusal = new BayeuxError[1];
        scheduler.inScope(() -> refusal[0] = thePublisher.publish(from, message));
        if (refusal[0] != null) {
            thePublisher.stopped(from, message, refusal[0]);
        }
        return refusal[0] == null;
    }

    /**
     * @param limited whether the bound on the session's subscriptions counts
     * @return what became of it; nobody is subscribed to meta or service channels
     */
    Subscriptions.Added subscribe(CoreSession session, CoreChannel channel, boolean limited) {
        CoreChannel target = channel;
        while (target != null) {
            Subscriptions.Added added = session.subscribed().add(session, target, limited, changes);
            if (added == Subscriptions.Added.NEW) {
                target.use().use();
                subscriptionNotices.tell(session);
            }
            if (added != Subscriptions.Added.CHANNEL_GONE) {
                return added;
            }
            target = getOrCreate(channel.id(), limited ? session.allowance() : null);
        }
        return Subscriptions.Added.TOO_MANY_CHANNELS;
    }

    /** @return whether it was subscribed */
    boolean unsubscribe(CoreSession session, ChannelId id) {
        CoreChannel channel = channels.get(id.toString());
        boolean was = channel != null && session.subscribed().remove(session, channel, changes);
        subscriptionNotices.tell(session);
        return was;
    }

    /** The session is gone. */
    void unsubscribeAll(CoreSession session) {
        session.subscribed().end(session, changes);
        subscriptionNotices.tell(session);
    }

    /** The channel is gone. @return who was subscribed to it */
    private CoreSession[] unsubscribeAll(CoreChannel channel) {
        CoreSession[] subscribers = channel.subscriberSet().close();
        for (CoreSession session : subscribers) {
            session.subscribed().remove(session, channel, changes);
            subscriptionNotices.tell(session);
        }
        return subscribers;
    }

    void remove(CoreChannel channel) {
        channel.use().end();
        leave(channel);
    }

    /** Removes what has been unused for a while. @return how many channels that were */
    int sweep() {
        int removed = 0;
        for (CoreChannel channel : channels.values()) {
            if (channel.use().sweep(channel::isUnused, channel.subscriberSet()::closeIfEmpty) && takeOut(channel)) {
                // Whoever listens must not hold up the sweep.
                platform.handOver(() -> tellGone(channel));
                removed++;
            }
        }
        return removed;
    }

    /** Takes a channel out whose end was decided. @return false if somebody else did */
    private boolean leave(CoreChannel channel) {
        if (!takeOut(channel)) {
            return false;
        }
        tellGone(channel);
        return true;
    }

    private void tellGone(CoreChannel channel) {
        unsubscribeAll(channel);
        channelNotices.tell(channel.name());
    }

    private static void giveBack(CoreChannel channel) {
        ChannelQuota allowance = channel.allowance();
        if (allowance != null) {
            allowance.giveBack();
        }
    }

    private void tellChannelAdded(CoreChannel made) {
        platform.events().channelAdded(made.name());
        tell(listeners.channel(), listener -> listener.channelAdded(made));
    }

    private void tellChannelRemoved(CoreChannel channel) {
        platform.events().channelRemoved(channel.name());
        tell(listeners.channel(), listener -> listener.channelRemoved(channel.name()));
    }

    /** What nobody listens to is not noted. */
    private final class Changes implements Subscriptions.Changes {

        @Override
        public void subscribed(CoreSession session, CoreChannel channel) {
            note(session, channel, () -> tellSubscribed(session, channel));
        }

        @Override
        public void unsubscribed(CoreSession session, CoreChannel channel) {
            note(session, channel, () -> tellUnsubscribed(session, channel));
        }

        private void note(CoreSession session, CoreChannel channel, Runnable notice) {
            if (!listeners.subscription().isEmpty()
                    || !channel.subscriptionListeners().isEmpty()) {
                subscriptionNotices.add(session, notice);
            }
        }

        @Override
        public int untold(CoreSession session) {
            return subscriptionNotices.waiting(session);
        }
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
            scheduler.outside(() ->
                    all.forEach(listener -> userCode.run("channel listener", listener, () -> call.accept(listener))));
        }
    }
}
