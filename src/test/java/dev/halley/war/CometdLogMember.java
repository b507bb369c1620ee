package dev.halley.war;

import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.bayeux.client.ClientSessionChannel.MessageListener;
import org.cometd.client.BayeuxClient;
import org.cometd.client.BayeuxClient.BackOffStrategy;
import org.cometd.client.http.jetty.JettyHttpClientTransport;
import org.cometd.client.transport.ClientTransport;
import org.cometd.client.websocket.jakarta.WebSocketTransport;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * CometD's Java client, which is told no positions, and publishes nothing. It subscribes after each handshake, as its manual says.
 *
 * <p>Thread-safety: thread-safe.
 */
final class CometdLogMember implements LogMember {

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

    private static final Executor AGAIN =
            CompletableFuture.delayedExecutor(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS);

    private final String name;
    private final Voice voice;
    private final Object container;
    private final BayeuxClient client;
    private final AtomicInteger subscribed = new AtomicInteger();
    private final CompletableFuture<Void> joined = new CompletableFuture<>();

    private CometdLogMember(String name, Object container, ClientTransport transport, URI server, Voice voice) {
        this.name = name;
        this.voice = voice;
        this.container = container;
        client = new BayeuxClient(server.toString(), transport);
        client.setBackOffStrategy(new BackOffStrategy.Constant(BETWEEN_ATTEMPTS.toMillis()));
        client.getChannel(Channel.META_HANDSHAKE).addListener((MessageListener) (channel, reply) -> {
            if (reply.isSuccessful()) {
                client.batch(() -> LogLoad.CHANNELS.forEach(this::subscribe));
            }
        });
        client.handshake();
    }

    static CometdLogMember overWebSocket(URI server, Voice voice) {
        WebSocketContainer container = ContainerProvider.getWebSocketContainer();
        return new CometdLogMember(
                "cometd-websocket", container, new WebSocketTransport(null, null, container), server, voice);
    }

    static CometdLogMember overLongPolling(URI server, Voice voice) {
        HttpClient container = new HttpClient();
        LifeCycle.start(container);
        return new CometdLogMember(
                "cometd-polling", container, new JettyHttpClientTransport(null, container), server, voice);
    }

    private void subscribe(String channel) {
        String session = client.getId();
        client.getChannel(channel)
                .subscribe(
                        (source, message) -> voice.say("heard", name, channel, message.getData()),
                        reply -> subscribed(channel, session, reply));
    }

    private void subscribed(String channel, String session, Message reply) {
        if (reply.isSuccessful()) {
            if (subscribed.incrementAndGet() == LogLoad.CHANNELS.size()) {
                joined.complete(null);
            }
        } else {
            AGAIN.execute(() -> subscribeAgain(channel, session));
        }
    }

    /**
     * It was not answered, or the channel's history was not there for a while; or the node that was asked was alone and does not know the
     * session, which lives on with the others: the client does not handshake then, since its connects go through. After a handshake it
     * subscribes anyway.
     */
    private void subscribeAgain(String channel, String session) {
        if (session.equals(client.getId())) {
            subscribe(channel);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<?> joined() {
        return joined;
    }

    @Override
    public void publish(String channel, String value) {
        throw new UnsupportedOperationException("What it publishes has no key, and gets no position.");
    }

    @Override
    public void close() {
        client.abort();
        LifeCycle.stop(container);
    }

    @Override
    public String toString() {
        return name + " " + (client.isConnected() ? "connected" : "not connected");
    }
}
