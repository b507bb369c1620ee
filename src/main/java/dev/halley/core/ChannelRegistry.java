package dev.halley.core;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Request;
import java.util.ArrayList;
import java.util.Collection;
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
    private final ServerListeners listeners;
    private final Platform platform;
    private final UserCode userCode;
    private final Deliveries deliveries;
    private volatile @Nullable Publisher publisher;

    ChannelRegistry(ServerListeners listeners, Platform platform, Deliveries deliveries) {
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
        List<ServerChannel> children = new ArrayList<>();
        for (CoreChannel channel : channels.values()) {
            if (parent.equals(channel.id().parent())) {
                children.add(channel);
            }
        }
        return children;
    }

    /**
     * Gets a channel, or makes it: set up before anybody sees it.
     *
     * @param creator the remote session that wants it, or null
     */
    CoreChannel getOrCreate(ChannelId id, @Nullable CoreSession creator, Consumer<? super ServerChannel> setUp) {
        CoreChannel there = channels.get(id.toString());
        if (there != null) {
            there.settings().used();
            return there;
        }
        CoreChannel made = new CoreChannel(id, this, creator, platform.config().broadcastToPublisher());
        for (BayeuxServerListener.ChannelListener listener : listeners.channel()) {
            userCode.run("channel listener", () -> listener.configureChannel(made));
        }
        setUp.accept(made);
        CoreChannel winner = channels.putIfAbsent(id.toString(), made);
        if (winner != null) {
            if (creator != null) {
                creator.subscribed().createdIsGone();
            }
            winner.settings().used();
            return winner;
        }
        platform.events().channelAdded(id.toString());
        for (BayeuxServerListener.ChannelListener listener : listeners.channel()) {
            userCode.run("channel listener", () -> listener.channelAdded(made));
        }
        return made;
    }

    /** @return the channels that a message on this channel concerns: patterns from the root down, then itself */
    List<CoreChannel> path(ChannelId id) {
        List<CoreChannel> path = new ArrayList<>();
        for (ChannelId wild : id.wilds()) {
            CoreChannel channel = channels.get(wild.toString());
            if (channel != null) {
                path.add(channel);
            }
        }
        CoreChannel exact = channels.get(id.toString());
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
        return thePublisher.publish(from, new Request.Publish(envelope, id, data)) == null;
    }

    /** @return whether the session is subscribed now; nobody is to meta or service channels */
    boolean subscribe(CoreSession session, CoreChannel channel) {
        if (!channel.id().isBroadcast()) {
            return false;
        }
        // First the session, then the channel; whoever ends the session meanwhile finds it in one of the two.
        if (!session.subscribed().add(channel.id())) {
            return false;
        }
        Subscribers.Added added = channel.subscriberSet().add(session);
        if (added == Subscribers.Added.CLOSED) {
            return subscribe(session, getOrCreate(channel.id(), null, made -> {}));
        }
        if (session.state() == SessionState.ENDED) {
            channel.subscriberSet().remove(session);
            return false;
        }
        channel.settings().used();
        if (added == Subscribers.Added.NEW) {
            tellSubscribed(session, channel);
        }
        return true;
    }

    /** @return whether it was subscribed */
    boolean unsubscribe(CoreSession session, CoreChannel channel) {
        session.subscribed().remove(channel.id());
        if (!channel.subscriberSet().remove(session)) {
            return false;
        }
        tellUnsubscribed(session, channel);
        return true;
    }

    /** The session is gone. */
    void unsubscribeAll(CoreSession session) {
        for (ChannelId id : session.subscribed().end()) {
            CoreChannel channel = channels.get(id.toString());
            if (channel != null && channel.subscriberSet().remove(session)) {
                tellUnsubscribed(session, channel);
            }
        }
    }

    void remove(CoreChannel channel) {
        if (channels.remove(channel.id().toString(), channel)) {
            for (CoreSession session : channel.subscriberSet().close()) {
                session.subscribed().remove(channel.id());
                tellUnsubscribed(session, channel);
            }
            tellRemoved(channel);
        }
    }

    /** Removes what has been unused for a while. @return how many channels that were */
    int sweep() {
        int removed = 0;
        for (CoreChannel channel : channels.values()) {
            if (!channel.isUnused()) {
                channel.settings().used();
            } else if (channel.settings().unusedAgain()
                    && channel.subscriberSet().closeIfEmpty()
                    && channels.remove(channel.id().toString(), channel)) {
                removed++;
                tellRemoved(channel);
            }
        }
        return removed;
    }

    private void tellRemoved(CoreChannel channel) {
        CoreSession creator = channel.creator();
        if (creator != null) {
            creator.subscribed().createdIsGone();
        }
        platform.events().channelRemoved(channel.name());
        for (BayeuxServerListener.ChannelListener listener : listeners.channel()) {
            userCode.run("channel listener", () -> listener.channelRemoved(channel.name()));
        }
    }

    private void tellSubscribed(CoreSession session, CoreChannel channel) {
        tell(
                channel,
                listener -> listener.subscribed(session, channel),
                listener -> listener.subscribed(session, channel));
    }

    private void tellUnsubscribed(CoreSession session, CoreChannel channel) {
        tell(
                channel,
                listener -> listener.unsubscribed(session, channel),
                listener -> listener.unsubscribed(session, channel));
    }

    private void tell(
            CoreChannel channel,
            Consumer<ServerChannelListener.SubscriptionListener> own,
            Consumer<BayeuxServerListener.SubscriptionListener> servers) {
        if (channel.subscriptionListeners().isEmpty() && listeners.subscription().isEmpty()) {
            return;
        }
        deliveries.outside(() -> {
            channel.subscriptionListeners()
                    .forEach(listener -> userCode.run("subscription listener", () -> own.accept(listener)));
            listeners
                    .subscription()
                    .forEach(listener -> userCode.run("subscription listener", () -> servers.accept(listener)));
        });
    }
}
