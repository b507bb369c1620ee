package dev.halley.core.session;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.DeliveryMode;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.config.TransportConfig;
import dev.halley.core.channel.ChannelQuota;
import dev.halley.core.channel.SubscribingSession;
import dev.halley.core.channel.Subscriptions;
import dev.halley.core.runtime.Attributes;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.SendTask;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Payload;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A session: its identity and state, and what goes out to its client.
 *
 * <p>Thread-safety: thread-safe; the queue's lock is the only lock taken when something is delivered.
 */
public final class CoreSession implements SubscribingSession, SendTask {

    private static final SessionListeners NO_LISTENERS = new SessionListeners();

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final AtomicIntegerFieldUpdater<CoreSession> IN_SHARD =
            AtomicIntegerFieldUpdater.newUpdater(CoreSession.class, "inShard");

    private final long number = NUMBERS.incrementAndGet();
    private final SessionIdentity identity;
    private final SessionServices services;
    private final SessionLife life = new SessionLife();
    private final SessionQueue queue;
    private final SessionTimes times = new SessionTimes();
    private final Attributes attributes = new Attributes();
    private final Subscriptions subscriptions;
    /** {@link #NO_LISTENERS} until one is added, as most sessions never have any. */
    private volatile SessionListeners listeners = NO_LISTENERS;

    /** 1 while it stands in the queue of its shard. */
    private volatile int inShard;
    /** The list of sessions that it was put on last; read and written in races, which cost one needless look. */
    private volatile @Nullable Object lastToucher;

    private volatile String transport;
    private volatile boolean broadcastToPublisher = true;
    private volatile @Nullable CoreLocalSession local;

    public CoreSession(SessionIdentity identity, String transport, SessionServices services) {
        this.identity = identity;
        this.transport = transport;
        this.services = services;
        var limits = services.platform().config().limits();
        ChannelQuota quota = identity.local() ? null : new ChannelQuota(limits.maxChannelsPerSession());
        this.subscriptions = new Subscriptions(this, limits.maxSubscriptionsPerSession(), quota);
        this.queue = new SessionQueue(
                new Outbox(limits.maxQueueMessages(), limits.maxQueueBytes()), modeOf(transportConfig()));
    }

    private static DeliveryMode modeOf(TransportConfig config) {
        return config.metaConnectDeliverOnly() ? DeliveryMode.WITH_CONNECT : DeliveryMode.PUSH;
    }

    @Override
    public long number() {
        return number;
    }

    public SessionIdentity identity() {
        return identity;
    }

    public SessionState state() {
        return life.state();
    }

    /** @param note notes, before anybody can note its end, that listeners are to be told. @return false if it has ended already */
    public boolean handshaken(Runnable note) {
        return life.handshaken(note);
    }

    /** A connect came. @return whether it is not the first */
    public boolean connected() {
        int connect = times.connectCame();
        transportConfig().maxProcessing().ifPresent(most -> times.expireAt(connect, now() + most.toNanos()));
        return life.connected() == SessionState.CONNECTED;
    }

    /** @return why it ended; null as long as it has not */
    public @Nullable CloseReason ending() {
        return life.ending();
    }

    public SessionTimes times() {
        return times;
    }

    @Override
    public Subscriptions subscribed() {
        return subscriptions;
    }

    /** @return what bounds the channels that are made for it; null if nothing does */
    public @Nullable ChannelQuota quota() {
        return subscriptions.quota();
    }

    public SessionQueue queue() {
        return queue;
    }

    public TransportConfig transportConfig() {
        return services.platform().config().transport(transport);
    }

    /** The client's last message came over this transport. */
    public void transport(String name) {
        if (!name.equals(transport)) {
            transport = name;
            times.adviceIsDue();
            queue.transportMode(modeOf(transportConfig()));
            services.scheduler().touch(this);
        }
    }

    /** A message that is no connect came: the session lives on for a while. */
    public void seen() {
        times.prolong(now() + maxInterval().toNanos());
    }

    /**
     * A connect was answered, or its link lost: the next one is due.
     *
     * @param connect the number of that connect
     */
    public void awaitConnect(int connect) {
        times.expireAt(connect, now() + times.untilExpiry(transportConfig()).toNanos());
    }

    private long now() {
        return services.platform().clock().nanos();
    }

    public boolean hasExpired(long now) {
        return !identity.local() && times.hasExpired(now);
    }

    /** A link that carried the session is gone: a connect that was held there is, too. */
    public void linkClosed(Downstream link) {
        boolean wasBound = link instanceof Downstream.Duplex duplex && queue.unbind(duplex);
        SuspendedConnect held = queue.unholdOn(link);
        if (held != null && held.release()) {
            services.platform().events().connectReleased(id(), SuspendedConnect.Release.LOST.name());
        }
        if (held != null) {
            awaitConnect(held.number());
        }
        if (wasBound) {
            times.prolong(now() + times.untilExpiry(transportConfig()).toNanos());
            // A connect that is held elsewhere can take what waited for that connection.
            services.scheduler().touch(this);
        }
    }

    /** A link that carries the session waits no longer: a connect that is held there is answered. */
    public void linkReleased(Downstream link) {
        SuspendedConnect held = queue.unholdOn(link);
        if (held != null) {
            services.connects().answer(this, held, SuspendedConnect.Release.TIMEOUT);
        }
    }

    @Override
    public void deliver(@Nullable ServerSession from, String channel, @Nullable Object data) {
        deliver(from, Payload.toMessage(ChannelId.of(channel).toString(), data));
    }

    @Override
    public void deliver(@Nullable ServerSession from, ChannelMessage event) {
        if (!ChannelId.of(event.channel()).isPlain()) {
            throw new IllegalArgumentException("Nothing can be delivered on " + event.channel()
                    + ": it is a meta channel, a pattern or a template. Deliver on a broadcast or service channel.");
        }
        services.scheduler().inScope(() -> {
            ChannelMessage allowed = services.extensions().byServer(from, this, event);
            if (allowed == null) {
                services.intake().stopped(this, event.channel());
            } else {
                deliver(from, Encoded.of(allowed), null);
            }
        });
    }

    /**
     * @param shared what all subscribers get; left alone if this session's listeners change it
     * @param lazyTimeout how long it may wait when it is lazy; null for the transport's own
     * @return false if the session misses it
     */
    @Override
    public boolean deliver(@Nullable ServerSession from, Encoded shared, @Nullable Duration lazyTimeout) {
        return services.intake().deliver(this, from, shared, lazyTimeout);
    }

    public SessionListeners listeners() {
        return listeners;
    }

    private synchronized SessionListeners ownListeners() {
        if (listeners == NO_LISTENERS) {
            listeners = new SessionListeners();
        }
        return listeners;
    }

    Listeners<BayeuxExtension> extensions() {
        return listeners.extensions();
    }

    /** Brings what waits on its way, if there is a way. */
    public void flush() {
        services.scheduler().flush(this);
    }

    /** @return whether user code, which may block, sees the answer to a connect that was held */
    public boolean answeringRunsUserCode() {
        return services.outlet().answeringRunsUserCode(this);
    }

    /**
     * Sends what goes over the connection that carries it.
     *
     * @return answers the connect that was held for what waits, if one was; null if none was
     */
    public @Nullable Runnable bringOut() {
        SessionQueue.Exit exit = queue.exit();
        if (exit.link() != null) {
            exit.link().sendUnseen();
        }
        SuspendedConnect held = exit.connect();
        if (held == null) {
            return null;
        }
        SuspendedConnect.Release why =
                held.isTimeUp() ? SuspendedConnect.Release.TIMEOUT : SuspendedConnect.Release.MESSAGES;
        return () -> services.connects().answer(this, held, why);
    }

    // ---- its place in the queue of its shard, and in the list of a request: once in each

    @Override
    public boolean queued() {
        return inShard == 0 && IN_SHARD.compareAndSet(this, 0, 1);
    }

    @Override
    public void taken() {
        inShard = 0;
    }

    @Override
    public void send() {
        flush();
    }

    @Override
    public String sessionId() {
        return id();
    }

    @Override
    public void blocked() {
        Downstream.Duplex link = queue.bound();
        if (link != null) {
            link.sendIsBlocked();
        }
    }

    /** @return whether that list did not touch the session last */
    public boolean firstTouch(Object list) {
        if (lastToucher == list) {
            return false;
        }
        lastToucher = list;
        return true;
    }

    /** The list is done; it is kept alive no longer. */
    public void untouch(Object list) {
        if (lastToucher == list) {
            lastToucher = null;
        }
    }

    @Override
    public void batch(Runnable task) {
        queue.startBatch();
        try {
            task.run();
        } finally {
            queue.endBatch();
            services.scheduler().touch(this);
        }
    }

    @Override
    public void disconnect() {
        disconnect(CloseReason.DISCONNECTED_BY_SERVER);
    }

    @Override
    public void disconnect(CloseReason reason) {
        end(reason, false);
    }

    /** Ends the session on a thread that the whole server waits for: listeners are told by a task of the workers. */
    public void endInBackground(CloseReason reason) {
        end(reason, true);
    }

    private void end(CloseReason reason, boolean inBackground) {
        SessionState before = life.end(reason);
        if (before != SessionState.ENDED) {
            boolean known = before != SessionState.NEW;
            services.ending().end(this, new SessionServices.Ended(known, queue.end(), reason), inBackground);
        }
    }

    public @Nullable CoreLocalSession local() {
        return local;
    }

    public void local(CoreLocalSession session) {
        local = session;
    }

    @Override
    public String id() {
        return identity.id();
    }

    @Override
    public boolean isHandshaken() {
        return life.state().isHandshaken();
    }

    @Override
    public boolean isConnected() {
        return life.state() == SessionState.CONNECTED;
    }

    @Override
    public boolean isLocal() {
        return identity.local();
    }

    @Override
    public Optional<LocalSession> localSession() {
        return Optional.ofNullable(local);
    }

    @Override
    public Optional<String> transport() {
        return identity.local() ? Optional.empty() : Optional.of(transport);
    }

    @Override
    public Optional<String> userAgent() {
        return Optional.ofNullable(identity.userAgent());
    }

    @Override
    public boolean isUserInRole(String role) {
        return identity.roles().contains(role);
    }

    @Override
    public Set<ChannelId> subscriptions() {
        return subscriptions.all();
    }

    @Override
    public DeliveryMode deliveryMode() {
        return queue.mode();
    }

    @Override
    public void deliveryMode(DeliveryMode mode) {
        queue.mode(mode);
        services.scheduler().touch(this);
    }

    @Override
    public Duration timeout() {
        return times.timeout(transportConfig());
    }

    @Override
    public void timeout(@Nullable Duration timeout) {
        times.timeout(timeout);
    }

    @Override
    public Duration interval() {
        return times.interval(transportConfig());
    }

    @Override
    public void interval(@Nullable Duration interval) {
        times.interval(interval);
    }

    @Override
    public Duration maxInterval() {
        return times.maxInterval(transportConfig());
    }

    @Override
    public void maxInterval(@Nullable Duration maxInterval) {
        times.maxInterval(maxInterval);
    }

    @Override
    public boolean isBroadcastToPublisher() {
        return broadcastToPublisher;
    }

    @Override
    public void broadcastToPublisher(boolean broadcast) {
        broadcastToPublisher = broadcast;
    }

    @Override
    public Registration addExtension(BayeuxExtension extension) {
        return ownListeners().extensions().add(extension);
    }

    @Override
    public void acknowledge(long batch) {
        queue.acknowledge(batch);
    }

    @Override
    public long batchNumber() {
        return services.extensions().batchOr(queue::batchNumber);
    }

    @Override
    public Registration addListener(ServerSessionListener listener) {
        return ownListeners().add(listener);
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
        // The id is a secret: whoever has it is the client.
        return "session " + id().substring(0, Math.min(6, id().length())) + "… (" + life.state() + ")";
    }
}
