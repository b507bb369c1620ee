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
 * A Bayeux client over WebSocket and long-polling. It connects, stays connected, and comes back by itself: with the same
 * session if the server still knows it, else with a new one, in which it subscribes again.
 *
 * <pre>{@code
 * try (BayeuxClient client = BayeuxClient.builder("https://example.com/cometd").build()) {
 *     client.subscribe("/news", News.class, news -> show(news));
 *     client.connect().join();
 *     client.publish("/chat", Map.of("text", "hello"));
 * }
 * }</pre>
 *
 * <p>All clients of a JVM share a few threads, unless they are given others.
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
     * @param url such as {@code https://example.com/cometd}; {@code ws} and {@code wss} stand for {@code http} and {@code https}
     * @throws IllegalArgumentException if it is no such URL
     */
    public static BayeuxClientBuilder builder(String url) {
        return builder(URI.create(url));
    }

    /**
     * @param url such as {@code https://example.com/cometd}; {@code ws} and {@code wss} stand for {@code http} and {@code https}
     * @throws IllegalArgumentException if it is no such URL
     */
    public static BayeuxClientBuilder builder(URI url) {
        return new BayeuxClientBuilder(url);
    }

    private void flush() {
        driver.flush();
    }

    /** @return the URL that it was built with, as one of {@code http} or {@code https} */
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
     * @return over what the last connect was answered, and the next one goes unless that fails; empty before the first answer,
     *     and when the client has disconnected
     */
    public Optional<TransportType> transport() {
        return Optional.ofNullable(driver.transport());
    }

    /**
     * @return the last failure of the transport, or refusal by the server, that listeners were told of; it stays when the client
     *     has recovered. Empty before the first one
     * @see ClientListener#failed
     */
    public Optional<Throwable> lastFailure() {
        return Optional.ofNullable(notifier.lastFailure());
    }

    /** Adds a listener that is told what becomes of the client. */
    public Registration addListener(ClientListener listener) {
        return notifier.add(listener);
    }

    /**
     * Adds an extension behind those that are there.
     *
     * @throws IllegalArgumentException if this very object is there already
     */
    public Registration addExtension(ClientExtension extension) {
        return extensions.add(extension);
    }

    /**
     * Begins to connect if the client is disconnected, and goes on until it is connected, told to stop, or sent away.
     *
     * @return the reply to the next handshake, successful; fails if that one fails, while the client goes on trying
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
     * Begins to connect if the client is disconnected, and goes on until it is connected, told to stop, or sent away. Use
     * {@code orTimeout} to wait no longer than that.
     *
     * @return done when it is connected; fails only when the server sent the client away for good, or it was disconnected
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
            throw new IllegalArgumentException("Nothing can be published to " + channel + ".");
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
            throw new IllegalArgumentException("Nobody can subscribe to " + channel + "; use addListener.");
        }
        if (id.isWild() && history.isFresh()) {
            throw new IllegalArgumentException(
                    "A pattern has no history of its own, so " + channel + " can only be subscribed to from now on.");
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
     * Watches who is on a channel, on a server that shows it. Whoever watches need not be there.
     *
     * @param channel such as {@code /chat/42}, no pattern
     * @param listener told of true changes only
     * @return done when the server has confirmed it; the first list comes after that. Fails if the server refused it
     */
    public CompletableFuture<Presence> presence(String channel, PresenceListener listener) {
        ChannelId id = ChannelId.of(settings.presencePrefix() + ChannelId.of(channel));
        if (!id.isBroadcast() || id.isWild() || id.isTemplate()) {
            throw new IllegalArgumentException("Nobody can be seen on " + channel + ".");
        }
        Presence presence = new Presence(
                channel,
                listener,
                () -> strand.execute(() -> driver.subscriptions().again(id)));
        return subscribe(id, HistoryOptions.live(), new PresenceTarget(presence))
                .thenApply(presence::confirmed);
    }

    /** The same without a listener. */
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

    /** @return how far the client has come on channels that keep history */
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
     * Ends at once, without telling the server, which keeps the session until it expires.
     *
     * @return completed at the end; never fails
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
     * Says goodbye to the server, and waits until that has answered; after at most 5 s it ends without. Blocks the caller's
     * thread for that time, so not to be called by extensions.
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
