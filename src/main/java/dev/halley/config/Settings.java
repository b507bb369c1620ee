package dev.halley.config;

import static dev.halley.config.Section.CLUSTER;
import static dev.halley.config.Section.DUPLEX;
import static dev.halley.config.Section.EVENT_SOURCE;
import static dev.halley.config.Section.HTTP;
import static dev.halley.config.Section.LIMITS;
import static dev.halley.config.Section.SERVER;
import static dev.halley.config.Section.STREAMING;
import static dev.halley.config.Section.TRANSPORT;
import static dev.halley.config.Section.WEBSOCKET;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The list of all settings. Reading, the search for the nearest name and the documentation are based on it.
 *
 * <p>Thread-safety: immutable once the class is initialised.
 */
final class Settings {

    private static final int MANY = Integer.MAX_VALUE;
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}";
    private static final String COOKIE_TEXT = "[\\x20-\\x7e&&[^;,\\\\\"]]+";
    private static final String CHANNEL = "(?!/(meta|service)(/|$))(/[A-Za-z0-9_!~()$@#+. -]+)+";
    private static final List<Setting<?>> SETTINGS = new ArrayList<>();

    static final Setting<Duration> SWEEP_PERIOD = add(Setting.of(
                    SERVER, "sweepPeriod", ValueType.millis(1).orNegative(Duration.ofMillis(997), "the default"), "997")
            .says("Interval between sweeps, which end expired sessions and remove unused channels."));
    static final Setting<Duration> STOP_TIMEOUT = add(Setting.of(SERVER, "stopTimeout", ValueType.millis(0), "5000")
            .says("Longest time that stopping waits for held connects to be answered, sockets to close and listeners to"
                    + " run."));
    static final Setting<Duration> DRAIN_TIME = add(Setting.of(SERVER, "drainTime", ValueType.millis(0), "30000")
            .says("How long a server that [drains](operation.md#draining) waits for its clients to leave before it ends"
                    + " their sessions; 0 ends all of them at once."));
    static final Setting<Integer> WORKER_THREADS =
            add(Setting.of(SERVER, "workerThreads", ValueType.number("threads", 1, 10_000), "64")
                    .says("Size of the server's own worker pool, which it uses if the container lends no executor."));
    static final Setting<OptionalInt> SENDER_THREADS = add(Setting.of(
                    SERVER,
                    "senderThreads",
                    ValueType.number("threads", 1, 1_000)
                            .map(OptionalInt::of)
                            .orNegative(OptionalInt.empty(), "half the processor's cores, at least two"),
                    "-1")
            .says(
                    "Threads that send messages, each to its own share of the sessions; connections that block have threads of"
                            + " their own."));
    static final Setting<Integer> MAX_BLOCKED_WORKERS =
            add(Setting.of(SERVER, "maxBlockedWorkers", ValueType.number("threads", 0, 10_000), "1000")
                    .says(
                            "How many threads the worker pool may add to `workerThreads` to replace threads that the application's"
                                    + " code has blocked for more than 250 ms while tasks wait."));
    static final Setting<Duration> STUCK_AFTER = add(Setting.of(SERVER, "stuckAfter", ValueType.millis(1), "3000")
            .says("How long a call of the application's code may block a thread of the server. After that, the server"
                    + " reports the call and continues without waiting for it; see"
                    + " [operation](operation.md#which-thread-runs-your-code)."));
    static final Setting<Duration> PUBLISH_TIMEOUT = add(Setting.of(
                    SERVER, "publishTimeout", ValueType.millis(1), "8000")
            .says("How long a publish waits for the broker to accept it, and a subscribe for the broker to know of it."
                    + " After that, the publisher learns that the outcome is unknown, and the subscribe fails. A single"
                    + " server's own broker answers at once, except for writes to `historyStore`; in a cluster, channels with"
                    + " history wait for other nodes."));
    static final Setting<Boolean> BROADCAST_TO_PUBLISHER =
            add(Setting.of(SERVER, "broadcastToPublisher", ValueType.flag(), "true")
                    .says("Whether a publisher that is subscribed to the channel receives its own messages."));
    static final Setting<List<String>> TRANSPORTS = add(
            Setting.of(SERVER, "transports", ValueType.classNames(), "")
                    .says(
                            "Classes of the transports; replaces the built-in transports and all that the server finds by itself."));
    static final Setting<List<String>> ALLOWED_TRANSPORTS = add(Setting.of(
                    SERVER,
                    "allowedTransports",
                    ValueType.text("names of transports", TransportNames.LEGAL).list(),
                    "")
            .says("Transports that clients may use, in the order in which the server advertises them. Empty allows all:"
                    + " `websocket`, `streaming`, `long-polling`, `callback-polling`, [`eventsource`](eventsource.md) if it is"
                    + " switched on, then the [application's own](transports.md)."));
    static final Setting<List<String>> CONTEXT_ATTRIBUTE_NAMES = add(Setting.of(
                    SERVER,
                    "bayeuxServerContextAttributeName",
                    ValueType.text("names of attributes", "[^\\s,]+").list(),
                    "")
            .says("Further servlet context attributes that hold the server, besides `dev.halley.bayeux`; for example"
                    + " `org.cometd.bayeux` or `dojox.cometd.bayeux`."));
    static final Setting<List<String>> EXTENSIONS = add(Setting.of(
                    SERVER,
                    "extensions",
                    ValueType.text("names of extensions", "[A-Za-z0-9_$.-]+").list(),
                    "ack,timesync,binary")
            .says(
                    "Extensions to add, in the order in which they see messages: `ack`, `timesync`, `binary`, `timestamp`,"
                            + " `activity`, [`replay`](salesforce.md), or classes that implement `BayeuxExtension`: CDI beans, or"
                            + " classes with a public constructor without parameters. The server adds beans that are extensions by"
                            + " itself."));
    static final Setting<List<String>> SERVICES = add(Setting.of(SERVER, "services", ValueType.classNames(), "")
            .says(
                    "Classes of services: CDI beans, or classes with a public constructor that takes the `BayeuxServer` or"
                            + " nothing. The server finds beans with `@Service` by itself."));
    static final Setting<Optional<String>> FILTERS = add(Setting.of(
                    SERVER,
                    "filters",
                    ValueType.text("a path without control characters", "\\P{Cntrl}+")
                            .orNothing(),
                    "")
            .says("JSON file of data filters in the web application, such as `/WEB-INF/filters.json`; see"
                    + " [services](services.md#filters)."));
    static final Setting<Optional<String>> HEALTH_PATH = add(Setting.of(
                    SERVER,
                    "healthPath",
                    ValueType.text("a path such as /health", "(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")
                            .orNothing(),
                    "")
            .says("Path in the web application for the health checks `live` and `ready`; see"
                    + " [operation](operation.md#health). Empty for none. `halley.war` sets `/health`."));
    static final Setting<Optional<LogLevel>> LOG_LEVEL = add(Setting.of(
                    SERVER,
                    "logLevel",
                    ValueType.oneOf(
                                    "0 or none, 1 or info, 2 or debug",
                                    Map.of(
                                            "0",
                                            LogLevel.NONE,
                                            "none",
                                            LogLevel.NONE,
                                            "1",
                                            LogLevel.INFO,
                                            "info",
                                            LogLevel.INFO,
                                            "2",
                                            LogLevel.DEBUG,
                                            "debug",
                                            LogLevel.DEBUG))
                            .orNothing(),
                    "")
            .says("Level of the server's loggers; empty leaves it to the logging system."));
    static final Setting<Integer> TRUST_FORWARDED = add(Setting.of(
                    SERVER, "trustForwarded", ValueType.proxies(), "false")
            .says("How many proxies in front of the server may report the client's address and the request's original"
                    + " scheme and host by `X-Forwarded-*` or `Forwarded`; `true` is 1, `false` 0. See"
                    + " [proxies](deploy/proxies.md#what-proxies-tell)."));
    static final Setting<List<String>> ALLOWED_ORIGINS =
            add(Setting.of(SERVER, "allowedOrigins", Origins.patterns(), "")
                    .says("Foreign origins whose pages may use the server, over every transport; see"
                            + " [below](#pages-of-other-origins).")
                    .exceedingGives("HTTP 403"));

    static final Setting<Integer> MAX_DEPTH = add(Setting.of(
                    LIMITS, "maxDepth", ValueType.number("levels", 1, 900), "500")
            .says("Nesting depth of arrays and objects in a message's `data`, or in another of its fields; the levels"
                    + " around the field do not count.")
            .exceedingGives("HTTP 400; WebSocket close 1007"));
    static final Setting<Integer> MAX_BATCH = add(limit("maxBatch", "messages", "1000")
            .says("Messages in one request.")
            .exceedingGives("HTTP 413; WebSocket close 1009"));
    static final Setting<Integer> MAX_SUBSCRIPTIONS_PER_SESSION =
            add(limit("maxSubscriptionsPerSession", "subscriptions", "1000")
                    .says("Subscriptions of one session.")
                    .exceedingGives("`403:max_subscriptions:subscribe_denied`"));
    static final Setting<Integer> MAX_CHANNELS_PER_SESSION = add(limit("maxChannelsPerSession", "channels", "1000")
            .says("Channels that one remote session may create.")
            .exceedingGives("on publish `403:max_channels:channel_create_denied`, on subscribe"
                    + " `403:max_channels:create_denied`"));
    static final Setting<Integer> MAX_PENDING_PUBLISHES = add(limit("maxPendingPublishes", "publishes", "10000")
            .says("Publishes of all sessions that the broker has not accepted yet.")
            .exceedingGives("`503:max_pending_publishes:publish_denied`"));
    static final Setting<OptionalInt> MAX_SESSIONS_PER_ADDRESS = add(Setting.of(
                    LIMITS,
                    "maxSessionsPerAddress",
                    ValueType.number("sessions", 1, MANY)
                            .map(OptionalInt::of)
                            .orNegative(OptionalInt.empty(), "no limit"),
                    "-1")
            .says("Sessions from one network address. A proxy or an office may be one address.")
            .exceedingGives("`403:max_sessions_per_address:handshake_denied`, advice `retry` after `maxInterval`"));
    static final Setting<OptionalInt> MAX_HANDSHAKES_PER_SECOND = add(Setting.of(
                    LIMITS,
                    "maxHandshakesPerSecond",
                    ValueType.number("handshakes", 1, 1_000_000)
                            .map(OptionalInt::of)
                            .orNegative(OptionalInt.empty(), "no limit"),
                    "-1")
            .says("Handshakes per second, of all clients together; see"
                    + " [operation](operation.md#when-all-clients-come-at-once).")
            .exceedingGives(
                    "`503:max_handshakes_per_second:handshake_denied`, advice `retry` after an interval that differs from"
                            + " client to client"));
    static final Setting<Integer> MAX_QUEUE = add(
            Setting.of(
                            LIMITS,
                            "maxQueue",
                            ValueType.number("messages", 1, MANY).orNegative(MANY, "only 'maxQueueBytes' counts"),
                            "10000")
                    .says("Messages queued for one session.")
                    .exceedingGives(
                            "lazy messages are dropped, then `overflow` decides; by default the session ends, reason `queue_full`"));
    static final Setting<Long> MAX_QUEUE_BYTES =
            add(Setting.of(LIMITS, "maxQueueBytes", ValueType.longNumber("bytes", 1, 1L << 40), "16777216")
                    .says("Bytes, in UTF-8, of the messages queued for one session.")
                    .exceedingGives("as with `maxQueue`"));
    static final Setting<List<OverflowRule>> OVERFLOW = add(Setting.of(LIMITS, "overflow", OverflowRule.LIST, "")
            .says("What happens to a channel's messages for a client that is slower than the channel: a channel or"
                    + " pattern, and a policy. If several rules match, the most specific one counts; without a rule it is"
                    + " `disconnect`. See [overflow](overflow.md).")
            .exceedingGives("what the channel's policy says"));
    static final Setting<Integer> MAX_RESPONSE_SIZE = add(limit("maxResponseSize", "bytes", "524288")
            .says("Bytes of queued messages that the server coalesces into one HTTP response. A larger message is sent"
                    + " alone.")
            .exceedingGives("no error: the rest goes into the next response"));

    static final Setting<Duration> TIMEOUT = add(Setting.of(TRANSPORT, "timeout", ValueType.millis(0), "20000")
            .says("How long the server holds a connect; 0 answers every connect at once."));
    static final Setting<Duration> INTERVAL = add(Setting.of(TRANSPORT, "interval", ValueType.millis(0), "0")
            .says("How long a client waits between two connects."));
    static final Setting<Duration> MAX_INTERVAL = add(Setting.of(TRANSPORT, "maxInterval", ValueType.millis(0), "10000")
            .says("How long a session without a connect lives, beyond `interval`.")
            .exceedingGives("the session ends; later messages get `402::session_unknown`"));
    static final Setting<Optional<Duration>> MAX_PROCESSING = add(Setting.of(
                    TRANSPORT,
                    "maxProcessing",
                    ValueType.millis(1).map(Optional::of).orNotPositive(Optional.empty(), "no limit"),
                    "-1")
            .says("How long the processing of a connect may take.")
            .exceedingGives("the session ends; later messages get `402::session_unknown`"));
    static final Setting<Duration> MAX_LAZY_TIMEOUT =
            add(Setting.of(TRANSPORT, "maxLazyTimeout", ValueType.millis(0), "5000")
                    .says("How long the server holds a lazy message back to send it with others."));
    static final Setting<Boolean> META_CONNECT_DELIVER_ONLY = add(
            Setting.of(TRANSPORT, "metaConnectDeliverOnly", ValueType.flag(), "false")
                    .formerly("alwaysResumePoll")
                    .says(
                            "Whether the server delivers messages only with connect replies. For callback-polling it always does."));
    static final Setting<Integer> MAX_MESSAGE_SIZE = add(Setting.of(
                    TRANSPORT,
                    "maxMessageSize",
                    ValueType.number("bytes", 1, MANY).orNegative(MANY, "no limit"),
                    "1048576")
            .says("Size of an incoming HTTP body, or of an incoming WebSocket message in UTF-8.")
            .exceedingGives("HTTP 413; WebSocket close 1009"));
    static final Setting<Boolean> HANDSHAKE_RECONNECT =
            add(Setting.of(TRANSPORT, "handshakeReconnect", ValueType.flag(), "false")
                    .says(
                            "Whether advice includes `maxInterval`, so that a client that knows its session has expired starts with"
                                    + " a handshake."));
    static final Setting<Boolean> ALLOW_MESSAGE_DELIVERY_DURING_HANDSHAKE =
            add(Setting.of(TRANSPORT, "allowMessageDeliveryDuringHandshake", ValueType.flag(), "false")
                    .says("Whether the handshake's reply also delivers messages queued during the handshake."));
    static final Setting<Duration> RECONNECT_SPREAD =
            add(Setting.of(TRANSPORT, "reconnectSpread", ValueType.millis(0), "0")
                    .says("Upper bound of the random time that a draining server adds to the advised interval."));
    static final Setting<Duration> SEND_TIMEOUT = add(Setting.of(TRANSPORT, "sendTimeout", ValueType.millis(1), "30000")
            .says(
                    "How long a client may take to receive a WebSocket frame, or the next 64 KiB of a response. The server"
                            + " notices after at most twice that time.")
            .exceedingGives("the connection is closed"));

    static final Setting<Integer> MESSAGES_PER_FRAME = add(Setting.of(
                    DUPLEX,
                    "messagesPerFrame",
                    ValueType.number("messages", 1, MANY).orNotPositive(0, "all that wait"),
                    "0")
            .says("Queued messages that the server coalesces into one frame, within `maxFrameSize`. With the extension"
                    + " `ack`, a limit may separate events from the reply that numbers them.")
            .exceedingGives("no error: the rest goes into the next frame"));
    static final Setting<Integer> MAX_FRAME_SIZE =
            add(Setting.of(DUPLEX, "maxFrameSize", ValueType.number("bytes", 1, MANY), "8192")
                    .says(
                            "Bytes of queued messages that the server coalesces into one frame. A larger message is sent alone; with"
                                    + " the extension `ack`, together with the reply that numbers it.")
                    .exceedingGives("no error: the rest goes into the next frame"));

    static final Setting<OptionalInt> MAX_SESSIONS_PER_BROWSER =
            add(Setting.of(HTTP, "maxSessionsPerBrowser", holds(), "1")
                    .says("Connects of one browser that the server holds over HTTP/1.1; 0 holds none.")
                    .exceedingGives("advice `multiple-clients`, see `multiSessionInterval`"));
    static final Setting<OptionalInt> HTTP2_MAX_SESSIONS_PER_BROWSER =
            add(Setting.of(HTTP, "http2MaxSessionsPerBrowser", holds(), "-1")
                    .says("The same over HTTP/2.")
                    .exceedingGives("advice `multiple-clients`, see `multiSessionInterval`"));
    static final Setting<Duration> MULTI_SESSION_INTERVAL = add(Setting.of(
                    HTTP,
                    "multiSessionInterval",
                    ValueType.millis(1).orNotPositive(Duration.ZERO, "surplus tabs are refused"),
                    "2000")
            .formerly("multiFrameInterval")
            .says("How long a surplus tab of one browser waits between two connects."));
    static final Setting<Boolean> TRUST_CLIENT_SESSION = add(Setting.of(
                    HTTP, "trustClientSession", ValueType.flag(), "false")
            .says("Whether the client id suffices, without the cookie of the browser that made the handshake."));
    static final Setting<Integer> DUPLICATE_META_CONNECT_HTTP_RESPONSE_CODE =
            add(Setting.of(HTTP, "duplicateMetaConnectHttpResponseCode", ValueType.number("", 400, 599), "500")
                    .says("Status of a held connect that ends because its session sends a newer one."));
    static final Setting<Integer> MAX_BLOCKED_POLLS = add(Setting.of(
                    HTTP, "maxBlockedPolls", ValueType.number("polls", 0, 100_000), "100")
            .says("Held connects that may block a thread, if a filter or the container does not support asynchronous"
                    + " requests.")
            .exceedingGives("no error: the connect is answered at once, with advice to retry after a second"));
    static final Setting<Boolean> JSON_COMMENTED = add(
            Setting.of(HTTP, "JSONCommented", ValueType.flag(), "false")
                    .says(
                            "Whether the server reads JSON wrapped in `/*` `*/`, and writes it for clients that ask for it; obsolete."));
    static final Setting<String> CALLBACK_PARAMETER = add(Setting.of(
                    HTTP,
                    "callbackParameter",
                    ValueType.text("the name of a query parameter", "[A-Za-z0-9._-]{1,64}"),
                    "jsonp")
            .says("Query parameter that names the callback of callback-polling."));
    static final Setting<Integer> CALLBACK_PARAMETER_MAX_LENGTH =
            add(Setting.of(HTTP, "callbackParameterMaxLength", ValueType.number("characters", 1, 1024), "64")
                    .says("Length of a callback's name.")
                    .exceedingGives("HTTP 400"));
    static final Setting<String> BROWSER_COOKIE_NAME = add(Setting.of(
                    HTTP,
                    "browserCookieName",
                    ValueType.text("a cookie name, that is an HTTP token", TOKEN),
                    "BAYEUX_BROWSER")
            .says("Name of the cookie that identifies a browser."));
    static final Setting<Optional<String>> BROWSER_COOKIE_DOMAIN = add(Setting.of(
                    HTTP,
                    "browserCookieDomain",
                    ValueType.text("a domain name", "\\.?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*")
                            .orNothing(),
                    "")
            .says("Its `Domain`; empty limits it to the host."));
    static final Setting<String> BROWSER_COOKIE_PATH = add(Setting.of(
                    HTTP,
                    "browserCookiePath",
                    ValueType.text(
                            "a path that starts with /, of plain ASCII without semicolon, comma, quote or backslash",
                            "/(" + COOKIE_TEXT + ")?"),
                    "/")
            .says("Its `Path`."));
    static final Setting<Optional<Duration>> BROWSER_COOKIE_MAX_AGE = add(Setting.of(
                    HTTP,
                    "browserCookieMaxAge",
                    ValueType.seconds(0).map(Optional::of).orNegative(Optional.empty(), "until the browser closes"),
                    "-1")
            .says("Its `Max-Age`."));
    static final Setting<Optional<Boolean>> BROWSER_COOKIE_SECURE =
            add(Setting.of(HTTP, "browserCookieSecure", ValueType.flag().orNothing(), "")
                    .says("Whether it is `Secure`; empty makes it `Secure` if the request is."));
    static final Setting<Boolean> BROWSER_COOKIE_HTTP_ONLY = add(
            Setting.of(HTTP, "browserCookieHttpOnly", ValueType.flag(), "true").says("Whether it is `HttpOnly`."));
    static final Setting<String> BROWSER_COOKIE_SAME_SITE = add(Setting.of(
                    HTTP,
                    "browserCookieSameSite",
                    ValueType.oneOf("Lax, Strict or None", Map.of("lax", "Lax", "strict", "Strict", "none", "None")),
                    "Lax")
            .says("Its `SameSite`."));
    static final Setting<Boolean> BROWSER_COOKIE_PARTITIONED =
            add(Setting.of(HTTP, "browserCookiePartitioned", ValueType.flag(), "false")
                    .says("Whether it is `Partitioned`."));

    static final Setting<Duration> STREAM_HEARTBEAT = add(
            Setting.of(STREAMING, "streamHeartbeat", ValueType.millis(1_000), "15000")
                    .says(
                            "Interval between comments on a stream, which show the client and proxies that it is alive; at most the"
                                    + " transport's `timeout`, because clients take a stream that is silent for longer as broken."));
    static final Setting<Duration> STREAM_DURATION =
            add(Setting.of(STREAMING, "streamDuration", ValueType.millis(1_000), "300000")
                    .says("How long a stream lives, plus or minus a fifth, before its client opens the next one."));

    static final Setting<Boolean> EVENT_SOURCE_CLIENT_ID_IN_PATH = add(
            Setting.of(EVENT_SOURCE, "eventsource.clientIdInPath", ValueType.flag(), "false")
                    .says(
                            "Whether Faye's browser client may use the connection type [`eventsource`](eventsource.md). Its URL"
                                    + " contains the client id, which is a secret and so appears in access logs of proxies and containers."));

    static final Setting<List<String>> COMETD_URL_MAPPING = add(Setting.of(
                    WEBSOCKET,
                    "cometdURLMapping",
                    ValueType.text("URL patterns such as /cometd/*", "(/[^\\s*,{}/]+)*(/\\*?)?")
                            .list(),
                    "")
            .says(
                    "URL patterns of the WebSocket endpoint; empty takes those of the servlet. A pattern that ends with `/*`"
                            + " matches one more segment, as in `/cometd/60.0`."));
    static final Setting<Optional<Duration>> IDLE_TIMEOUT = add(Setting.of(
                    WEBSOCKET,
                    "idleTimeout",
                    ValueType.millis(1)
                            .map(Optional::of)
                            .orNotPositive(Optional.of(Duration.ZERO), "for ever")
                            .orEmpty(Optional.empty()),
                    "")
            .says("How long a connection without traffic lives; empty means forever, as long as it has a session."));
    static final Setting<Optional<String>> PROTOCOL = add(Setting.of(
                    WEBSOCKET,
                    "protocol",
                    ValueType.text("the name of a subprotocol", TOKEN).orNothing(),
                    "")
            .says("Subprotocol that a client must offer; empty requires none."));
    static final Setting<Boolean> REQUIRE_HANDSHAKE_PER_CONNECTION =
            add(Setting.of(WEBSOCKET, "requireHandshakePerConnection", ValueType.flag(), "false")
                    .says("Whether each new connection must begin with a handshake, and cannot continue a session."));
    static final Setting<List<String>> ROLES = add(Setting.of(
                    WEBSOCKET,
                    "roles",
                    ValueType.text("names of roles", "[^\\s,]+").list(),
                    "")
            .says(
                    "Roles that the application checks by `BayeuxContext.isUserInRole`. The server looks a WebSocket's user"
                            + " up when the connection opens, because containers do not tell later. Roles that services name, or that"
                            + " are declared, need not be listed."));
    /** A family: the key is followed by a dot and the name of a WebSocket extension. */
    static final Setting<Boolean> ENABLE_EXTENSION = add(
            Setting.of(WEBSOCKET, "enableExtension", ValueType.flag(), "false")
                    .says(
                            "`ws.enableExtension.<name>`: whether to offer the WebSocket extension of that name. The default applies"
                                    + " to `permessage-deflate`; the container decides on others unless you set them."));

    static final Setting<Boolean> JAKARTA_WEBSOCKET = add(Setting.of(WEBSOCKET, "jakarta", ValueType.flag(), "false")
            .says(
                    "Whether `java -jar halley.war` uses Jakarta's WebSocket API in place of Jetty's own, which takes less"
                            + " CPU time; for applications that need the `jakarta.websocket.Session`."));

    static final Setting<List<HistoryRule>> HISTORY = add(Setting.of(Section.HISTORY, "history", HistoryRule.LIST, "")
            .says(
                    "Which channels keep their messages, see [history](history.md): a channel or pattern, how many messages,"
                            + " and for how long. If several rules match, the most specific one counts."));
    static final Setting<Long> MAX_HISTORY_BYTES = add(Setting.of(
                    Section.HISTORY, "maxHistoryBytes", ValueType.longNumber("bytes", 1, 1L << 40), "67108864")
            .says("Bytes of all histories together: each message in UTF-8, an estimate of the overhead, and the keys of"
                    + " publishes.")
            .exceedingGives(
                    "whole channels lose their history, the least recently published first; a client that reconnects gets"
                            + " `recovered: false`"));
    static final Setting<Integer> MAX_RECOVERY =
            add(Setting.of(Section.HISTORY, "maxRecovery", ValueType.number("messages", 1, 1_000_000), "1000")
                    .says("Messages of one channel that a client recovers when it reconnects.")
                    .exceedingGives("`recovered: false`, reason `too_many`"));
    static final Setting<Duration> PUBLISH_KEY_TTL =
            add(Setting.of(Section.HISTORY, "publishKeyTtl", ValueType.millis(1), "300000")
                    .says(
                            "How long the server knows the key of a publish; within that time it does not publish a retry again. It"
                                    + " knows at most 10,000 keys of one channel."));
    static final Setting<Optional<Path>> HISTORY_STORE = add(Setting.of(
                    Section.HISTORY, "historyStore", ValueType.directory().orNothing(), "")
            .says("Absolute path of the directory whose files [keep the history over a restart](history-store.md). The"
                    + " server creates it if it does not exist; only one server or node may use it. Not set: history is in"
                    + " memory only."));
    static final Setting<HistorySync> HISTORY_SYNC = add(Setting.of(
                    Section.HISTORY, "historySync", HistorySync.TYPE, "interval(1s)")
            .says("When the server forces the files of `historyStore` to disk, and so what an acknowledged publish"
                    + " survives: with `always` a power cut; with an interval the death of the process, and a power cut once"
                    + " the interval is over; with `never` the death of the process."));
    static final Setting<Integer> HISTORY_COPIES = add(Setting.of(
                    Section.HISTORY, "historyCopies", ValueType.number("nodes", 1, 2), "2")
            .says("How many nodes of a [cluster](cluster.md#history) have a message before its publish is acknowledged."
                    + " With 1, the loss of a node loses what it keeps, unless it has `historyStore`."));
    static final Setting<Duration> HISTORY_START_WAIT =
            add(Setting.of(Section.HISTORY, "historyStartWait", ValueType.millis(0), "60000")
                    .says(
                            "How long a cluster [with `historyStore`](cluster.md#history-in-files) that starts as a whole waits for"
                                    + " the nodes that served channels with history last."));

    static final Setting<List<String>> PRESENCE = add(Setting.of(
                    Section.PRESENCE,
                    "presence",
                    ValueType.text(
                                    "broadcast channels or patterns such as /chat/**",
                                    CHANNEL + "(/\\*{1,2})?|/\\*{1,2}")
                            .list(),
                    "")
            .says("Channels and patterns whose [members](presence.md) clients can see. If several match a channel, the"
                    + " most specific one counts; code takes precedence over this setting."));
    static final Setting<String> PRESENCE_PREFIX = add(Setting.of(
                    Section.PRESENCE,
                    "presencePrefix",
                    ValueType.text("the name of a broadcast channel", CHANNEL),
                    "/presence")
            .says("Prefix of the channels that show members: those of `/chat/42` are on `/presence/chat/42`."));
    static final Setting<Duration> PRESENCE_DELAY =
            add(Setting.of(Section.PRESENCE, "presenceDelay", ValueType.millis(0), "50")
                    .says("How long the server collects changes before it sends them in one message."));
    static final Setting<Duration> PRESENCE_GRACE = add(
            Setting.of(Section.PRESENCE, "presenceGrace", ValueType.millis(0), "15000")
                    .says(
                            "How long a session whose connection broke stays a member, unless it ends earlier; the server notices"
                                    + " after at most `sweepPeriod` more. Members at a cluster's node that is lost or leaves stay as long."));
    static final Setting<Boolean> PRESENCE_CLIENT_INFO = add(Setting.of(
                    Section.PRESENCE, "presenceClientInfo", ValueType.flag(), "false")
            .says("Whether others see what a client says about itself in `ext.presence.info` of its handshake."));
    static final Setting<Integer> MAX_PRESENCE = add(
            Setting.of(Section.PRESENCE, "maxPresence", ValueType.number("members", 1, 1_000_000), "10000")
                    .says("Members that the server lists for one channel.")
                    .exceedingGives(
                            "no error: the server sends only the number of members, until it is a tenth below the limit"));

    static final Setting<Optional<String>> CLUSTER_NAME =
            add(Setting.of(CLUSTER, "cluster.name", ValueType.name().orNothing(), "")
                    .says(
                            "Name of the [cluster](cluster.md) to join. Empty for a single server, which ignores the other settings"
                                    + " of this section."));
    static final Setting<Optional<String>> CLUSTER_NODE = add(Setting.of(
                    CLUSTER, "cluster.node", ValueType.name().orNothing(), "")
            .says("Name of this node, unique in the cluster and the same after a restart. Empty for the host's name."));
    static final Setting<InetSocketAddress> CLUSTER_BIND =
            add(Setting.of(CLUSTER, "cluster.bind", ValueType.address(), "127.0.0.1:7800")
                    .says("Address where the node listens for other nodes; any address but a loopback one requires"
                            + " `cluster.keystore`."));
    static final Setting<List<InetSocketAddress>> CLUSTER_MEMBERS = add(Setting.of(
                    CLUSTER, "cluster.members", ValueType.address().list(), "")
            .says("Addresses of nodes, including this one. A node needs to reach only one of them to find the rest."));
    static final Setting<Optional<String>> CLUSTER_DNS = add(Setting.of(
                    CLUSTER,
                    "cluster.dns",
                    ValueType.text("a name of hosts", "[A-Za-z0-9._-]{1,253}").orNothing(),
                    "")
            .says("Hostname that resolves to the addresses of all nodes, which listen at the port of `cluster.bind`;"
                    + " replaces `cluster.members`."));
    static final Setting<Optional<Path>> CLUSTER_STACK =
            add(Setting.of(CLUSTER, "cluster.stack", ValueType.file().orNothing(), "")
                    .says("File with a JGroups stack; replaces all settings about addresses and keys, see [the"
                            + " cluster](cluster.md#your-own-jgroups-stack)."));
    static final Setting<Optional<Path>> CLUSTER_KEYSTORE =
            add(Setting.of(CLUSTER, "cluster.keystore", ValueType.file().orNothing(), "")
                    .says(
                            "PKCS12 file with the key and certificate of all nodes. It encrypts links, and a node without it cannot"
                                    + " join. `java -jar halley.war --make-cluster-keystore FILE` creates one."));
    static final Setting<Optional<String>> CLUSTER_KEYSTORE_PASSWORD = add(Setting.of(
                    CLUSTER,
                    "cluster.keystorePassword",
                    ValueType.text("a password without control characters", "\\P{Cntrl}+")
                            .orNothing(),
                    "")
            .says("Password of `cluster.keystore` and `cluster.truststore`."));
    static final Setting<Optional<Path>> CLUSTER_TRUSTSTORE = add(Setting.of(
                    CLUSTER, "cluster.truststore", ValueType.file().orNothing(), "")
            .says("PKCS12 file with the trusted certificates, such as that of your own authority; empty trusts the"
                    + " certificate in `cluster.keystore`."));
    static final Setting<OptionalInt> CLUSTER_EXPECTED = add(Setting.of(
                    CLUSTER,
                    "cluster.expected",
                    ValueType.number("nodes", 1, 100)
                            .map(OptionalInt::of)
                            .orNotPositive(OptionalInt.empty(), "not known"),
                    "0")
            .says(
                    "How many nodes the cluster should have. With half of them or fewer, a server is not ready for a minute;"
                            + " see [the cluster](cluster.md#readiness)."));
    static final Setting<OnSplit> CLUSTER_ON_SPLIT = add(Setting.of(
                    CLUSTER,
                    "cluster.onSplit",
                    ValueType.oneOf(
                            "continue or refuse", Map.of("continue", OnSplit.CONTINUE, "refuse", OnSplit.REFUSE)),
                    "continue")
            .says("What the smaller part of a split cluster does: continue, or refuse publishes; see [the"
                    + " cluster](cluster.md#splits). `refuse` needs `cluster.expected` of 3 or more."));
    static final Setting<Optional<String>> CLUSTER_URL =
            add(Setting.of(CLUSTER, "cluster.url", ValueType.httpUrl().orNothing(), "")
                    .says(
                            "URL where clients reach this node, past any load balancer: a draining node redirects its clients there."
                                    + " Empty if they reach it only through the load balancer."));
    static final Setting<List<String>> CLUSTER_LOCAL_ONLY =
            add(Setting.of(CLUSTER, "cluster.localOnly", ValueType.broadcastChannels(), "")
                    .says("Channels that stay on their node. Set the same on all nodes; see [the"
                            + " cluster](cluster.md#channels-of-one-node)."));
    static final Setting<Long> CLUSTER_QUEUE_BYTES = add(Setting.of(
                    CLUSTER, "cluster.queueBytes", ValueType.longNumber("bytes", 1_048_576, 1L << 40), "16777216")
            .says("Bytes of channel messages that may be queued for one other node, and of those that arrived from it.")
            .exceedingGives("the newest messages are dropped, and counted"));

    private Settings() {}

    /** The setting that names transports, where it is known which there are. */
    static Setting<List<String>> allowedTransports(Collection<String> names) {
        List<String> known = List.copyOf(names);
        String words = String.join(", ", known.subList(0, known.size() - 1)) + " or " + known.get(known.size() - 1);
        return ALLOWED_TRANSPORTS.limitedTo(
                ValueType.text(words, known::contains).list());
    }

    /** All settings, in the order of the documentation. */
    static List<Setting<?>> settings() {
        return List.copyOf(SETTINGS);
    }

    private static <T> Setting<T> add(Setting<T> setting) {
        SETTINGS.add(setting);
        return setting;
    }

    private static Setting<Integer> limit(String key, String unit, String defaultText) {
        return Setting.of(LIMITS, key, ValueType.number(unit, 1, MANY), defaultText);
    }

    private static ValueType<OptionalInt> holds() {
        return ValueType.number("connects", 0, MANY).map(OptionalInt::of).orNegative(OptionalInt.empty(), "no limit");
    }
}
