package dev.halley.core.channel;

import dev.halley.api.Authorizer;
import dev.halley.api.ChannelHistory;
import dev.halley.api.ChannelPresence;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.OverflowPolicy;
import dev.halley.api.Position;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.core.runtime.Attributes;
import dev.halley.core.runtime.Listeners;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A channel or pattern: its settings, listeners, authorizers and subscribers.
 *
 * <p>Thread-safety: thread-safe; each setting on its own.
 */
public final class CoreChannel implements ServerChannel {

    /** The tree that a channel is in, as far as the channel asks it. */
    interface Tree {

        @Nullable ServerChannel get(ChannelId id);

        Collection<ServerChannel> children(ChannelId parent);

        /** @return whether the session is subscribed, to this channel or to the one in its place */
        boolean subscribe(ServerSession session, CoreChannel channel);

        /** @return whether it was subscribed */
        boolean unsubscribe(ServerSession session, ChannelId id);

        void remove(CoreChannel channel);

        /** @throws IllegalStateException if its members cannot be shown */
        void mayShowMembers(CoreChannel channel);

        /** Something else was said of whether its members are shown. */
        void presenceSaid(CoreChannel channel);

        ChannelPresence presence(ChannelId id);

        /** @return whether somebody watches its members */
        boolean isWatched(ChannelId id);

        HistoryRules historyRules();

        OverflowRules overflowRules();

        /** @throws IllegalStateException if it keeps none */
        ChannelHistory history(ChannelId id);

        /** @return the channel that is in the place of one that is gone; made, if there is none yet */
        ServerChannel successor(ChannelId gone);
    }

    private final ChannelId id;
    private final Tree tree;
    private final ChannelPublishing publishing;
    private final @Nullable ChannelQuota quota;
    private final Subscribers subscribers = new Subscribers();
    private final Listeners<ServerChannelListener.MessageListener> messageListeners = new Listeners<>();
    private final Listeners<ServerChannelListener.SubscriptionListener> subscriptionListeners = new Listeners<>();
    private final Listeners<ServerChannelListener.MemberListener> memberListeners = new Listeners<>();
    private final Listeners<Authorizer> authorizers = new Listeners<>();
    private final Attributes attributes = new Attributes();
    private final ChannelSettings settings;
    private final ChannelLease lease = new ChannelLease();

    /** @param quota of the remote session that wanted it, to be given back when it is gone; or null */
    CoreChannel(
            ChannelId id,
            Tree tree,
            ChannelPublishing publishing,
            @Nullable ChannelQuota quota,
            boolean broadcastToPublisher) {
        this.id = id;
        this.tree = tree;
        this.publishing = publishing;
        this.quota = quota;
        this.settings = new ChannelSettings(broadcastToPublisher);
    }

    @Nullable ChannelQuota quota() {
        return quota;
    }

    ChannelLease lease() {
        return lease;
    }

    public Subscribers subscriberSet() {
        return subscribers;
    }

    public ChannelSettings settings() {
        return settings;
    }

    public List<ServerChannelListener.MessageListener> messageListeners() {
        return messageListeners.all();
    }

    List<ServerChannelListener.SubscriptionListener> subscriptionListeners() {
        return subscriptionListeners.all();
    }

    List<ServerChannelListener.MemberListener> memberListeners() {
        return memberListeners.all();
    }

    /** @return whether nothing speaks for keeping it: it is swept when that has been so for a while */
    boolean isUnused() {
        return !settings.persistent()
                && subscribers.isEmpty()
                && authorizers.isEmpty()
                && messageListeners.all().stream().allMatch(ServerChannelListener.Weak.class::isInstance)
                && subscriptionListeners.all().stream().allMatch(ServerChannelListener.Weak.class::isInstance)
                && memberListeners.all().stream().allMatch(ServerChannelListener.Weak.class::isInstance)
                && !keepsPresence();
    }

    private boolean keepsPresence() {
        return settings.presence() != null && (id.isWild() || tree.isWatched(id));
    }

    @Override
    public ChannelId id() {
        return id;
    }

    @Override
    public Optional<ServerChannel> parent() {
        ChannelId parent = id.parent();
        return parent == null ? Optional.empty() : Optional.ofNullable(tree.get(parent));
    }

    @Override
    public Collection<ServerChannel> children() {
        return tree.children(id);
    }

    @Override
    public Collection<ServerSession> subscribers() {
        return Stream.of(subscribers.all())
                .<ServerSession>map(Subscription::session)
                .toList();
    }

    @Override
    public boolean publish(@Nullable ServerSession from, @Nullable Object data) {
        return publishPlain(from, data).refusal() == null;
    }

    @Override
    public CompletionStage<Position> publishAsync(@Nullable ServerSession from, @Nullable Object data) {
        return publishPlain(from, data).position();
    }

    @Override
    public CompletionStage<Position> publishAsync(@Nullable ServerSession from, @Nullable Object data, String key) {
        return publishing
                .publish((Subscriber) from, id, toMessage(data).withPublishKey(key))
                .position();
    }

    private PublishResult publishPlain(@Nullable ServerSession from, @Nullable Object data) {
        return publishing.publish((Subscriber) from, id, toMessage(data));
    }

    private ChannelMessage toMessage(@Nullable Object data) {
        if (!id.isPlain()) {
            throw new IllegalStateException("Nothing can be published on " + id
                    + ": it is a meta channel, a pattern or a template. Publish on a broadcast or service channel.");
        }
        return Payload.toMessage(id.toString(), data);
    }

    @Override
    public boolean subscribe(ServerSession session) {
        return id.isBroadcast() && tree.subscribe(session, this);
    }

    @Override
    public boolean unsubscribe(ServerSession session) {
        return tree.unsubscribe(session, id);
    }

    @Override
    public void remove() {
        tree.remove(this);
    }

    @Override
    public Registration addListener(ServerChannelListener listener) {
        Registration added = lease.lease(() -> add(listener));
        return added != null ? added : successor().addListener(listener);
    }

    private Registration add(ServerChannelListener listener) {
        List<Registration> all = new ArrayList<>();
        if (listener instanceof ServerChannelListener.MessageListener message) {
            all.add(messageListeners.add(message));
        }
        if (listener instanceof ServerChannelListener.SubscriptionListener subscription) {
            all.add(subscriptionListeners.add(subscription));
        }
        if (listener instanceof ServerChannelListener.MemberListener member) {
            all.add(memberListeners.add(member));
        }
        return () -> all.forEach(Registration::close);
    }

    @Override
    public List<ServerChannelListener> listeners() {
        return Stream.of(messageListeners, subscriptionListeners, memberListeners)
                .<ServerChannelListener>flatMap(kind -> kind.all().stream())
                .distinct()
                .toList();
    }

    @Override
    public Registration addAuthorizer(Authorizer authorizer) {
        Registration added = lease.lease(() -> authorizers.add(authorizer));
        return added != null ? added : successor().addAuthorizer(authorizer);
    }

    /** This channel was swept or removed: who still has hold of it means the one in its place. */
    private ServerChannel successor() {
        return tree.successor(id);
    }

    @Override
    public List<Authorizer> authorizers() {
        return authorizers.all();
    }

    @Override
    public boolean isPersistent() {
        return settings.persistent();
    }

    @Override
    public void persistent(boolean persistent) {
        CoreChannel there = lease.lease(() -> {
            settings.persistent(persistent);
            return this;
        });
        if (there == null && persistent) {
            successor().persistent(true);
        }
    }

    @Override
    public boolean isLazy() {
        return settings.lazy();
    }

    @Override
    public void lazy(boolean lazy) {
        settings.lazy(lazy, null);
    }

    @Override
    public Optional<Duration> lazyTimeout() {
        return Optional.ofNullable(settings.lazyTimeout());
    }

    @Override
    public void lazyTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("A lazy timeout is longer than zero; this was " + timeout + ".");
        }
        settings.lazy(true, timeout);
    }

    @Override
    public boolean isBroadcastToPublisher() {
        return settings.broadcastToPublisher();
    }

    @Override
    public void broadcastToPublisher(boolean broadcast) {
        settings.broadcastToPublisher(broadcast);
    }

    @Override
    public ChannelPresence presence() {
        return tree.presence(id);
    }

    @Override
    public void presence(boolean on) {
        if (!id.isBroadcast() || id.isTemplate()) {
            throw new IllegalStateException("The members of " + id
                    + " cannot be shown: only broadcast channels, and patterns of them, have members.");
        }
        if (on) {
            tree.mayShowMembers(this);
        }
        CoreChannel there = lease.lease(() -> {
            settings.presence(on);
            return this;
        });
        if (there != null) {
            tree.presenceSaid(this);
        } else {
            successor().presence(on);
        }
    }

    @Override
    public Optional<HistoryPolicy> historyPolicy() {
        return Optional.ofNullable(tree.historyRules().policy(id));
    }

    @Override
    public ChannelHistory history() {
        return tree.history(id);
    }

    @Override
    public OverflowPolicy overflow() {
        return tree.overflowRules().policy(id);
    }

    @Override
    public void overflow(OverflowPolicy policy) {
        tree.overflowRules().set(id, policy);
    }

    @Override
    public long dropped() {
        return settings.dropped().sum();
    }

    @Override
    public void history(HistoryPolicy policy) {
        if (!policy.keeps()) {
            tree.overflowRules().mayForget(id);
        }
        tree.historyRules().set(id, policy);
    }

    @Override
    public Optional<Object> attribute(String name) {
        return attributes.attribute(name);
    }

    @Override
    public Optional<Object> attribute(String name, @Nullable Object value) {
        return attributes.attribute(name, value);
    }

    @Override
    public Set<String> attributeNames() {
        return attributes.attributeNames();
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
