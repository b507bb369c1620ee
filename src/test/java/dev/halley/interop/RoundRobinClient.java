package dev.halley.interop;

import dev.halley.client.BayeuxClient;
import dev.halley.client.ClientListener;
import dev.halley.client.TransportType;
import dev.halley.interop.CometdClient.Kind;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.client.ClientSessionChannel;
import org.cometd.client.ext.AckExtension;

/**
 * A client of whichever library that uses the extension {@code ack}, and the numbers that it has heard.
 *
 * <p>Thread-safety: one thread at a time; what is heard comes on the client's threads.
 */
interface RoundRobinClient extends AutoCloseable {

    /** How long to wait for what must happen. */
    long PATIENCE_SECONDS = 60;

    /** Which library and transport. */
    enum Library {
        HALLEY_LONG_POLLING,
        HALLEY_WEBSOCKET,
        COMETD_LONG_POLLING,
        COMETD_WEBSOCKET;

        /** Makes a client that is connected. */
        RoundRobinClient connect(URI server) throws Exception {
            return switch (this) {
                case HALLEY_LONG_POLLING -> new Halley(server, TransportType.LONG_POLLING);
                case HALLEY_WEBSOCKET -> new Halley(server, TransportType.WEBSOCKET);
                case COMETD_LONG_POLLING -> new Cometd(server, Kind.LONG_POLLING);
                case COMETD_WEBSOCKET -> new Cometd(server, Kind.WEBSOCKET);
            };
        }
    }

    /** @return the clientId; empty if there is no session */
    String id();

    void subscribe(String channel) throws Exception;

    /** @return whether the server has confirmed it; waits for that */
    boolean publish(String channel, int number) throws Exception;

    /** @return the next number on the channel; waits for it */
    int hears(String channel) throws Exception;

    /** Waits until a session after the first has its subscriptions again. */
    void awaitReturn() throws Exception;

    /** @return whether the server has confirmed it */
    boolean disconnect() throws Exception;

    @Override
    void close();

    /** Ours. */
    final class Halley implements RoundRobinClient {

        private final BayeuxClient client;
        private final Map<String, BlockingQueue<Integer>> heard = new ConcurrentHashMap<>();
        private final Semaphore returns = new Semaphore(0);

        private Halley(URI server, TransportType transport) throws Exception {
            client = BayeuxClient.builder(server.resolve("cometd"))
                    .transports(transport)
                    .acknowledged(true)
                    .listener(new ClientListener() {
                        @Override
                        public void resubscribed(String channel) {
                            returns.release();
                        }
                    })
                    .build();
            client.connect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public String id() {
            return client.id().orElse("");
        }

        private BlockingQueue<Integer> queue(String channel) {
            return heard.computeIfAbsent(channel, absent -> new LinkedBlockingQueue<>());
        }

        @Override
        public void subscribe(String channel) throws Exception {
            client.subscribe(channel, Integer.class, queue(channel)::add).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public boolean publish(String channel, int number) throws Exception {
            return client.publish(channel, number)
                    .handle((reply, failure) -> failure == null)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public int hears(String channel) throws Exception {
            Integer next = queue(channel).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing on " + channel);
            }
            return next;
        }

        @Override
        public void awaitReturn() throws Exception {
            if (!returns.tryAcquire(heard.size(), PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("not subscribed again");
            }
        }

        @Override
        public boolean disconnect() throws Exception {
            return client.disconnect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** CometD's. */
    final class Cometd implements RoundRobinClient {

        private final CometdClient client;
        private final List<String> channels = new CopyOnWriteArrayList<>();
        private final Semaphore subscriptions = new Semaphore(0);

        private Cometd(URI server, Kind kind) throws Exception {
            client = CometdClient.connect(kind, server, bayeux -> bayeux.addExtension(new AckExtension()));
            listen(Channel.META_SUBSCRIBE, subscriptions::release);
            // Its manual leaves it to the application to subscribe again after a handshake.
            listen(Channel.META_HANDSHAKE, () -> channels.forEach(client::subscribeLater));
        }

        private void listen(String metaChannel, Runnable action) {
            client.bayeux().getChannel(metaChannel).addListener((ClientSessionChannel.MessageListener)
                    (channel, message) -> {
                        if (message.isSuccessful()) {
                            action.run();
                        }
                    });
        }

        @Override
        public String id() {
            return client.bayeux().getId();
        }

        @Override
        public void subscribe(String channel) throws Exception {
            client.subscribe(channel);
            subscriptions.acquire();
            channels.add(channel);
        }

        @Override
        public boolean publish(String channel, int number) throws Exception {
            return client.publish(channel, number).isSuccessful();
        }

        @Override
        public int hears(String channel) throws Exception {
            return ((Number) client.hears(channel, 1).get(0)).intValue();
        }

        @Override
        public void awaitReturn() throws Exception {
            if (!subscriptions.tryAcquire(channels.size(), PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("not subscribed again");
            }
        }

        @Override
        public boolean disconnect() {
            return client.bayeux().disconnect(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
