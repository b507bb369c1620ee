package dev.halley.client;

import dev.halley.protocol.Advice.Reconnect;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the protocol: does what the {@link StateMachine} says, and reports events to it. Bayeux section 4.
 *
 * <p>Thread-safety: confined to the client's strand, but for the state and the session's id, which all may read.
 */
final class ProtocolDriver implements PendingRequests.Observer, Subscriptions.Server, KeyedPublishes.Server {

    /** No stream lives longer. */
    private static final Duration LONGEST_STREAM = Duration.ofDays(1);

    private static final String DISCONNECT = "/meta/disconnect";
    private static final int MAX_DISCONNECT_ATTEMPTS = 5;

    private final ClientSettings settings;
    private final ClientContext context;
    private final ConnectionState connection;
    private final PendingRequests pending;
    private final Outbound outbound;
    private final Subscriptions subscriptions;
    private final KeyedPublishes publishes;
    private final Handshakes handshakes;
    private final PauseGate gate;
    private final Probing probing;
    private volatile ClientState state = ClientState.DISCONNECTED;
    private volatile @Nullable TransportType answeredOver;
    private Registration timer = () -> {};
    /** Counts what is waited for, so that what was given up is recognised when it comes. */
    private long epoch;

    private final RetryState retry = new RetryState();

    ProtocolDriver(ClientSettings settings, ClientContext context) {
        this.settings = settings;
        this.context = context;
        this.connection = context.connection();
        this.pending = new PendingRequests(context, this);
        this.handshakes = new Handshakes(settings, context, pending, new HandshakeResult());
        this.gate = new PauseGate(context.strand(), this::regulate);
        this.probing = new Probing(context, settings.probe(), pending);
        this.outbound = new Outbound(settings.queueLimit());
        DoubleSupplier random = settings.backOff().random();
        this.subscriptions = new Subscriptions(this, context, random);
        this.publishes = new KeyedPublishes(
                this, context, subscriptions.follows(), random, settings.offline() == OfflinePolicy.QUEUE);
    }

    ClientState state() {
        return state;
    }

    /** @return over what the last connect was answered; null before the first answer, and after the end */
    @Nullable TransportType transport() {
        return answeredOver;
    }

    @Override
    public @Nullable String clientId() {
        return connection.clientId();
    }

    /** @return what deliveries shut when they have too much to do */
    Delivery.Gate gate() {
        return gate;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    Outbound outbound() {
        return outbound;
    }

    /** What a handshake's end means. */
    private final class HandshakeResult implements Handshakes.Result {

        @Override
        public void accepted(Message reply) {
            retry.sessionBegins();
            publishes.sessionBegins(reply);
            subscriptions.sessionBegins(publishes.hasHistory());
            fire(ClientEvent.HANDSHAKE_ACCEPTED);
        }

        @Override
        public void refused() {
            fire(ClientEvent.HANDSHAKE_REFUSED);
        }

        @Override
        public void paced() {
            retry.takeTurn();
            fire(ClientEvent.HANDSHAKE_REFUSED);
        }

        @Override
        public void forbidden(BayeuxException why) {
            retry.endBecause(why);
            fire(ClientEvent.HANDSHAKE_FORBIDDEN);
        }

        @Override
        public void lost(BayeuxException why) {
            retry.failed(why);
            fire(ClientEvent.HANDSHAKE_LOST);
        }
    }

    // ---- the state

    void fire(ClientEvent event) {
        StateMachine.Step step = StateMachine.step(state, event);
        ClientState from = state;
        ClientState to = step.next();
        state = to;
        if (from != to) {
            context.notifier().tell(listener -> listener.stateChanged(from, to));
        }
        step.actions().forEach(this::perform);
    }

    private void perform(ClientAction action) {
        switch (action) {
            case HANDSHAKE -> {
                probing.stop();
                handshakes.begin();
            }
            case HANDSHAKE_LATER, RETRY_LATER -> schedule(delayAfterFailure());
            case OPEN_SESSION -> openSession();
            case CONNECT_AT_ONCE -> connect(true);
            case CONNECT -> {
                retry.upgrade(probing.isOpen());
                if (!retry.isUpgradeDue()) {
                    connect(false);
                }
            }
            case CONNECT_LATER -> schedule(connection.advice().interval());
            case SETTLE -> settle();
            case OTHER_TRANSPORT -> tryOtherTransport();
            case DROP_SESSION -> dropSession();
            case DISCONNECT -> sayGoodbye();
            case END -> end();
        }
    }

    private void schedule(Duration delay) {
        timer.close();
        long expected = ++epoch;
        if (delay.isZero()) {
            context.strand().execute(() -> timeUp(expected));
        } else {
            timer = context.time().later(delay, () -> context.strand().execute(() -> timeUp(expected)));
        }
    }

    private void timeUp(long expected) {
        if (expected != epoch) {
            return;
        }
        if (state.hasSession() && gate.isShut()) {
            retry.connectWhenOpen();
        } else if (state == ClientState.UNCONNECTED && connection.hasExpired()) {
            fire(ClientEvent.SESSION_LOST);
        } else {
            fire(ClientEvent.TIME_UP);
        }
    }

    private Duration delayAfterFailure() {
        if (retry.takeFresh()) {
            return Duration.ZERO;
        }
        if (retry.takeAtOnce()) {
            return connection.advice().interval();
        }
        return settings.backOff()
                .after(connection.failed())
                .plus(connection.advice().interval());
    }

    private void openSession() {
        outbound.putBehind(subscriptions::askAll);
        publishes.reconnected();
    }

    // ---- connect

    private void connect(boolean atOnce) {
        Message message = Message.on("/meta/connect")
                .with("connectionType", context.holder().choice().current().wire());
        Duration timeout = connection.timeout();
        boolean streams = context.holder().choice().current() == TransportType.STREAMING;
        Duration usual = streams ? LONGEST_STREAM : timeout;
        Duration held = atOnce ? Duration.ZERO : probing.hold(usual);
        if (atOnce || held.compareTo(usual) < 0) {
            message = message.with("advice", Map.of("timeout", held.toMillis()));
        }
        long sentAfter = subscriptions.follows().answeredSubscribes();
        Exchange.Answer answer = new Exchange.Answer() {
            @Override
            public void reply(Message reply) {
                retry.answered(!atOnce);
                subscriptions.follows().connectAnswered(reply, sentAfter);
                connectAnswered(reply);
            }

            @Override
            public void failed(BayeuxException why) {
                retry.failed(why);
                fire(ClientEvent.CONNECT_LOST);
            }
        };
        pending.send(
                List.of(new Exchange(Exchange.Kind.CONNECT, message, answer)),
                settings.networkDelay().plus(held.compareTo(timeout) < 0 ? held : timeout));
    }

    private void connectAnswered(Message reply) {
        SessionAdvice advice =
                SessionAdvice.of(reply, context.holder().choice().current()).orElse(null);
        if (advice != null) {
            context.take(keepingTimes(advice));
        }
        Reconnect reconnect =
                advice != null ? advice.reconnect() : reply.isSessionUnknown() ? Reconnect.HANDSHAKE : Reconnect.RETRY;
        // A server that takes no new sessions sends the client away: nothing has failed.
        boolean sentAway = reply.error().filter(BayeuxError::isTakingNoSessions).isPresent();
        if (!reply.isSuccessful() && !sentAway) {
            context.notifier().failed(BayeuxException.refused(reply));
        }
        switch (reconnect) {
            case HANDSHAKE -> {
                fire(ClientEvent.SESSION_LOST);
                if (!reply.isSessionUnknown()) {
                    // The server sends its clients away: over this connection a handshake would come there again.
                    context.holder().drop();
                }
            }
            case NONE -> {
                retry.endBecause(
                        reply.isSuccessful()
                                ? BayeuxException.notSent("The server has ended the session.")
                                : BayeuxException.refused(reply));
                fire(ClientEvent.SESSION_ENDED);
            }
            default -> {
                if (reply.isSuccessful()) {
                    connection.answered();
                }
                fire(reply.isSuccessful() ? ClientEvent.CONNECT_ANSWERED : ClientEvent.CONNECT_REFUSED);
            }
        }
    }

    /** How long connects are held does not change because new advice does not say it again. */
    private SessionAdvice keepingTimes(SessionAdvice advice) {
        SessionAdvice former = connection.advice();
        return new SessionAdvice(
                advice.reconnect(),
                advice.interval(),
                advice.timeout() == null ? former.timeout() : advice.timeout(),
                advice.maxInterval() == null ? former.maxInterval() : advice.maxInterval(),
                advice.urls());
    }

    private void settle() {
        connection.settle();
        retry.sessionWorks();
        TransportHolder holder = context.holder();
        TransportChoice choice = holder.choice();
        holder.worked();
        probing.settled(choice.worked(retry.wasHeld()));
        TransportType now = choice.current();
        answeredOver = now;
        TransportType before = retry.tell(now, settings.transports().get(0));
        if (before != now) {
            TransportReason reason = choice.reason();
            context.notifier().tell(listener -> listener.transportChanged(before, now, reason));
        }
        if (retry.takeInterrupted()) {
            outbound.putBehind(subscriptions::reconnected);
            publishes.reconnected();
        } else {
            subscriptions.askAll();
        }
        context.futures().connected();
    }

    private void tryOtherTransport() {
        TransportHolder holder = context.holder();
        boolean fresh = holder.choice().failed(TransportFailure.of(retry.failure(), holder.hasWorked()));
        retry.fresh(fresh);
        retry.upgrade(false);
        probing.stop();
        if (state.isHandshaking() && !fresh) {
            holder.urls().next();
            holder.drop();
        }
    }

    private void dropSession() {
        connection.close();
        retry.upgrade(false);
        retry.sessionLost();
        BayeuxException why = BayeuxException.lost("The server does not know the session any more.", true, null);
        subscriptions.sessionLost();
        outbound.dropSubscriptions(why);
        pending.dropSession(why);
        if (!context.holder().urls().isHome()) {
            context.holder().drop();
        }
    }

    // ---- the end

    private void sayGoodbye() {
        stopWaiting();
        outbound.add(goodbye(1));
    }

    /** @param attempt 1 at first; later ones may find that the session is gone already */
    private Exchange goodbye(int attempt) {
        Exchange.Answer answer = new Exchange.Answer() {
            @Override
            public void reply(Message reply) {
                context.futures().goodbye(reply.isSuccessful() || attempt > 1 && reply.isSessionUnknown());
                fire(ClientEvent.STOPPED);
            }

            @Override
            public void failed(BayeuxException why) {
                boolean connectionFailed = why.getCause() != null;
                if (connectionFailed && attempt < MAX_DISCONNECT_ATTEMPTS && state == ClientState.DISCONNECTING) {
                    // The server may just then close a connection that was kept alive, and more than one of a pool.
                    outbound.add(goodbye(attempt + 1));
                } else {
                    fire(ClientEvent.STOPPED);
                }
            }
        };
        return new Exchange(Exchange.Kind.DISCONNECT, Message.on(DISCONNECT), answer);
    }

    private void stopWaiting() {
        timer.close();
        epoch++;
        retry.upgrade(false);
        probing.stop();
        handshakes.cancel();
    }

    private void end() {
        stopWaiting();
        BayeuxException cause = retry.endCause();
        BayeuxException why = cause != null ? cause : BayeuxException.lost("The client was disconnected.", true, null);
        answeredOver = null;
        connection.reset();
        pending.end(why);
        publishes.end();
        outbound.fail(cause != null ? cause : BayeuxException.notSent("The client was disconnected."));
        subscriptions.conversationEnded(cause);
        context.futures().ended(why);
        probing.reset();
        context.holder().choice().reset();
        context.holder().urls().reset();
        retry.reset();
    }

    // ---- what the application sends

    /** @param answer told how it ends; there is room for it */
    void publish(Message message, Exchange.Answer answer) {
        offer(publishes.exchange(message, answer));
    }

    /** @param exchange a publish or a call, for which there is room */
    void offer(Exchange exchange) {
        if (state == ClientState.DISCONNECTED || state == ClientState.DISCONNECTING) {
            outbound.release();
            exchange.fail(BayeuxException.notSent("The client is not connected: call connect() first."));
        } else if (!isConnected() && settings.offline() == OfflinePolicy.FAIL) {
            outbound.release();
            exchange.fail(
                    BayeuxException.notSent("The client is " + state + ", and OfflinePolicy.FAIL queues nothing."));
        } else {
            outbound.add(exchange);
        }
    }

    /** Sends what waits, if it can be sent. Called whenever the strand has nothing else to do. */
    void flush() {
        if (retry.isUpgradeDue() && !context.holder().isBusy()) {
            upgrade();
        }
        boolean more = true;
        while (more && maySend() && !context.holder().isBusy()) {
            List<Exchange> next = outbound.take(publishes::mayGo);
            more = !next.isEmpty();
            if (more) {
                pending.send(next, settings.networkDelay());
            }
        }
    }

    private boolean maySend() {
        boolean switching = state == ClientState.CONNECTED
                && (retry.isUpgradeDue() || context.holder().choice().isUpgrading());
        return connection.clientId() != null && state != ClientState.UNCONNECTED && state.hasSession() && !switching;
    }

    /** Goes on over the probe: what was sent before is answered, and the server holds no connect. */
    private void upgrade() {
        retry.upgrade(false);
        ClientTransport opened = probing.take();
        if (opened != null) {
            context.holder().choice().upgrade();
            context.holder().take(opened);
        }
        connect(opened != null);
    }

    void forget(Exchange exchange) {
        pending.forget(exchange);
    }

    // ---- what others ask and tell

    @Override
    public boolean isThere() {
        return state.hasSession() && state != ClientState.DISCONNECTING;
    }

    @Override
    public boolean isConnected() {
        return state == ClientState.CONNECTED || state == ClientState.CONNECTING;
    }

    @Override
    public boolean isGoingOn() {
        return state != ClientState.DISCONNECTED && state != ClientState.DISCONNECTING;
    }

    @Override
    public void repeat(List<Exchange> exchanges) {
        outbound.repeat(exchanges);
    }

    @Override
    public void subscribe(ChannelId channel, UnaryOperator<Message> lastTouch, Exchange.Answer answer) {
        outbound.add(new Exchange(
                Exchange.Kind.SUBSCRIBE,
                Message.on("/meta/subscribe").with("subscription", channel.toString()),
                lastTouch,
                answer));
    }

    @Override
    public void unsubscribe(ChannelId channel, Exchange.Answer answer) {
        outbound.add(new Exchange(
                Exchange.Kind.UNSUBSCRIBE,
                Message.on("/meta/unsubscribe").with("subscription", channel.toString()),
                answer));
    }

    @Override
    public void arrived(Message message) {
        subscriptions.deliver(message);
        if (message.channel().equals(DISCONNECT) && state != ClientState.DISCONNECTING) {
            retry.endBecause(BayeuxException.notSent("The server has ended the session."));
            fire(ClientEvent.SESSION_ENDED);
        }
    }

    @Override
    public void responseRead() {
        subscriptions.follows().responseRead();
    }

    @Override
    public void alive() {
        connection.answered();
    }

    @Override
    public void responseLost() {
        subscriptions.responseLost();
    }

    @Override
    public void sessionUnknown() {
        fire(ClientEvent.SESSION_LOST);
    }

    @Override
    public void connectionLost(Throwable cause) {
        if (state == ClientState.CONNECTED || state == ClientState.CONNECTING) {
            retry.failed(cause);
            fire(ClientEvent.CONNECT_LOST);
        }
    }

    @Override
    public void failed(ClientTransport unused) {
        probing.failed(unused);
    }

    /** For what is in use there is nothing to do: {@link #flush} comes after everything. */
    @Override
    public void idle(ClientTransport transport) {
        probing.opened(transport);
    }

    @Override
    public boolean isPaused() {
        return gate.isShut()
                && !context.acknowledgements().isActive()
                && context.holder().choice().current() != TransportType.LONG_POLLING;
    }

    private void regulate() {
        context.holder().reading(!isPaused());
        if (!gate.isShut() && retry.takeConnectDue()) {
            schedule(Duration.ZERO);
        }
    }
}
