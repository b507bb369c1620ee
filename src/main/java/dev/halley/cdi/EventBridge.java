package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Member;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.oort.Oort;
import dev.halley.oort.OortListener;
import dev.halley.oort.OortNode;
import dev.halley.oort.OortPrimaryListener;
import dev.halley.oort.SetiListener;
import dev.halley.oort.SetiPresence;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.BeanManager;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Fires what the server's listeners see as CDI events: to observers at once, and to asynchronous observers. What nobody observes
 * costs nothing.
 *
 * <p>Thread-safety: thread-safe.
 */
final class EventBridge {

    private final Event<Object> events;
    private final Observers observers;
    private final AsyncEvents asynchronous = new AsyncEvents();

    /**
     * Which events have observers.
     *
     * <p>Thread-safety: immutable.
     */
    record Observers(Set<Class<?>> synchronous, Set<Class<?>> asynchronous) {

        boolean observe(Class<?>... types) {
            for (Class<?> type : types) {
                if (has(synchronous, type) || has(asynchronous, type)) {
                    return true;
                }
            }
            return false;
        }

        static boolean has(Set<Class<?>> observed, Class<?> type) {
            return observed.stream().anyMatch(observedType -> observedType.isAssignableFrom(type));
        }
    }

    EventBridge(BeanManager beanManager, Observers observers) {
        this.events = beanManager.getEvent();
        this.observers = observers;
    }

    void addTo(BayeuxServer server) {
        if (observers.observe(SessionOpened.class, SessionClosed.class)) {
            server.addListener(new Sessions(server));
        }
        if (observers.observe(ChannelCreated.class, ChannelRemoved.class)) {
            server.addListener(new Channels(server));
        }
        if (observers.observe(SessionSubscribed.class, SessionUnsubscribed.class)) {
            server.addListener(new Subscriptions(server));
        }
        if (observers.observe(MemberJoined.class, MemberLeft.class)) {
            server.addListener(new Members(server));
        }
    }

    void addTo(BayeuxServer server, Oort oort) {
        if (observers.observe(NodeJoined.class, NodeLeft.class)) {
            oort.addListener(new Nodes(server));
        }
        if (observers.observe(PrimaryGained.class, PrimaryLost.class)) {
            oort.primary().addListener(new Primary(server, oort.self()));
        }
        if (observers.observe(UserOnline.class, UserOffline.class, PresenceAdded.class, PresenceRemoved.class)) {
            oort.seti().addListener(new Users(server));
        }
    }

    /**
     * The server has stopped: waits until asynchronous observers have heard of what was before.
     *
     * @return whether they have, within that time; what is left they never hear of
     */
    boolean end(Duration atMost) {
        return asynchronous.end(atMost);
    }

    /**
     * The server has started.
     *
     * @throws RuntimeException what an observer throws
     */
    void serverStarted(BayeuxServer server) {
        fire(server, server, ServerStarted.class, new ServerStarted(server));
    }

    /** @param about events about the same session, or channel, or of the cluster, are heard in their order */
    private <E> void fire(BayeuxServer server, Object about, Class<E> type, E event) {
        if (Observers.has(observers.asynchronous(), type)) {
            asynchronous.fire(about, () -> fireAsync(server, type, event));
        }
        if (Observers.has(observers.synchronous(), type)) {
            events.select(type).fire(event);
        }
    }

    private <E> CompletionStage<E> fireAsync(BayeuxServer server, Class<E> type, E event) {
        CompletionStage<E> fired;
        try {
            fired = events.select(type).fireAsync(event);
        } catch (RuntimeException refused) {
            fired = CompletableFuture.failedFuture(refused);
        }
        return fired.whenComplete((observed, thrown) -> {
            if (thrown != null) {
                server.reportFailure("an asynchronous observer of " + type.getSimpleName(), thrown);
            }
        });
    }

    private final class Sessions implements BayeuxServerListener.SessionListener {
        private final BayeuxServer server;

        Sessions(BayeuxServer server) {
            this.server = server;
        }

        @Override
        public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
            fire(server, session, SessionOpened.class, new SessionOpened(session));
        }

        @Override
        public void sessionRemoved(ServerSession session, CloseReason reason) {
            fire(server, session, SessionClosed.class, new SessionClosed(session, reason));
        }
    }

    private final class Users implements SetiListener {
        private final BayeuxServer server;

        Users(BayeuxServer server) {
            this.server = server;
        }

        @Override
        public void presenceAdded(SetiPresence presence) {
            fire(server, presence.userId(), PresenceAdded.class, new PresenceAdded(presence));
        }

        @Override
        public void presenceRemoved(SetiPresence presence) {
            fire(server, presence.userId(), PresenceRemoved.class, new PresenceRemoved(presence));
        }

        @Override
        public void online(String userId) {
            fire(server, userId, UserOnline.class, new UserOnline(userId));
        }

        @Override
        public void offline(String userId) {
            fire(server, userId, UserOffline.class, new UserOffline(userId));
        }
    }

    private final class Channels implements BayeuxServerListener.ChannelListener {
        private final BayeuxServer server;

        Channels(BayeuxServer server) {
            this.server = server;
        }

        @Override
        public void channelAdded(ServerChannel channel) {
            fire(server, channel.name(), ChannelCreated.class, new ChannelCreated(channel));
        }

        @Override
        public void channelRemoved(String channel) {
            fire(server, channel, ChannelRemoved.class, new ChannelRemoved(channel));
        }
    }

    private final class Subscriptions implements BayeuxServerListener.SubscriptionListener {
        private final BayeuxServer server;

        Subscriptions(BayeuxServer server) {
            this.server = server;
        }

        @Override
        public void subscribed(ServerSession session, ServerChannel channel) {
            fire(server, session, SessionSubscribed.class, new SessionSubscribed(session, channel));
        }

        @Override
        public void unsubscribed(ServerSession session, ServerChannel channel) {
            fire(server, session, SessionUnsubscribed.class, new SessionUnsubscribed(session, channel));
        }
    }

    private final class Nodes implements OortListener {
        private final BayeuxServer server;

        Nodes(BayeuxServer server) {
            this.server = server;
        }

        @Override
        public void joined(OortNode node) {
            fire(server, Oort.class, NodeJoined.class, new NodeJoined(node));
        }

        @Override
        public void left(OortNode node) {
            fire(server, Oort.class, NodeLeft.class, new NodeLeft(node));
        }
    }

    private final class Primary implements OortPrimaryListener {
        private final BayeuxServer server;
        private final OortNode self;

        Primary(BayeuxServer server, OortNode self) {
            this.server = server;
            this.self = self;
        }

        @Override
        public void gained() {
            fire(server, OortPrimaryListener.class, PrimaryGained.class, new PrimaryGained(self));
        }

        @Override
        public void lost() {
            fire(server, OortPrimaryListener.class, PrimaryLost.class, new PrimaryLost(self));
        }
    }

    private final class Members implements BayeuxServerListener.MemberListener {
        private final BayeuxServer server;

        Members(BayeuxServer server) {
            this.server = server;
        }

        @Override
        public void memberJoined(String channel, Member member) {
            fire(server, channel, MemberJoined.class, new MemberJoined(channel, member));
        }

        @Override
        public void memberLeft(String channel, Member member) {
            fire(server, channel, MemberLeft.class, new MemberLeft(channel, member));
        }
    }
}
