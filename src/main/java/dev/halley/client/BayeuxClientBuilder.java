package dev.halley.client;

import dev.halley.protocol.ChannelId;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link BayeuxClient}. Every option has a default.
 *
 * <p>Thread-safety: confined to one thread.
 *
 * @since 0.1.0
 */
public final class BayeuxClientBuilder {

    private static final int MEBI = 1_048_576;

    private static final Map<String, String> HTTP_SCHEMES =
            Map.of("http", "http", "https", "https", "ws", "http", "wss", "https");

    private final URI url;
    private final List<ClientExtension> extensions = new ArrayList<>();
    private final List<ClientListener> listeners = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Timing timing = new Timing();
    private final Limits limits = new Limits();
    private final Means means = new Means();
    private List<TransportType> transports =
            List.of(TransportType.WEBSOCKET, TransportType.STREAMING, TransportType.LONG_POLLING);
    private @Nullable Supplier<Credentials> credentials;
    private boolean acknowledged;
    private boolean history = true;
    private boolean flow;
    private String presencePrefix = "/presence";
    private boolean appendType = true;

    /** How long things may take. */
    private static final class Timing {

        private Duration networkDelay = Duration.ofSeconds(10);
        private Duration opening = Duration.ofSeconds(10);
        private Duration call = Duration.ofSeconds(30);
        private BackOff backOff = BackOff.DEFAULT;
        private BackOff probe = BackOff.of(Duration.ofSeconds(5), Duration.ofMinutes(5));
    }

    /** With what it works. */
    private static final class Means {

        private @Nullable HttpClient http;
        private @Nullable Executor executor;
        // What tests put in place of the usual.
        private @Nullable ClientThreads threads;
        private ClientTransport.@Nullable Factory factory;
    }

    /** How much there may be. */
    private static final class Limits {

        private int message = MEBI;
        private int response = 16 * MEBI;
        private int queue = 10_000;
        private OfflinePolicy offline = OfflinePolicy.QUEUE;
    }

    BayeuxClientBuilder(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (url.getHost() == null || !HTTP_SCHEMES.containsKey(scheme)) {
            throw new IllegalArgumentException("The URL must be like https://host/cometd, not " + url + ".");
        }
        if (url.getRawFragment() != null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "The URL must have neither a fragment nor a user; pass a user with credentials(...).");
        }
        // What the WebSocket opens is found by its transport.
        this.url = URI.create(HTTP_SCHEMES.get(scheme) + url.toString().substring(scheme.length()));
    }

    /**
     * Sets the transports, the preferred one first. Default: WebSocket, then streaming, then long-polling. If a
     * transport does not get through and the next one does, the client falls back to that one. It then probes the
     * preferred one until it works again, see {@link #probe}.
     *
     * @throws IllegalArgumentException if the list is empty or has a transport twice
     */
    public BayeuxClientBuilder transports(TransportType... types) {
        List<TransportType> list = List.of(types);
        if (list.isEmpty() || list.stream().distinct().count() < list.size()) {
            throw new IllegalArgumentException("Name at least one transport, and each once, not " + list + ".");
        }
        transports = list;
        return this;
    }

    /**
     * Sets the {@code HttpClient}, and with it the proxy, TLS, the HTTP version and its threads. Default: one for
     * HTTP/1.1 that all clients share. Several Bayeux clients may share an {@code HttpClient}: each keeps its own
     * cookies, unless the {@code HttpClient} has a {@code CookieHandler}.
     *
     * <p>If a proxy wants a password, the {@code HttpClient} asks its {@code Authenticator}. WebSocket, and all of
     * {@code https}, go through a tunnel. For tunnels the JDK sends no passwords by the scheme {@code Basic} unless the
     * JVM starts with the system property {@code jdk.http.auth.tunneling.disabledSchemes} set to an empty value.
     *
     * @throws IllegalArgumentException if it follows redirects, which would turn a POST into a GET and send credentials
     *     to other hosts
     */
    public BayeuxClientBuilder httpClient(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "The HttpClient follows redirects; a Bayeux client needs one with Redirect.NEVER.");
        }
        means.http = client;
        return this;
    }

    /**
     * Sets the threads that run the application's listeners, futures and suppliers. Default: virtual threads where the
     * JVM has them, else six daemon threads that all clients share. If the client is to keep the JVM alive, give an
     * executor with non-daemon threads.
     */
    public BayeuxClientBuilder executor(Executor threads) {
        means.executor = threads;
        return this;
    }

    /**
     * Sets how long the network and the server may take to answer, in addition to the time for which the server holds a
     * connect. After that, the request counts as lost. Default: 10 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public BayeuxClientBuilder maxNetworkDelay(Duration delay) {
        timing.networkDelay = positive("maxNetworkDelay", delay);
        return this;
    }

    /**
     * Sets how long a WebSocket may take to open. It also limits how long a stream may take to bring its first byte,
     * which is 5 s at most. Default: 10 s. For other HTTP connections see {@code HttpClient.Builder.connectTimeout}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public BayeuxClientBuilder connectTimeout(Duration timeout) {
        timing.opening = positive("connectTimeout", timeout);
        return this;
    }

    /**
     * Sets how long a remote call without a timeout of its own waits for its answer. Default: 30 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public BayeuxClientBuilder callTimeout(Duration timeout) {
        timing.call = positive("callTimeout", timeout);
        return this;
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, not " + value + ".");
        }
        return value;
    }

    /** Sets how long to wait between failed attempts. Default: {@link BackOff#DEFAULT}. */
    public BayeuxClientBuilder backOff(BackOff newBackOff) {
        timing.backOff = newBackOff;
        return this;
    }

    /**
     * Sets how long to wait before the client probes the preferred transport after a fallback. The ceiling of the wait
     * doubles with each probe that fails. Default: 5 s, doubling to 5 minutes.
     */
    public BayeuxClientBuilder probe(BackOff newBackOff) {
        timing.probe = newBackOff;
        return this;
    }

    /**
     * Adds an extension. Incoming messages pass the extensions in the order in which they were added, outgoing ones in
     * reverse.
     *
     * @throws IllegalArgumentException if this very object was added already
     */
    public BayeuxClientBuilder extension(ClientExtension extension) {
        ExtensionChain.refuseSecond(extensions, extension);
        extensions.add(extension);
        return this;
    }

    /** Adds a listener for the client's state, session, traffic and failures. */
    public BayeuxClientBuilder listener(ClientListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Adds a header to each HTTP request and to the WebSocket's upgrade. A second value for the same name replaces the
     * first.
     */
    public BayeuxClientBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Sets fixed credentials. Default: none. */
    public BayeuxClientBuilder credentials(Credentials fixed) {
        credentials = () -> fixed;
        return this;
    }

    /**
     * Sets a supplier of credentials. The client calls it at each handshake, on a listener thread, so it may block. If
     * it throws, that counts as a refused handshake, and the client tries again.
     */
    public BayeuxClientBuilder credentials(Supplier<Credentials> supplier) {
        credentials = supplier;
        return this;
    }

    /**
     * Sets whether to use the extension {@code ack}, if the server has it. The server then numbers events and repeats
     * them until the client has acknowledged them: as long as the session lasts, none is lost and none is shown twice.
     * Default: no.
     */
    public BayeuxClientBuilder acknowledged(boolean wanted) {
        acknowledged = wanted;
        return this;
    }

    /**
     * Sets whether to ask the server for positions on channels that keep history. With them, the client recovers what
     * it missed during a broken connection, and reports what is lost. Default: yes.
     */
    public BayeuxClientBuilder history(boolean wanted) {
        history = wanted;
        return this;
    }

    /**
     * Sets whether to ask the server how many messages it has dropped because this client was too slow for a channel,
     * see {@link Message#droppedBefore}. Default: no.
     */
    public BayeuxClientBuilder flow(boolean wanted) {
        flow = wanted;
        return this;
    }

    /**
     * Sets the channel below which the server publishes the members of channels. Default: {@code /presence}, like the
     * server's.
     *
     * @throws IllegalArgumentException if it is not a broadcast channel, or is a pattern
     */
    public BayeuxClientBuilder presencePrefix(String channel) {
        ChannelId id = ChannelId.of(channel);
        if (!id.isBroadcast() || id.isWild() || id.isTemplate()) {
            throw new IllegalArgumentException("The prefix must be a channel like /presence, not " + channel + ".");
        }
        presencePrefix = channel;
        return this;
    }

    /** Sets what happens to messages published while there is no connection. Default: {@link OfflinePolicy#QUEUE}. */
    public BayeuxClientBuilder offlinePolicy(OfflinePolicy policy) {
        limits.offline = policy;
        return this;
    }

    /**
     * Sets how many messages may wait to be sent; one more fails with {@link Outcome#NOT_SENT}. Default: 10,000.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public BayeuxClientBuilder queueLimit(int messages) {
        limits.queue = atLeastOne("queueLimit", messages);
        return this;
    }

    /**
     * Sets the maximum size of an outgoing message, in bytes of UTF-8; a larger one fails with
     * {@link Outcome#NOT_SENT}. Default: 1,048,576.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public BayeuxClientBuilder maxMessageSize(int bytes) {
        limits.message = atLeastOne("maxMessageSize", bytes);
        return this;
    }

    /**
     * Sets the maximum size of an HTTP response, or of a WebSocket message in UTF-8, in bytes; a larger one counts as a
     * failure of the transport. Default: 16,777,216.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public BayeuxClientBuilder maxResponseSize(int bytes) {
        limits.response = atLeastOne("maxResponseSize", bytes);
        return this;
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value + ".");
        }
        return value;
    }

    /**
     * Sets whether handshake, connect and disconnect go to {@code <url>/handshake} and so on, which makes logs easier
     * to read. Default: yes, as with CometD's clients.
     */
    public BayeuxClientBuilder appendMessageType(boolean append) {
        appendType = append;
        return this;
    }

    /** For tests, which move the time by hand and script the transports. */
    BayeuxClientBuilder inside(ClientThreads threads, ClientTransport.Factory factory) {
        means.threads = threads;
        means.factory = factory;
        return this;
    }

    /**
     * Builds the client.
     *
     * @return a client that is disconnected
     */
    public BayeuxClient build() {
        ClientThreads threads = means.threads != null
                ? means.threads
                : new ClientThreads(
                        SharedThreads.protocol(),
                        means.executor == null ? SharedThreads.listeners() : means.executor,
                        SharedThreads.time());
        ClientTransport.Factory factory = means.factory != null
                ? means.factory
                : new HttpSettings(
                        means.http == null ? SharedThreads.http() : means.http,
                        timing.opening,
                        limits.response,
                        timing.networkDelay,
                        threads.time(),
                        appendType);
        ClientSettings settings = new ClientSettings(
                url,
                transports,
                factory,
                Map.copyOf(headers),
                credentials,
                timing.networkDelay,
                timing.call,
                timing.backOff,
                timing.probe,
                limits.offline,
                limits.queue,
                limits.message,
                acknowledged,
                history,
                flow,
                presencePrefix);
        BayeuxClient built = new BayeuxClient(settings, threads, List.copyOf(extensions));
        listeners.forEach(built::addListener);
        return built;
    }
}
