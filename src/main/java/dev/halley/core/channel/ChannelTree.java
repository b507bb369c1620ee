package dev.halley.core.channel;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerChannel;
import dev.halley.core.runtime.OrderedNotices;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.ChannelId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels that are there, by name, and who is subscribed to what.
 *
 * <p>Thread-safety: thread-safe; reading takes no lock. The coming and going of channels is guarded by this, that of subscriptions by
 * the session's {@link Subscriptions}.
 */
public final class ChannelTree {

    private final Map<String, CoreChannel> channels = new ConcurrentHashMap<>();
    private final ChannelChildren children = new ChannelChildren();
    private final ChannelListeners listeners;
    private final Platform platform;
    private final UserCode userCode;
    private final OrderedNotices<String> channelNotices = new OrderedNotices<>();
    private final OrderedNotices<Subscriber> subscriptionNotices = new OrderedNotices<>();
    private final Subscriptions.Changes changes = new Changes();
    private final ChannelPublishing publishing;
    private final Interests interests;

    /**
     * @param listeners are told what happens
     * @param publishing what the channels publish by
     * @param interest is told which channels have subscribers
     */
    public ChannelTree(
            ChannelListeners listeners,
            Platform platform,
            UserCode userCode,
            ChannelPublishing publishing,
            ChannelInterest interest) {
        this.listeners = listeners;
        this.interests = new Interests(interest, platform.events());
        this.platform = platform;
        this.userCode = userCode;
        this.publishing = publishing;
    }

    public @Nullable CoreChannel get(String name) {
        return channels.get(name);
    }

    public Collection<CoreChannel> all() {
        return List.copyOf(channels.values());
    }

    public int size() {
        return channels.size();
    }

    public Collection<ServerChannel> children(ChannelId parent) {
        return children.of(parent);
    }

    /** @return the channels that a pattern or template matches, and the one that is named so, by their names */
    public Collection<ServerChannel> matching(ChannelId id) {
        return channels.values().stream()
                .filter(channel -> id.matches(channel.id()))
                .sorted(Comparator.comparing(CoreChannel::name))
                .<ServerChannel>map(channel -> channel)
                .toList();
    }

    /** Gets a channel, or makes it: set up before anybody sees it. */
    public CoreChannel getOrCreate(ChannelId id, Consumer<? super ServerChannel> setUp) {
        CoreChannel channel = obtain(id, null, setUp);
        if (channel == null) {
            throw new IllegalStateException("Nothing bounds this, so it cannot be refused.");
        }
        return channel;
    }

    /**
     * Gets a channel, or makes it for a session.
     *
     * @param quota bounds what is made for it; null if nothing does
     * @return null if the allowance is used up
     */
    public @Nullable CoreChannel getOrCreate(ChannelId id, @Nullable ChannelQuota quota) {
        return obtain(id, quota, made -> {});
    }

    private @Nullable CoreChannel obtain(
            ChannelId id, @Nullable ChannelQuota quota, Consumer<? super ServerChannel> setUp) {
        while (true) {
            CoreChannel there = channels.get(id.toString());
            if (there == null) {
                if (quota != null && !quota.take()) {
                    return null;
                }
                CoreChannel made = make(id, quota);
                setUp(made, setUp);
                there = enter(made);
                if (there == null) {
                    channelNotices.tell(made.name());
                    return made;
                }
                // Who was subscribed while this one was set up is to be subscribed to the one that is there.
                for (Subscriber session : discard(made)) {
                    subscribe(session, there, false);
                }
            }
            if (there.lease().lease()) {
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

    private CoreChannel make(ChannelId id, @Nullable ChannelQuota quota) {
        return new CoreChannel(id, this, publishing, quota, platform.config().broadcastToPublisher());
    }

    /** Whoever throws may not have added the authorizers that it is there to add: then there is no channel. */
    private void setUp(CoreChannel made, Consumer<? super ServerChannel> setUp) {
        boolean complete = false;
        try {
            List<BayeuxServerListener.ChannelListener> all =
                    listeners.channels().all();
            if (!all.isEmpty()) {
                userCode.runner().runUserCode(() -> all.forEach(listener -> listener.configureChannel(made)));
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
    private Subscriber[] discard(CoreChannel made) {
        made.lease().end();
        giveBack(made);
        return unsubscribeAll(made);
    }

    /** @return the channels that a message on this channel concerns: patterns from the root down, then itself */
    public List<CoreChannel> path(ChannelId id) {
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
    public Subscriber[] subscribersOf(ChannelId channel) {
        List<CoreChannel> path = path(channel);
        Subscriber[] first = null;
        Set<Subscriber> all = null;
        for (CoreChannel matching : path) {
            Subscriber[] some = matching.subscriberSet().all();
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
            return new Subscriber[0];
        }
        return all == null ? first : all.toArray(Subscriber[]::new);
    }

    /** @param left who is left out; null for nobody. @return how many sessions an event on that channel would go to */
    public int audience(ChannelId channel, @Nullable Subscriber left) {
        List<Subscriber> all = List.of(subscribersOf(channel));
        return all.size() - (left != null && all.contains(left) ? 1 : 0);
    }

    private static Set<Subscriber> union(@Nullable Set<Subscriber> all, Subscriber[] first, Subscriber[] more) {
        Set<Subscriber> union = all == null ? new LinkedHashSet<>(List.of(first)) : all;
        union.addAll(List.of(more));
        return union;
    }

    /**
     * @param limited whether the bound on the session's subscriptions counts
     * @return what became of it; nobody is subscribed to meta or service channels
     */
    public Subscriptions.Added subscribe(Subscriber session, CoreChannel channel, boolean limited) {
        CoreChannel target = channel;
        while (target != null) {
            Subscriptions.Added added = session.subscribed().add(session, target, limited, changes);
            interests.tell();
            if (added == Subscriptions.Added.NEW) {
                target.lease().lease();
                subscriptionNotices.tell(session);
            }
            if (added != Subscriptions.Added.CHANNEL_GONE) {
                return added;
            }
            target = getOrCreate(channel.id(), limited ? session.subscribed().quota() : null);
        }
        return Subscriptions.Added.TOO_MANY_CHANNELS;
    }

    /** @return done when what is published elsewhere on that channel or pattern arrives at its subscribers here */
    public CompletionStage<Void> known(ChannelId id) {
        return interests.known(id);
    }

    /** @return how many channels and patterns have subscribers */
    public int interests() {
        return interests.size();
    }

    /** @return whether it was subscribed */
    public boolean unsubscribe(Subscriber session, ChannelId id) {
        CoreChannel channel = channels.get(id.toString());
        boolean was = channel != null && session.subscribed().remove(session, channel, changes);
        interests.tell();
        subscriptionNotices.tell(session);
        return was;
    }

    /** The session is gone. */
    public void unsubscribeAll(Subscriber session) {
        session.subscribed().end(session, changes);
        interests.tell();
        subscriptionNotices.tell(session);
    }

    /** The channel is gone. @return who was subscribed to it */
    private Subscriber[] unsubscribeAll(CoreChannel channel) {
        Subscriber[] subscribers = channel.subscriberSet().close();
        if (subscribers.length > 0) {
            interests.changed(channel.id(), false);
            interests.tell();
        }
        for (Subscriber session : subscribers) {
            session.subscribed().remove(session, channel, changes);
            subscriptionNotices.tell(session);
        }
        return subscribers;
    }

    public void remove(CoreChannel channel) {
        channel.lease().end();
        leave(channel);
    }

    /** Removes what has been unused for a while. @return how many channels that were */
    public int sweep() {
        int removed = 0;
        for (CoreChannel channel : channels.values()) {
            if (channel.lease().sweep(channel::isUnused, channel.subscriberSet()::closeIfEmpty) && takeOut(channel)) {
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
        ChannelQuota quota = channel.quota();
        if (quota != null) {
            quota.giveBack();
        }
    }

    private void tellChannelAdded(CoreChannel made) {
        platform.events().channelAdded(made.name());
        tell(listeners.channels().all(), listener -> listener.channelAdded(made));
    }

    private void tellChannelRemoved(CoreChannel channel) {
        platform.events().channelRemoved(channel.name());
        tell(listeners.channels().all(), listener -> listener.channelRemoved(channel.name()));
    }

    /** What nobody listens to is not noted. */
    private final class Changes implements Subscriptions.Changes {

        @Override
        public void subscribed(Subscriber session, CoreChannel channel) {
            note(session, channel, () -> tellSubscribed(session, channel));
        }

        @Override
        public void unsubscribed(Subscriber session, CoreChannel channel) {
            note(session, channel, () -> tellUnsubscribed(session, channel));
        }

        private void note(Subscriber session, CoreChannel channel, Runnable notice) {
            if (!listeners.subscriptions().all().isEmpty()
                    || !channel.subscriptionListeners().isEmpty()) {
                subscriptionNotices.add(session, notice);
            }
        }

        @Override
        public void firstCame(CoreChannel channel) {
            interests.changed(channel.id(), true);
        }

        @Override
        public void lastLeft(CoreChannel channel) {
            interests.changed(channel.id(), false);
        }

        @Override
        public int untold(Subscriber session) {
            return subscriptionNotices.waiting(session);
        }
    }

    private void tellSubscribed(Subscriber session, CoreChannel channel) {
        tell(channel.subscriptionListeners(), listener -> listener.subscribed(session, channel));
        tell(listeners.subscriptions().all(), listener -> listener.subscribed(session, channel));
    }

    private void tellUnsubscribed(Subscriber session, CoreChannel channel) {
        tell(channel.subscriptionListeners(), listener -> listener.unsubscribed(session, channel));
        tell(listeners.subscriptions().all(), listener -> listener.unsubscribed(session, channel));
    }

    private <L> void tell(List<L> all, Consumer<L> call) {
        if (!all.isEmpty()) {
            userCode.runner()
                    .runUserCode(() -> all.forEach(
                            listener -> userCode.run("channel listener", listener, () -> call.accept(listener))));
        }
    }
}
