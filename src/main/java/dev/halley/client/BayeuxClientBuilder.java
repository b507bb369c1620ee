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
 * Builds a {@link BayeuxClient}. Everything has a default but the URL.
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
            throw new IllegalArgumentException("The URL must have neither a fragment nor a user; see credentials.");
        }
        // What the WebSocket opens is found by its transport.
        this.url = URI.create(HTTP_SCHEMES.get(scheme) + url.toString().substring(scheme.length()));
    }

    /**
     * The transports, the preferred one first. Default: WebSocket, then streaming, then long-polling. One that does not get through where the
     * next does gives way to that, and is probed again, see {@link #probe}.
     *
     * @throws IllegalArgumentException if there is none, or one twice
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
     * Whose proxies, TLS, HTTP version and threads are used. Default: one that all clients share, HTTP/1.1. It may be shared
     * between clients: cookies are kept per client, outside of it, unless it has a {@code CookieHandler}.
     *
     * <p>A proxy that wants a password asks the client's {@code Authenticator}. A WebSocket, and all of {@code https}, go through a
     * tunnel, for which the JDK by default does not send passwords by the scheme {@code Basic}: the JVM's system property
     * {@code jdk.http.auth.tunneling.disabledSchemes}, empty at the start, allows it.
     *
     * @throws IllegalArgumentException if it follows redirects: it would turn a POST into a GET, and show credentials to
     *     others
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
     * On what listeners, futures and suppliers of the application run. Default: virtual threads where the JVM has them, else
     * six daemon threads that all clients share. Give one with threads that are no daemons if they are to keep the JVM alive.
     */
    public BayeuxClientBuilder executor(Executor threads) {
        means.executor = threads;
        return this;
    }

    /**
     * How long the network and the server may take to answer, beyond the time for which the server holds a connect; then the
     * request counts as lost. Default: 10 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public BayeuxClientBuilder maxNetworkDelay(Duration delay) {
        timing.networkDelay = positive("maxNetworkDelay", delay);
        return this;
    }

    /**
     * How long a WebSocket may take to open, and a stream to bring its first byte; for that, 5 s at most. Default: 10 s. (For HTTP see
     * {@code HttpClient.Builder.connectTimeout}.)
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public BayeuxClientBuilder connectTimeout(Duration timeout) {
        timing.opening = positive("connectTimeout", timeout);
        return this;
    }

    /**
     * How long a remote call waits for its answer when it does not say. Default: 30 s.
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

    /** How long to wait between failed attempts. Default: {@link BackOff#DEFAULT}. */
    public BayeuxClientBuilder backOff(BackOff newBackOff) {
        timing.backOff = newBackOff;
        return this;
    }

    /**
     * How long to wait before the preferred transport is probed again, after the client has fallen back from it: the ceiling
     * doubles with each probe that fails. Default: 5 s, at most 5 minutes.
     */
    public BayeuxClientBuilder probe(BackOff newBackOff) {
        timing.probe = newBackOff;
        return this;
    }

    /**
     * Adds an extension. Incoming messages pass them in this order, outgoing ones in reverse.
     *
     * @throws IllegalArgumentException if this very object was added already
     */
    public BayeuxClientBuilder extension(ClientExtension extension) {
        ExtensionChain.refuseSecond(extensions, extension);
        extensions.add(extension);
        return this;
    }

    /** Adds a listener that is told what becomes of the client. */
    public BayeuxClientBuilder listener(ClientListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Adds a header to each HTTP request and to the WebSocket's upgrade. */
    public BayeuxClientBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** With what the client shows who it is. Default: nothing. */
    public BayeuxClientBuilder credentials(Credentials fixed) {
        credentials = () -> fixed;
        return this;
    }

    /**
     * With what the client shows who it is, asked for anew at each handshake, on a listener thread: it may block. What it
     * throws counts as a handshake that was refused, and is tried again.
     */
    public BayeuxClientBuilder credentials(Supplier<Credentials> supplier) {
        credentials = supplier;
        return this;
    }

    /**
     * Whether to use the extension {@code ack}, if the server has it: events are numbered and sent again until the client has
     * received them, so that none is lost and none shown twice as long as the session lasts. Default: no.
     */
    public BayeuxClientBuilder acknowledged(boolean wanted) {
        acknowledged = wanted;
        return this;
    }

    /**
     * Whether to ask the server for positions on channels that keep history, so that nothing is missed there when the
     * connection breaks, and the application is told what is lost. Default: yes.
     */
    public BayeuxClientBuilder history(boolean wanted) {
        history = wanted;
        return this;
    }

    /**
     * Whether to ask the server to tell how many messages it has dropped because this client was too slow for a channel, see
     * {@link Message#droppedBefore}. Default: no.
     */
    public BayeuxClientBuilder flow(boolean wanted) {
        flow = wanted;
        return this;
    }

    /**
     * Below which channel the server shows who is on a channel. Default: {@code /presence}, as that of the server.
     *
     * @throws IllegalArgumentException if it is no channel
     */
    public BayeuxClientBuilder presencePrefix(String channel) {
        ChannelId id = ChannelId.of(channel);
        if (!id.isBroadcast() || id.isWild() || id.isTemplate()) {
            throw new IllegalArgumentException("The prefix must be a channel like /presence, not " + channel + ".");
        }
        presencePrefix = channel;
        return this;
    }

    /** What becomes of what is published without a connection. Default: {@link OfflinePolicy#QUEUE}. */
    public BayeuxClientBuilder offlinePolicy(OfflinePolicy policy) {
        limits.offline = policy;
        return this;
    }

    /**
     * How many messages may wait to be sent; one more fails with {@link Outcome#NOT_SENT}. Default: 10,000.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public BayeuxClientBuilder queueLimit(int messages) {
        limits.queue = atLeastOne("queueLimit", messages);
        return this;
    }

    /**
     * How many bytes of UTF-8 a message may have that is sent; a larger one fails with {@link Outcome#NOT_SENT}. Default:
     * 1,048,576.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public BayeuxClientBuilder maxMessageSize(int bytes) {
        limits.message = atLeastOne("maxMessageSize", bytes);
        return this;
    }

    /**
     * How many bytes a response, or a WebSocket's message in UTF-8, may have; a larger one counts as a failure of the
     * transport. Default: 16,777,216.
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
     * Whether handshake, connect and disconnect go to {@code <url>/handshake} and so on, which makes logs easier to read.
     * Default: yes, as CometD's clients do.
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

    /** @return a client that has not begun to connect */
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
