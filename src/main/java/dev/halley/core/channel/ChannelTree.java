package dev.halley.core.channel;

import dev.halley.api.ChannelHistory;
import dev.halley.api.ChannelPresence;
import dev.halley.api.Member;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.ChannelId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
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
    private final Platform platform;
    private final ChannelPublishing publishing;
    private final Interests interests;
    private final ChannelEvents channelEvents;
    private final SubscriptionEvents subscriptionEvents;
    private final ChannelMembers members;
    private final HistoryRules historyRules;
    private final OverflowRules overflowRules;
    private final Consumptions consumptions;
    private final UserCode userCode;
    private final CoreChannel.Tree askedByChannels = new AskedByChannels();

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
        this.platform = platform;
        this.publishing = publishing;
        this.userCode = userCode;
        this.historyRules = new HistoryRules(platform.config().history().rules(), listeners.members()::isReserved);
        this.overflowRules =
                new OverflowRules(platform.config().limits().overflow(), historyRules, this::countsDropped);
        this.interests = new Interests(interest, platform.events());
        this.consumptions = new Consumptions(interests);
        this.channelEvents = new ChannelEvents(listeners.channels(), userCode);
        this.subscriptionEvents = new SubscriptionEvents(listeners, userCode, interests);
        this.members = listeners.members();
    }

    /** @return who consumes the histories of channels */
    public Consumptions consumptions() {
        return consumptions;
    }

    /** @return which channels keep history */
    public HistoryRules historyRules() {
        return historyRules;
    }

    /** @return what becomes of messages for clients that are slower than their channels */
    public OverflowRules overflowRules() {
        return overflowRules;
    }

    private @Nullable LongAdder countsDropped(String name) {
        CoreChannel channel = channels.get(name);
        return channel == null ? null : channel.settings().dropped();
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
                    channelEvents.tell(made.name());
                    if (made.settings().presence() != null) {
                        showOrHide(made);
                    }
                    return made;
                }
                // Who was subscribed while this one was set up is to be subscribed to the one that is there.
                for (Subscription<?> subscription : discard(made)) {
                    subscribe(subscribing(subscription.session()), there, false);
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
            channelEvents.added(made);
        }
        return there;
    }

    /** @return false if it was not there, or is not any more */
    private synchronized boolean takeOut(CoreChannel channel) {
        boolean was = channels.remove(channel.name(), channel);
        if (was) {
            children.remove(channel);
            giveBack(channel);
            channelEvents.removed(channel);
        }
        return was;
    }

    private CoreChannel make(ChannelId id, @Nullable ChannelQuota quota) {
        return new CoreChannel(
                id, askedByChannels, publishing, quota, platform.config().broadcastToPublisher());
    }

    /** Whoever throws may not have added the authorizers that it is there to add: then there is no channel. */
    private void setUp(CoreChannel made, Consumer<? super ServerChannel> setUp) {
        boolean complete = false;
        try {
            channelEvents.configure(made);
            setUp.accept(made);
            complete = true;
        } finally {
            if (!complete) {
                discard(made);
            }
        }
    }

    /** Nobody has seen this one but those who set it up: somebody else was faster, or one of them threw. @return its subscriptions */
    private Subscription<?>[] discard(CoreChannel made) {
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

    /** @return one subscription of each session that is subscribed to that channel or to a pattern that matches; not to be changed */
    public Subscription<?>[] subscriptionsTo(ChannelId channel) {
        Subscription<?>[] first = Subscribers.NONE;
        Map<Subscriber, Subscription<?>> several = null;
        for (CoreChannel matching : path(channel)) {
            Subscription<?>[] some = matching.subscriberSet().all();
            if (first.length == 0) {
                first = some;
            } else if (some.length > 0) {
                several = union(several, first, some);
            }
        }
        return several == null ? first : several.values().toArray(Subscription<?>[]::new);
    }

    private static Map<Subscriber, Subscription<?>> union(
            @Nullable Map<Subscriber, Subscription<?>> several, Subscription<?>[] first, Subscription<?>[] more) {
        Map<Subscriber, Subscription<?>> union = several;
        if (union == null) {
            union = new LinkedHashMap<>(Math.max(16, 2 * first.length));
            addAll(union, first);
        }
        addAll(union, more);
        return union;
    }

    private static void addAll(Map<Subscriber, Subscription<?>> union, Subscription<?>[] subscriptions) {
        for (Subscription<?> subscription : subscriptions) {
            union.putIfAbsent(subscription.session(), subscription);
        }
    }

    /** @param left who is left out; null for nobody. @return how many sessions an event on that channel would go to */
    public int audience(ChannelId channel, @Nullable Subscriber left) {
        int sessions = 0;
        for (Subscription<?> subscription : subscriptionsTo(channel)) {
            sessions += subscription.session() == left ? 0 : 1;
        }
        return sessions;
    }

    /**
     * @param limited whether the bound on the session's subscriptions counts
     * @return what became of it; nobody is subscribed to meta or service channels
     */
    public Subscriptions.Added subscribe(SubscribingSession session, CoreChannel channel, boolean limited) {
        CoreChannel target = channel;
        while (target != null) {
            Subscriptions.Added added = session.subscribed().add(target, limited, subscriptionEvents);
            subscriptionEvents.tellBroker();
            if (added == Subscriptions.Added.NEW) {
                target.lease().lease();
                subscriptionEvents.tell(session);
            }
            if (added == Subscriptions.Added.NEW || added == Subscriptions.Added.THERE_ALREADY) {
                attend(session, target, limited);
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
    public boolean unsubscribe(SubscribingSession session, ChannelId id) {
        CoreChannel channel = channels.get(id.toString());
        boolean was = channel != null && session.subscribed().remove(channel, subscriptionEvents);
        subscriptionEvents.tellBroker();
        subscriptionEvents.tell(session);
        return was;
    }

    /** @param asked whether a remote session has asked for its subscription, and not code of the server */
    private void attend(SubscribingSession session, CoreChannel channel, boolean asked) {
        if (!members.isUsed() || !session.isHandshaken()) {
            return;
        }
        ChannelId id = channel.id();
        if (members.mayWatch(session, id, asked)) {
            session.subscribed().whileSubscribed(channel, () -> members.watch(session, id));
        } else if (showsMembers(id)) {
            String member = members.memberOf(session);
            if (member != null) {
                session.subscribed().whileSubscribed(channel, () -> members.enter(session, id, member));
                members.tell();
            }
        }
    }

    /** A session has its handshake: it is in the channels that it was subscribed to before. */
    public void handshaken(SubscribingSession session) {
        for (ChannelId id : session.subscribed().all()) {
            CoreChannel channel = channels.get(id.toString());
            if (channel != null) {
                attend(session, channel, false);
            }
        }
    }

    /** @return who is shown to be in channels */
    public ChannelMembers members() {
        return members;
    }

    /** @return whether the members of that channel are shown: as was said of it, or of the narrowest pattern that something was said of */
    public boolean showsMembers(ChannelId id) {
        if (!members.isUsed() || !id.isBroadcast() || !id.isPlain() || members.isReserved(id)) {
            return false;
        }
        Boolean said = saidOf(id);
        List<ChannelId> wilds = id.wilds();
        for (int i = wilds.size() - 1; said == null && i >= 0; i--) {
            said = saidOf(wilds.get(i));
        }
        return said != null && said;
    }

    private @Nullable Boolean saidOf(ChannelId id) {
        CoreChannel there = channels.get(id.toString());
        Boolean said = there == null ? null : there.settings().presence();
        return said == null && members.isConfigured(id) ? Boolean.TRUE : said;
    }

    /** Something else was said of the members of a channel, or of the channels that match a pattern. */
    private void showOrHide(CoreChannel changed) {
        for (CoreChannel channel : channels.values()) {
            if (channel != changed && changed.id().isWild() && changed.id().matches(channel.id())) {
                showOrHideAlone(channel);
            }
        }
        if (!changed.id().isWild()) {
            showOrHideAlone(changed);
        }
    }

    private void showOrHideAlone(CoreChannel channel) {
        if (showsMembers(channel.id())) {
            for (Subscription<?> subscription : channel.subscriberSet().all()) {
                attend(subscribing(subscription.session()), channel, false);
            }
        } else {
            members.hide(channel.id());
        }
    }

    /** Members are to be shown: nothing else may be where that is done. What clients have made there goes. */
    private void claimPrefix() {
        List<CoreChannel> inTheWay = new ArrayList<>();
        synchronized (this) {
            if (members.isUsed()) {
                return;
            }
            members.require();
            members.use(true);
            for (CoreChannel channel : channels.values()) {
                if (channel.id().isPlain() && members.isReserved(channel.id())) {
                    inTheWay.add(channel);
                }
            }
            for (CoreChannel channel : inTheWay) {
                if (channel.quota() == null) {
                    members.use(false);
                    throw new IllegalStateException(channel.id()
                            + " is below 'presencePrefix', where the server shows members: take another name, or set"
                            + " another prefix.");
                }
            }
        }
        inTheWay.forEach(this::remove);
    }

    /** The session takes no more subscriptions: it is nowhere any more, though its subscriptions are taken away later. */
    public void goesOut(SubscribingSession session) {
        session.subscribed().close();
        members.ended(session);
    }

    /** The session is gone. */
    public void unsubscribeAll(SubscribingSession session) {
        session.subscribed().end(subscriptionEvents);
        subscriptionEvents.tellBroker();
        subscriptionEvents.tell(session);
    }

    /** The channel is gone. @return the subscriptions that it had */
    private Subscription<?>[] unsubscribeAll(CoreChannel channel) {
        Subscription<?>[] last = channel.subscriberSet().close();
        if (last.length > 0) {
            subscriptionEvents.lastLeft(channel);
            subscriptionEvents.tellBroker();
        }
        for (Subscription<?> subscription : last) {
            Subscriber session = subscription.session();
            subscribing(session).subscribed().remove(channel, subscriptionEvents);
            subscriptionEvents.tell(session);
        }
        return last;
    }

    /** @param session of this server, as they all are that applications and channels have hold of */
    private static SubscribingSession subscribing(ServerSession session) {
        return (SubscribingSession) session;
    }

    public void remove(CoreChannel channel) {
        channel.lease().end();
        leave(channel);
    }

    /** Removes what has been unused for a while. @return how many channels that were */
    public int sweep() {
        if (members.sweep()) {
            platform.handOver(members::tell);
        }
        historyRules.sweep();
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
        if (channel.settings().presence() != null && channel.id().isWild()) {
            showOrHide(channel);
        }
        channelEvents.tell(channel.name());
    }

    private static void giveBack(CoreChannel channel) {
        ChannelQuota quota = channel.quota();
        if (quota != null) {
            quota.giveBack();
        }
    }

    /** What the channels ask the tree that they are in. */
    private final class AskedByChannels implements CoreChannel.Tree {

        @Override
        public @Nullable ServerChannel get(ChannelId id) {
            return channels.get(id.toString());
        }

        @Override
        public Collection<ServerChannel> children(ChannelId parent) {
            return children.of(parent);
        }

        @Override
        public boolean subscribe(ServerSession session, CoreChannel channel) {
            Subscriptions.Added added = ChannelTree.this.subscribe(subscribing(session), channel, false);
            return added == Subscriptions.Added.NEW || added == Subscriptions.Added.THERE_ALREADY;
        }

        @Override
        public boolean unsubscribe(ServerSession session, ChannelId id) {
            return ChannelTree.this.unsubscribe(subscribing(session), id);
        }

        @Override
        public void remove(CoreChannel channel) {
            ChannelTree.this.remove(channel);
        }

        @Override
        public void mayShowMembers(CoreChannel channel) {
            claimPrefix();
            if (members.isReserved(channel.id())) {
                throw new IllegalStateException(
                        "The members of " + channel.id() + " cannot be shown: that is where members are shown.");
            }
        }

        @Override
        public void presenceSaid(CoreChannel channel) {
            showOrHide(channel);
        }

        @Override
        public ChannelPresence presence(ChannelId id) {
            return new Shown(id);
        }

        @Override
        public boolean isWatched(ChannelId id) {
            return members.isWatched(id);
        }

        @Override
        public HistoryRules historyRules() {
            return historyRules;
        }

        @Override
        public OverflowRules overflowRules() {
            return overflowRules;
        }

        @Override
        public ChannelHistory history(ChannelId id) {
            HistoryAccess access = new HistoryAccess(historyRules.keeperOf(id), platform, userCode);
            return new StreamHistory(id, access, consumptions);
        }

        @Override
        public ServerChannel successor(ChannelId gone) {
            return getOrCreate(gone, made -> {});
        }
    }

    private final class Shown implements ChannelPresence {
        private final ChannelId id;

        Shown(ChannelId id) {
            this.id = id;
        }

        @Override
        public boolean isOn() {
            return showsMembers(id);
        }

        @Override
        public List<Member> members() {
            return isOn() ? members.members(id) : List.of();
        }
    }
}
