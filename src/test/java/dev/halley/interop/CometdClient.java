package dev.halley.interop;

import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.bayeux.client.ClientSession;
import org.cometd.bayeux.client.ClientSessionChannel;
import org.cometd.client.BayeuxClient;
import org.cometd.client.http.jetty.JettyHttpClientTransport;
import org.cometd.client.transport.ClientTransport;
import org.cometd.client.websocket.jakarta.WebSocketTransport;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * CometD's Java client as its manual says to set it up, and what it has heard.
 *
 * <p>Thread-safety: confined to the test, but what is heard comes on the client's threads.
 */
final class CometdClient implements AutoCloseable {

    /** Which of its transports it is given. */
    enum Kind {
        WEBSOCKET("websocket"),
        LONG_POLLING("long-polling"),
        BOTH("websocket");

        private final String transportName;

        Kind(String transportName) {
            this.transportName = transportName;
        }

        /** The transport that it uses at last, if it may. */
        String transportName() {
            return transportName;
        }
    }

    private static final long PATIENCE_SECONDS = 30;

    private final BayeuxClient bayeux;
    private final List<Object> resources;
    private final Map<String, BlockingQueue<Object>> heard = new ConcurrentHashMap<>();
    private final Semaphore handshakes = new Semaphore(0);

    private CometdClient(BayeuxClient bayeux, List<Object> resources) {
        this.bayeux = bayeux;
        this.resources = resources;
        bayeux.getChannel(Channel.META_HANDSHAKE)
                .addListener((ClientSessionChannel.MessageListener) (channel, message) -> {
                    if (message.isSuccessful()) {
                        handshakes.release();
                    }
                });
    }

    /** The server's address with the host by its number, so that nobody tries IPv6 first. */
    static URI byNumber(URI address) {
        return URI.create("http://127.0.0.1:" + address.getPort() + address.getPath());
    }

    /** Makes a client that has shaken hands and is connected. */
    static CometdClient connect(Kind kind, URI halley) throws Exception {
        return connect(kind, halley, bayeux -> {});
    }

    /** The same. @param setUp is done to the client first */
    static CometdClient connect(Kind kind, URI halley, Consumer<BayeuxClient> setUp) throws Exception {
        List<Object> resources = new ArrayList<>();
        List<ClientTransport> transports = new ArrayList<>();
        if (kind != Kind.LONG_POLLING) {
            WebSocketContainer container = ContainerProvider.getWebSocketContainer();
            resources.add(container);
            transports.add(new WebSocketTransport(null, null, container));
        }
        if (kind != Kind.WEBSOCKET) {
            var http = new HttpClient();
            http.start();
            resources.add(http);
            transports.add(new JettyHttpClientTransport(null, http));
        }
        var bayeux = new BayeuxClient(
                halley.resolve("cometd").toString(),
                transports.get(0),
                transports.subList(1, transports.size()).toArray(ClientTransport[]::new));
        var client = new CometdClient(bayeux, resources);
        setUp.accept(bayeux);
        try {
            bayeux.handshake();
            if (!bayeux.waitFor(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS), BayeuxClient.State.CONNECTED)) {
                throw new AssertionError("not connected within " + PATIENCE_SECONDS + " s");
            }
            client.awaitHandshakes(1);
            client.handshakes.release();
            return client;
        } catch (Throwable failed) {
            client.close();
            throw failed;
        }
    }

    BayeuxClient bayeux() {
        return bayeux;
    }

    /** Subscribes and waits for the reply, which must say yes. */
    void subscribe(String channel) throws Exception {
        Message reply = trySubscribe(channel);
        if (!reply.isSuccessful()) {
            throw new AssertionError(reply);
        }
    }

    /** Subscribes, and returns the reply. */
    Message trySubscribe(String channel) throws Exception {
        return ask(answer -> bayeux.getChannel(channel).subscribe(listener(channel), answer));
    }

    /** Subscribes and waits for nothing. */
    void subscribeLater(String channel) {
        bayeux.getChannel(channel).subscribe(listener(channel));
    }

    /** Takes back all subscriptions to the channel and waits for the reply, which must say yes. */
    void unsubscribe(String channel) throws Exception {
        ClientSessionChannel subscribed = bayeux.getChannel(channel);
        for (ClientSessionChannel.MessageListener listener : List.copyOf(subscribed.getSubscribers())) {
            Message reply = ask(answer -> subscribed.unsubscribe(listener, answer));
            if (!reply.isSuccessful()) {
                throw new AssertionError(reply);
            }
        }
    }

    /** Publishes, and returns the reply. */
    Message publish(String channel, Object data) throws Exception {
        return ask(answer -> bayeux.getChannel(channel).publish(data, answer));
    }

    /** Calls a remote procedure, and returns its answer. */
    Message call(String target, Object data) throws Exception {
        return ask(answer -> bayeux.remoteCall(target, data, answer));
    }

    /** The data of the next messages on the channel, which come in time or fail the test. */
    List<Object> hears(String channel, int count) throws InterruptedException {
        List<Object> data = new ArrayList<>();
        while (data.size() < count) {
            var next = queue(channel).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("heard only " + data + " on " + channel);
            }
            data.add(next);
        }
        return data;
    }

    /** The data of the messages on the channel that have come and have not been asked for. */
    List<Object> heard(String channel) {
        List<Object> data = new ArrayList<>();
        queue(channel).drainTo(data);
        return data;
    }

    /** Waits until it has shaken hands so often. */
    void awaitHandshakes(int count) throws InterruptedException {
        if (!handshakes.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no " + count + " handshakes, but " + handshakes.availablePermits());
        }
    }

    /** Disconnects; tells whether the server has agreed in time. */
    boolean disconnect() {
        return bayeux.disconnect(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }

    /** Disconnects, shakes hands once more at once, and waits until it is connected. */
    void shakeHandsAgain() {
        // It waits as long for the reply to its last connect, too, which it may not have sent.
        bayeux.disconnect(TimeUnit.SECONDS.toMillis(1));
        bayeux.handshake();
        if (!bayeux.waitFor(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS), BayeuxClient.State.CONNECTED)) {
            throw new AssertionError("not connected again within " + PATIENCE_SECONDS + " s");
        }
    }

    @Override
    public void close() {
        bayeux.abort();
        resources.forEach(LifeCycle::stop);
    }

    private ClientSessionChannel.MessageListener listener(String channel) {
        return (source, message) -> queue(channel).add(withLists(message.getData()));
    }

    private BlockingQueue<Object> queue(String channel) {
        return heard.computeIfAbsent(channel, absent -> new LinkedBlockingQueue<>());
    }

    /** The client hands on the arrays of JSON as arrays from some transports, and as lists from others. */
    static Object withLists(Object data) {
        if (data instanceof Object[] array) {
            return withLists(Arrays.asList(array));
        } else if (data instanceof List<?> list) {
            return list.stream().map(CometdClient::withLists).toList();
        } else if (data instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new HashMap<>();
            map.forEach((key, value) -> copy.put(key, withLists(value)));
            return copy;
        }
        return data;
    }

    private static Message ask(Question question) throws Exception {
        var answer = new CompletableFuture<Message>();
        question.ask(answer::complete);
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Something that will be answered. */
    private interface Question {
        void ask(ClientSession.MessageListener answer);
    }
}
