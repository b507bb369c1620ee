package dev.halley.core.session;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.DeliveryMode;
import dev.halley.api.LocalSession;
import dev.halley.api.Position;
import dev.halley.api.PositionForm;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.config.TransportConfig;
import dev.halley.core.channel.Attendance;
import dev.halley.core.channel.ChannelQuota;
import dev.halley.core.channel.RecentKeys;
import dev.halley.core.channel.StreamMessage;
import dev.halley.core.channel.Subscriptions;
import dev.halley.core.runtime.Attributes;
import dev.halley.core.runtime.Listeners;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Payload;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
public final class CoreSession implements SessionEnd.Ended, TimedSession, SessionDelivery.Target {

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final AtomicIntegerFieldUpdater<CoreSession> IN_SHARD =
            AtomicIntegerFieldUpdater.newUpdater(CoreSession.class, "inShard");

    private final long number = NUMBERS.incrementAndGet();
    private final SessionIdentity identity;
    private final SessionContext context;
    private final SessionLife life = new SessionLife();
    private final SessionQueue queue;
    private final SessionTimes times = new SessionTimes();
    private final Attributes attributes = new Attributes();
    private final Attendance attendance;
    private final Subscriptions subscriptions;
    private final SessionDelivery delivery;
    private final ToldPositions toldPositions = new ToldPositions();

    /** 1 while it stands in the queue of its shard. */
    private volatile int inShard;
    /** The list of sessions that it was put on last; read and written in races, which cost one needless look. */
    private volatile @Nullable Object lastToucher;

    private volatile String transport;
    private volatile boolean broadcastToPublisher = true;
    /** Null until it publishes with a key on a channel without history. */
    private @Nullable RecentKeys recentKeys;

    public CoreSession(SessionIdentity identity, String transport, SessionContext context) {
        this.identity = identity;
        this.transport = transport;
        this.context = context;
        this.attendance = new Attendance(this, context.members());
        var limits = context.platform().config().limits();
        ChannelQuota quota = identity.local() ? null : new ChannelQuota(limits.maxChannelsPerSession());
        this.subscriptions = new Subscriptions(this, limits.maxSubscriptionsPerSession(), quota);
        this.queue = new SessionQueue(
                new Outbox(limits.maxQueueMessages(), limits.maxQueueBytes()),
                modeOf(transportConfig()),
                limits.maxSubscriptionsPerSession());
        this.delivery = new SessionDelivery(context, queue);
    }

    private static DeliveryMode modeOf(TransportConfig config) {
        return config.metaConnectDeliverOnly() ? DeliveryMode.WITH_CONNECT : DeliveryMode.PUSH;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public String user() {
        return Objects.requireNonNullElse(identity.principal(), "");
    }

    @Override
    public synchronized RecentKeys recentKeys() {
        if (recentKeys == null) {
            recentKeys = new RecentKeys(context.platform().config().history().publishKeyTtl());
        }
        return recentKeys;
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
        boolean before = life.connected() == SessionState.CONNECTED;
        attendance.heardOf();
        return before;
    }

    /** @return why it ended; null as long as it has not */
    public @Nullable CloseReason ending() {
        return life.ending();
    }

    @Override
    public SessionTimes times() {
        return times;
    }

    @Override
    public Subscriptions subscribed() {
        return subscriptions;
    }

    @Override
    public Attendance attendance() {
        return attendance;
    }

    /** @return what bounds the channels that are made for it; null if nothing does */
    public @Nullable ChannelQuota quota() {
        return subscriptions.quota();
    }

    public SessionQueue queue() {
        return queue;
    }

    SessionContext context() {
        return context;
    }

    @Override
    public TransportConfig transportConfig() {
        return context.platform().config().transport(transport);
    }

    /** The client's last message came over this transport. */
    public void transport(String name) {
        if (!name.equals(transport)) {
            transport = name;
            times.adviceIsDue();
            queue.transportMode(modeOf(transportConfig()));
            context.scheduler().touch(this);
        }
    }

    /** A message that is no connect came: the session lives on for a while. */
    public void seen() {
        times.prolong(now() + maxInterval().toNanos());
        times.awaitFrom(now());
        attendance.heardOf();
    }

    /** @return for how long its client has been neither connected nor expected, in nanoseconds; 0 if it is there */
    public long awayNanos() {
        return queue.bound() == null ? times.awaitedFor(now()) : 0;
    }

    @Override
    public void awaitConnect(int connect) {
        times.expireAt(connect, now() + times.untilExpiry(transportConfig()).toNanos());
        times.await(connect, now() + times.pause(transportConfig()).toNanos());
    }

    /** The server drains: a connect that is held is answered, which tells the client to go. */
    public void sendAway() {
        if (queue.endHold()) {
            context.scheduler().due(this);
        }
    }

    private long now() {
        return context.platform().clock().nanos();
    }

    public boolean hasExpired(long now) {
        return !identity.local() && times.hasExpired(now);
    }

    /** A link that carried the session is gone: a connect that was held there is, too. */
    public void linkClosed(Downstream link) {
        boolean wasBound = link instanceof Downstream.Duplex duplex && queue.unbind(duplex);
        HeldConnect held = queue.unholdOn(link);
        if (held != null && held.release()) {
            context.platform().events().connectReleased(id(), HeldConnect.Release.LOST.name());
        }
        if (held != null) {
            awaitConnect(held.number());
        }
        if (wasBound || held != null) {
            times.awaitFrom(now());
        }
        if (wasBound && times.isAboutToGo()) {
            endInBackground(CloseReason.DRAINED);
        } else if (wasBound) {
            times.prolong(now() + times.untilExpiry(transportConfig()).toNanos());
            // A connect that is held elsewhere can take what waited for that connection.
            context.scheduler().touch(this);
        }
    }

    /** A link that carries the session waits no longer: a connect that is held there is answered. */
    public void linkReleased(Downstream link) {
        HeldConnect held = queue.unholdOn(link);
        if (held != null) {
            held.answer(HeldConnect.Release.TIMEOUT);
        }
    }

    @Override
    public boolean deliver(@Nullable ServerSession from, String channel, @Nullable Object data) {
        return deliver(from, Payload.toMessage(ChannelId.of(channel).toString(), data));
    }

    @Override
    public boolean deliver(@Nullable ServerSession from, ChannelMessage event) {
        if (!ChannelId.of(event.channel()).isPlain()) {
            throw new IllegalArgumentException("Nothing can be delivered on " + event.channel()
                    + ": it is a meta channel, a pattern or a template. Deliver on a broadcast or service channel.");
        }
        boolean[] delivered = new boolean[1];
        context.scheduler().inScope(() -> {
            ChannelMessage allowed = context.extensions().byServer(from, this, event);
            if (allowed == null) {
                delivery.dropped(this, event.channel(), "extension");
            }
            delivered[0] = allowed != null && deliver(from, delivery.encode(allowed), null);
        });
        return delivered[0];
    }

    @Override
    public boolean deliver(@Nullable ServerSession from, Encoded shared, @Nullable Duration lazyTimeout) {
        return delivery.deliver(this, from, shared, lazyTimeout);
    }

    @Override
    public boolean deliverInOrder(StreamMessage message) {
        return delivery.deliverInOrder(this, message);
    }

    @Override
    public void positionLost(ChannelId channel, Position top) {
        delivery.positionLost(this, channel, top);
    }

    @Override
    public boolean hasEnded() {
        return life.state() == SessionState.ENDED;
    }

    @Override
    public void endOverflown(boolean inBackground) {
        end(CloseReason.QUEUE_FULL, inBackground);
    }

    /** @return whether user code, which may block, sees the events that are taken */
    public boolean takingRunsUserCode() {
        return delivery.listeners().seeWhatGoes();
    }

    /** Takes the events that go with a response to no connect. @param room bytes they may take @param handshake whether to a handshake */
    public List<Encoded> takeForResponse(int room, boolean handshake) {
        return dequeued(queue.takeForResponse(room, handshake));
    }

    /** Takes the events that go over a bound connection. */
    public List<Encoded> takePushed(int binding, int maxLength, int maxCount, boolean force) {
        return dequeued(queue.takePushed(binding, maxLength, maxCount, force));
    }

    /** @return what the dequeue listeners let go out of what was taken */
    List<Encoded> dequeued(List<Encoded> taken) {
        return delivery.dequeued(this, taken);
    }

    @Override
    public @Nullable ChannelMessage afterExtensions(ChannelMessage event) {
        ChannelMessage allowed = context.extensions().byServer(null, this, event);
        return allowed == null ? null : context.extensions().bySession(null, this, allowed);
    }

    @Override
    public List<ServerSessionListener.RemovedListener> removedListeners() {
        return delivery.listeners().removed();
    }

    /** A connect is held from now on. @param timeout for so long at most */
    public void suspended(Duration timeout) {
        delivery.listeners().suspended(context.userCode(), this, timeout);
    }

    /** A connect that was held is about to be answered. */
    void resumed(HeldConnect.Release why) {
        context.platform().events().connectReleased(id(), why.name());
        delivery.listeners().resumed(context.userCode(), this, why == HeldConnect.Release.TIMEOUT);
    }

    @Override
    public Listeners<BayeuxExtension> extensions() {
        return delivery.extensions();
    }

    /** Brings what waits on its way, if there is a way: on this thread, unless the application's code sees it. */
    public void flush() {
        SessionQueue.Exit exit = queue.exit();
        if (exit.link() != null) {
            exit.link().sendUnseen();
        }
        HeldConnect held = exit.connect();
        if (held == null) {
            return;
        }
        HeldConnect.Release why = held.isTimeUp() ? HeldConnect.Release.TIMEOUT : HeldConnect.Release.MESSAGES;
        if (answeringRunsUserCode()) {
            context.scheduler().byWorker(() -> held.answer(why));
        } else {
            held.answer(why);
        }
    }

    /** @return whether user code, which may block, sees a held connect's answer */
    private boolean answeringRunsUserCode() {
        return takingRunsUserCode()
                || delivery.listeners().seeHeartbeat()
                || !context.extensions().areBuiltInFor(this);
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

    @Override
    public boolean firstTouch(Object list) {
        if (lastToucher == list) {
            return false;
        }
        lastToucher = list;
        return true;
    }

    @Override
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
            context.scheduler().touch(this);
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
            context.ending().end(new SessionEnd(this, known, reason, queue, queue.end()), inBackground);
        }
    }

    @Override
    public PositionForm positionForm() {
        return toldPositions.form();
    }

    @Override
    public void positionForm(PositionForm form) {
        boolean clustered = context.platform().config().cluster().name().isPresent();
        toldPositions.choose(form, context.history(), clustered);
    }

    /** @return where its client is on those of the channels that it follows */
    public Map<ChannelId, Position> followed(Collection<ChannelId> channels) {
        return queue.followed().positions(channels);
    }

    /** Begins to follow channels, or to join them anew: what comes is collected, until {@link #live}. @return the numbers of the joins there is room for */
    public Map<ChannelId, Integer> join(Collection<ChannelId> channels) {
        return queue.followed().join(channels, positionForm());
    }

    /** What it had missed is read. @return false if it is to be read anew */
    public boolean read(ChannelId channel, Missed missed) {
        return queue.followed().read(channel.toString(), missed);
    }

    /** Its client has the reply to its subscribe, or will never: what it had missed follows if that serves it, and what came meanwhile. */
    public void live(ChannelId channel, int join, boolean serves) {
        delivery.live(this, channel, join, serves);
    }

    /** Lets go of channels with history that none of its subscriptions is to. */
    public void forgetUnsubscribed() {
        queue.behind().forgetUnsubscribed(subscriptions);
        if (positionForm() != PositionForm.PLAIN) {
            queue.followed().forgetUnsubscribed(subscriptions);
            queue.followed().repeatEpochs();
        }
    }

    /** @return whether what it had missed goes in the response that says so, behind the reply */
    public boolean recoversWithResponse() {
        return queue.goesWithResponse() && !delivery.runsUserCode();
    }

    /** It lives in the server. @param receiver its client */
    public void local(LocalReceiver receiver) {
        delivery.local(receiver);
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
        return Optional.ofNullable(delivery.local());
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
    public Optional<String> userName() {
        return Optional.ofNullable(identity.principal());
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
        context.scheduler().touch(this);
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
        return delivery.add(extension);
    }

    @Override
    public void acknowledge(long batch) {
        queue.acknowledge(batch);
        delivery.catchUp(this);
    }

    @Override
    public long batchNumber() {
        return context.extensions().batchOr(queue::batchNumber);
    }

    @Override
    public Registration addListener(ServerSessionListener listener) {
        return delivery.add(listener);
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
