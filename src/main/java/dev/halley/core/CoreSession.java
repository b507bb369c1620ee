package dev.halley.core;

import dev.halley.api.DeliveryMode;
import dev.halley.api.Extension;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.config.TransportConfig;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A session: its identity and state, and what goes out to its client.
 *
 * <p>Thread-safety: thread-safe; the delivery's lock is the only lock taken when something is delivered.
 */
final class CoreSession implements ServerSession {

    private final SessionIdentity identity;
    private final SessionServices services;
    private final AtomicReference<SessionState> state = new AtomicReference<>(SessionState.NEW);
    private final Delivery delivery;
    private final SessionTimes times = new SessionTimes();
    private final Attributes attributes = new Attributes();
    private final SessionListeners listeners = new SessionListeners();
    private final Intake intake;
    private final Subscriptions subscriptions;
    private final FlushMark flushMark = new FlushMark();
    private volatile String transport;
    private volatile boolean broadcastToPublisher = true;
    private volatile @Nullable CoreLocalSession local;

    CoreSession(SessionIdentity identity, String transport, SessionServices services) {
        this.identity = identity;
        this.transport = transport;
        this.services = services;
        var limits = services.platform().config().limits();
        this.subscriptions = new Subscriptions(limits.maxSubscriptionsPerSession(), limits.maxChannelsPerSession());
        this.delivery = new Delivery(
                new Outbox(limits.maxQueueMessages(), limits.maxQueueBytes()), modeOf(transportConfig()));
        this.intake = new Intake(this, services);
    }

    private static DeliveryMode modeOf(TransportConfig config) {
        return config.metaConnectDeliverOnly() ? DeliveryMode.WITH_CONNECT : DeliveryMode.PUSH;
    }

    // ---- state -------------------------------------------------------------------------------------------------

    SessionIdentity identity() {
        return identity;
    }

    SessionState state() {
        return state.get();
    }

    void handshaken() {
        state.updateAndGet(SessionState::handshaken);
    }

    /** A connect came. @return the state before */
    SessionState connected() {
        transportConfig()
                .maxProcessing()
                .ifPresentOrElse(
                        most -> times.expireAt(services.platform().clock().nanos() + most.toNanos()),
                        times::neverExpire);
        return state.getAndUpdate(SessionState::connected);
    }

    SessionTimes times() {
        return times;
    }

    Subscriptions subscribed() {
        return subscriptions;
    }

    Delivery delivery() {
        return delivery;
    }

    FlushMark flushMark() {
        return flushMark;
    }

    TransportConfig transportConfig() {
        return services.platform().config().transport(transport);
    }

    /** The client's last message came over this transport. */
    void transport(String name) {
        if (!name.equals(transport)) {
            transport = name;
            times.adviceIsDue();
            if (delivery.mode() != DeliveryMode.ACKNOWLEDGED) {
                delivery.mode(modeOf(transportConfig()));
            }
        }
    }

    /** A message that is no connect came: the session lives on for a while. */
    void seen() {
        times.prolong(services.platform().clock().nanos() + maxInterval().toNanos());
    }

    /** A connect was answered, or its link lost: the next one is due. */
    void awaitConnect() {
        times.expireAt(services.platform().clock().nanos()
                + times.untilExpiry(transportConfig()).toNanos());
    }

    boolean hasExpired(long now) {
        return !identity.local() && times.hasExpired(now);
    }

    /** A link that carried the session is gone: a connect that was held there is, too. */
    void linkClosed(CoreLink link) {
        boolean wasBound = link instanceof TwoWayLink twoWay && delivery.unbind(twoWay);
        HeldConnect held = delivery.unholdOn(link);
        if (held != null && held.release()) {
            services.platform().events().connectReleased(id(), "lost");
        }
        if (wasBound || held != null) {
            awaitConnect();
        }
    }

    // ---- delivery ----------------------------------------------------------------------------------------------

    @Override
    public void deliver(@Nullable ServerSession from, String channel, @Nullable Object data) {
        deliver(from, Event.of(ChannelId.of(channel).toString(), RawJson.from(data)));
    }

    @Override
    public void deliver(@Nullable ServerSession from, Event event) {
        CoreSession sender = (CoreSession) from;
        Event allowed = services.extensions().byServer(sender, this, event);
        if (allowed != null) {
            intake.take(sender, Encoded.of(allowed), null);
        }
    }

    /** @see Intake#take */
    void deliver(@Nullable CoreSession from, Encoded shared, @Nullable Duration lazyTimeout) {
        intake.take(from, shared, lazyTimeout);
    }

    void flushLater() {
        services.platform().workers().execute(this::flush);
    }

    /** Brings what waits on its way, if there is a way. */
    void flush() {
        Delivery.Exit exit = delivery.exit();
        if (exit.link() != null) {
            exit.link().drain().runWhereItMay();
        } else if (exit.connect() != null) {
            HeldConnect held = exit.connect();
            if (callsUserCodeOut() || !services.extensions().isQuickFor(this)) {
                services.platform()
                        .workers()
                        .execute(() -> services.connects().answer(this, held, HeldConnect.Release.MESSAGES));
            } else {
                services.connects().answer(this, held, HeldConnect.Release.MESSAGES);
            }
        }
    }

    /** @return whether user code sees what goes out: then that happens on a thread that may block */
    boolean callsUserCodeOut() {
        return !listeners.dequeued().isEmpty() || !listeners.heartbeat().isEmpty();
    }

    /** Takes the events that go with the reply to a connect. */
    List<Encoded> takeForConnect() {
        int most = services.platform().config().limits().maxResponseSize();
        return intake.dequeued(delivery.takeForConnect(most));
    }

    /** Takes the events that go with the response to a request that is no connect. */
    List<Encoded> takeForResponse(boolean handshake, int maxLength) {
        if (handshake && !transportConfig().allowMessageDeliveryDuringHandshake()) {
            return List.of();
        }
        return intake.dequeued(delivery.takeForResponse(maxLength));
    }

    /** Takes the events that go over a bound connection. */
    List<Encoded> takePushed(int binding, int maxLength, int maxCount, boolean force) {
        return intake.dequeued(delivery.takePushed(binding, maxLength, maxCount, force));
    }

    @Override
    public void batch(Runnable task) {
        delivery.startBatch();
        try {
            task.run();
        } finally {
            delivery.endBatch();
            services.deliveries().touch(this);
        }
    }

    // ---- end ---------------------------------------------------------------------------------------------------

    @Override
    public void disconnect() {
        disconnect(CloseReason.DISCONNECTED_BY_SERVER);
    }

    @Override
    public void disconnect(CloseReason reason) {
        SessionState before = state.getAndSet(SessionState.ENDED);
        if (before != SessionState.ENDED) {
            services.connects().lastWords(this, delivery.end(), reason);
            if (before != SessionState.NEW) {
                services.ending().accept(this, new Ending(reason, before));
            }
        }
    }

    // ---- API ---------------------------------------------------------------------------------------------------

    Intake intake() {
        return intake;
    }

    SessionListeners listeners() {
        return listeners;
    }

    Listeners<Extension> extensions() {
        return listeners.extensions();
    }

    @Nullable CoreLocalSession local() {
        return local;
    }

    void local(CoreLocalSession session) {
        local = session;
    }

    @Override
    public String id() {
        return identity.id();
    }

    @Override
    public boolean isHandshaken() {
        return state.get().isHandshaken();
    }

    @Override
    public boolean isConnected() {
        return state.get() == SessionState.CONNECTED;
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
    public Set<ChannelId> subscriptions() {
        return subscriptions.all();
    }

    @Override
    public DeliveryMode deliveryMode() {
        return delivery.mode();
    }

    @Override
    public void deliveryMode(DeliveryMode mode) {
        delivery.mode(mode);
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
    public Registration addExtension(Extension extension) {
        return listeners.extensions().add(extension);
    }

    @Override
    public void acknowledge(long batch) {
        delivery.acknowledge(batch);
    }

    @Override
    public long batch() {
        return delivery.batchNumber();
    }

    @Override
    public Registration addListener(ServerSessionListener listener) {
        return listeners.add(listener);
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
        return "session " + id().substring(0, Math.min(6, id().length())) + "… (" + state.get() + ")";
    }
}
