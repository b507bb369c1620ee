package dev.halley.client;

import dev.halley.protocol.ChannelId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a Bayeux server over WebSocket, HTTP streaming or long-polling, and stays connected. After a failure it
 * reconnects by itself: in the same session if the server still knows it, else in a new one, in which it renews its
 * subscriptions.
 *
 * <pre>{@code
 * try (BayeuxClient client = BayeuxClient.builder("https://example.com/cometd").build()) {
 *     client.subscribe("/news", News.class, news -> show(news));
 *     client.connect().join();
 *     client.publish("/chat", Map.of("text", "hello"));
 * }
 * }</pre>
 *
 * <p>All clients of a JVM share a few threads; {@link BayeuxClientBuilder#executor} and
 * {@link BayeuxClientBuilder#httpClient} give a client others.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public final class BayeuxClient implements ClientSession, AutoCloseable {

    private static final int BUFFER = 256;
    private static final Duration PATIENCE_TO_CLOSE = Duration.ofSeconds(5);

    private final ClientSettings settings;
    private final ClientTime time;
    private final Strand strand;
    private final ListenerNotifier notifier;
    private final ExtensionChain extensions;
    private final PendingFutures futures;
    private final Positions positions = new Positions();
    private final ProtocolDriver driver;
    private final ThreadLocal<@Nullable Batch> batches = new ThreadLocal<>();

    BayeuxClient(ClientSettings settings, ClientThreads threads, List<ClientExtension> extensions) {
        this.settings = settings;
        this.time = threads.time();
        this.notifier = new ListenerNotifier(threads.listeners());
        this.strand = new Strand(threads.protocol(), this::flush);
        this.extensions = new ExtensionChain(extensions, this);
        this.futures = new PendingFutures(notifier);
        TransportHolder holder = new TransportHolder(
                settings.factory(),
                settings.headers(),
                new Cookies(time),
                new TransportChoice(settings.transports()),
                new ServerUrls(settings.url()));
        this.driver = new ProtocolDriver(
                settings,
                new ClientContext(
                        strand,
                        time,
                        holder,
                        this.extensions,
                        new Acknowledgements(settings.acknowledged()),
                        notifier,
                        new ConnectionState(time),
                        futures,
                        positions,
                        settings.maxMessageSize()));
    }

    /**
     * Begins to build a client.
     *
     * @param url the server's URL, such as {@code https://example.com/cometd}; the schemes {@code ws} and {@code wss}
     *     mean {@code http} and {@code https}
     * @throws IllegalArgumentException if the URL has another scheme, no host, a user or a fragment
     */
    public static BayeuxClientBuilder builder(String url) {
        return builder(URI.create(url));
    }

    /**
     * Begins to build a client.
     *
     * @param url the server's URL, such as {@code https://example.com/cometd}; the schemes {@code ws} and {@code wss}
     *     mean {@code http} and {@code https}
     * @throws IllegalArgumentException if the URL has another scheme, no host, a user or a fragment
     */
    public static BayeuxClientBuilder builder(URI url) {
        return new BayeuxClientBuilder(url);
    }

    private void flush() {
        driver.flush();
    }

    /** @return the URL given to the builder, with the scheme {@code http} or {@code https} */
    public URI url() {
        return settings.url();
    }

    @Override
    public Optional<String> id() {
        return Optional.ofNullable(driver.clientId());
    }

    @Override
    public ClientState state() {
        return driver.state();
    }

    /**
     * @return the transport on which the server answered the last connect; the next connect uses it, too, unless it
     *     fails. Empty before the first answer and after the client has disconnected
     */
    public Optional<TransportType> transport() {
        return Optional.ofNullable(driver.transport());
    }

    /**
     * @return the last failure of the transport, or refusal by the server, that listeners have received; it stays after
     *     the client has recovered. Empty before the first failure
     * @see ClientListener#failed
     */
    public Optional<Throwable> lastFailure() {
        return Optional.ofNullable(notifier.lastFailure());
    }

    /**
     * Adds a listener for the client's state, session, traffic and failures.
     *
     * @return removes the listener
     */
    public Registration addListener(ClientListener listener) {
        return notifier.add(listener);
    }

    /**
     * Adds an extension after the existing ones.
     *
     * @return removes the extension
     * @throws IllegalArgumentException if the client has this very object already
     */
    public Registration addExtension(ClientExtension extension) {
        return extensions.add(extension);
    }

    /**
     * Begins to connect if the client is disconnected. The client keeps trying until it is connected, the application
     * ends it, or the server refuses for good.
     *
     * @return completes with the successful reply to the next handshake; fails if that handshake fails, although the
     *     client keeps trying
     */
    public CompletableFuture<Message> handshake() {
        CompletableFuture<Message> future = new CompletableFuture<>();
        strand.execute(() -> {
            futures.awaitHandshake(future);
            start(future);
        });
        return future;
    }

    /**
     * Begins to connect if the client is disconnected. The client keeps trying until it is connected, the application
     * ends it, or the server refuses for good. To limit the wait, use {@code orTimeout} on the future.
     *
     * @return completes when the client is connected; fails only if the server refuses for good (the advice
     *     {@code none}, or no common transport), or if the client is disconnected meanwhile
     */
    public CompletableFuture<Void> connect() {
        CompletableFuture<Void> future = new CompletableFuture<>();
        strand.execute(() -> {
            if (driver.state() == ClientState.CONNECTED) {
                notifier.complete(() -> future.complete(null));
            } else {
                futures.awaitConnection(future);
                start(future);
            }
        });
        return future;
    }

    private void start(CompletableFuture<?> future) {
        if (driver.state() == ClientState.DISCONNECTING) {
            notifier.complete(() -> future.completeExceptionally(
                    BayeuxException.notSent("The client is disconnecting: wait for the end of disconnect().")));
        }
        driver.fire(ClientEvent.START);
    }

    @Override
    public ClientSessionChannel channel(String name) {
        return new ClientSessionChannel(this, ChannelId.of(name));
    }

    @Override
    public CompletableFuture<Message> publish(String channel, @Nullable Object data) {
        return publish(Message.on(ChannelId.of(channel).toString()).withData(data));
    }

    @Override
    public CompletableFuture<Message> publish(String channel, @Nullable Object data, String key) {
        return publish(
                Message.on(ChannelId.of(channel).toString()).withData(data).withPublishKey(key));
    }

    @Override
    public CompletableFuture<Message> publish(Message message) {
        return send(message, answer -> driver.publish(message, answer));
    }

    @Override
    public CompletableFuture<Message> call(String target, @Nullable Object data) {
        return call(target, data, settings.callTimeout());
    }

    @Override
    public CompletableFuture<Message> call(String target, @Nullable Object data, Duration timeout) {
        String channel = "/service" + (target.startsWith("/") ? "" : "/") + target;
        Message message = Message.on(ChannelId.of(channel).toString()).withData(data);
        return send(message, answer -> {
            Exchange exchange = new Exchange(Exchange.Kind.CALL, message, answer);
            answer.timer(time.later(timeout, () -> strand.execute(() -> expire(exchange, timeout))));
            driver.offer(exchange);
        });
    }

    @Override
    public <T> CompletableFuture<T> call(String target, @Nullable Object data, Class<T> type) {
        return call(target, data).thenApply(answer -> answer.dataAs(type));
    }

    /** @param offer gives it to the driver, on the strand */
    private CompletableFuture<Message> send(Message message, Consumer<FutureAnswer> offer) {
        ChannelId channel = ChannelId.of(message.channel());
        if (channel.isMeta() || channel.isWild()) {
            throw new IllegalArgumentException(
                    "A message goes to one broadcast or service channel, not to " + channel + ".");
        }
        CompletableFuture<Message> future = new CompletableFuture<>();
        Outbound outbound = driver.outbound();
        if (!outbound.reserve()) {
            BayeuxException why = BayeuxException.notSent(
                    "Too many messages wait to be sent: queueLimit allows " + outbound.limit() + ".");
            strand.execute(() -> driver.subscriptions().failed(message, why));
            future.completeExceptionally(why);
            return future;
        }
        FutureAnswer answer =
                new FutureAnswer(future, notifier, why -> driver.subscriptions().failed(message, why));
        post(() -> offer.accept(answer));
        return future;
    }

    private void expire(Exchange exchange, Duration timeout) {
        String why = "The call was not answered within " + timeout.toMillis() + " ms.";
        boolean sent = exchange.id() != null;
        driver.forget(exchange);
        exchange.fail(sent ? BayeuxException.unanswered(why) : BayeuxException.notSent(why + " It was not sent."));
    }

    /** Runs it on the strand: with the rest of the batch if this thread has begun one. */
    private void post(Runnable task) {
        Batch batch = batches.get();
        if (batch == null) {
            strand.execute(task);
        } else {
            batch.add(task);
        }
    }

    @Override
    public void batch(Runnable task) {
        if (batches.get() != null) {
            task.run();
            return;
        }
        Batch batch = new Batch();
        batches.set(batch);
        try {
            task.run();
        } finally {
            batches.remove();
            strand.execute(batch);
        }
    }

    @Override
    public CompletableFuture<Subscription> subscribe(String channel, Consumer<Message> listener) {
        return subscribe(channel, HistoryOptions.live(), listener);
    }

    @Override
    public CompletableFuture<Subscription> subscribe(
            String channel, HistoryOptions history, Consumer<Message> listener) {
        ChannelId id = ChannelId.of(channel);
        if (id.isMeta()) {
            throw new IllegalArgumentException(
                    "Meta channels take no subscriptions: use addListener for " + channel + ".");
        }
        if (id.isWild() && history.isFresh()) {
            throw new IllegalArgumentException(
                    "A pattern has no history of its own: a subscription to " + channel + " can only begin live.");
        }
        return subscribe(id, history, new ListenerDelivery.Target() {
            @Override
            public void message(Message message) {
                listener.accept(message);
            }

            @Override
            public void recovery(Recovery recovery) {
                history.tell(recovery);
            }
        });
    }

    private CompletableFuture<Subscription> subscribe(
            ChannelId id, HistoryOptions history, ListenerDelivery.Target target) {
        CompletableFuture<Subscription> future = new CompletableFuture<>();
        Delivery delivery = new ListenerDelivery(target, notifier.threads(), driver.gate());
        Subscription subscription = new ListenerSubscription(id, delivery);
        Exchange.Answer answer = new SubscriptionAnswer(future, subscription, notifier);
        post(() -> driver.subscriptions().subscribe(id, delivery, history, answer));
        return future;
    }

    /**
     * Watches the members of a channel, on a server that publishes them. The client need not be a member itself.
     *
     * @param channel such as {@code /chat/42}; no pattern
     * @param listener receives real changes only
     * @return completes when the server has confirmed the subscription, before the first list arrives; fails if the
     *     server refuses it
     * @throws IllegalArgumentException if the channel is a pattern
     */
    public CompletableFuture<Presence> presence(String channel, PresenceListener listener) {
        ChannelId id = ChannelId.of(settings.presencePrefix() + ChannelId.of(channel));
        if (!id.isBroadcast() || id.isWild() || id.isTemplate()) {
            throw new IllegalArgumentException(
                    "A pattern has no members: presence needs one channel, not " + channel + ".");
        }
        Presence presence = new Presence(
                channel,
                listener,
                () -> strand.execute(() -> driver.subscriptions().again(id)));
        return subscribe(id, HistoryOptions.live(), new PresenceTarget(presence))
                .thenApply(presence::confirmed);
    }

    /**
     * Watches the members of a channel, without a listener.
     *
     * @see #presence(String, PresenceListener)
     */
    public CompletableFuture<Presence> presence(String channel) {
        return presence(channel, new PresenceListener() {});
    }

    private record PresenceTarget(Presence presence) implements ListenerDelivery.Target {

        @Override
        public void message(Message message) {
            presence.take(message);
        }

        @Override
        public void asked() {
            presence.asked();
        }

        @Override
        public boolean isState() {
            return true;
        }
    }

    /** @return the positions that the client has reached on channels with history */
    public Positions positions() {
        return positions;
    }

    @Override
    public <T> CompletableFuture<Subscription> subscribe(String channel, Class<T> type, Consumer<? super T> listener) {
        return subscribe(channel, message -> listener.accept(message.dataAs(type)));
    }

    private final class ListenerSubscription implements Subscription {

        private final ChannelId channel;
        private final Delivery delivery;

        private ListenerSubscription(ChannelId channel, Delivery delivery) {
            this.channel = channel;
            this.delivery = delivery;
        }

        @Override
        public ChannelId channel() {
            return channel;
        }

        @Override
        public CompletableFuture<Void> unsubscribe() {
            CompletableFuture<Message> future = new CompletableFuture<>();
            delivery.end();
            post(() -> driver.subscriptions()
                    .unsubscribe(channel, delivery, new FutureAnswer(future, notifier, why -> {})));
            return future.thenApply(reply -> null);
        }
    }

    @Override
    public Flow.Publisher<Message> messages(String channel) {
        return messages(channel, BUFFER, Overflow.PAUSE);
    }

    @Override
    public Flow.Publisher<Message> messages(String channel, int buffer, Overflow overflow) {
        return flow(new FlowOptions(ChannelId.of(channel).toString(), buffer, overflow), Function.identity());
    }

    @Override
    public <T> Flow.Publisher<T> messages(String channel, Class<T> type, int buffer, Overflow overflow) {
        return flow(
                new FlowOptions(ChannelId.of(channel).toString(), buffer, overflow), message -> message.dataAs(type));
    }

    private <T> Flow.Publisher<T> flow(FlowOptions options, Function<Message, T> binding) {
        return new ChannelPublisher<>(options, binding, notifier, strand, driver);
    }

    @Override
    public Registration addListener(String channel, Consumer<Message> listener) {
        ChannelId id = ChannelId.of(channel);
        Delivery delivery = new ListenerDelivery(listener::accept, notifier.threads(), driver.gate());
        strand.execute(() -> driver.subscriptions().listen(id, delivery));
        return () -> {
            delivery.end();
            strand.execute(() -> driver.subscriptions().unlisten(id, delivery));
        };
    }

    @Override
    public CompletableFuture<Boolean> disconnect() {
        CompletableFuture<Boolean> future = new CompletableFuture<>();
        strand.execute(() -> {
            futures.awaitEnd(future);
            driver.fire(ClientEvent.STOP);
        });
        return future;
    }

    /**
     * Ends the session at once, without telling the server, which keeps the session until it expires.
     *
     * @return completes when the client has ended; never fails
     */
    public CompletableFuture<Void> abort() {
        CompletableFuture<Boolean> future = new CompletableFuture<>();
        strand.execute(() -> {
            futures.awaitEnd(future);
            driver.fire(ClientEvent.ABORT);
        });
        return future.thenApply(agreed -> null);
    }

    /**
     * Disconnects, and waits for the server's reply for at most 5 s; after that the client ends without it. Blocks the
     * caller's thread meanwhile, so extensions must not call it.
     */
    @Override
    public void close() {
        try {
            disconnect().get(PATIENCE_TO_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abort();
        }
    }

    @Override
    public String toString() {
        return "BayeuxClient[" + url() + ", " + state() + "]";
    }
}
