package dev.halley.transport.http;

import dev.halley.config.HttpConfig;
import dev.halley.config.OriginConfig;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.security.OriginPolicy;
import dev.halley.spi.Gateway;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import dev.halley.spi.Traits;
import dev.halley.spi.TransportContext;
import dev.halley.spi.TransportSettings;
import dev.halley.transport.http.RequestTexts.Incoming;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands the messages of an HTTP request to the core, on a thread that may run user code, and sees to it that the request
 * gets its answer.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Polling {

    /** The transports whose clients post, that of most of them first. */
    static final List<String> UPSTREAM =
            List.of(HttpTransport.LONG_POLLING, HttpTransport.STREAMING, HttpTransport.EVENT_SOURCE);

    private final HttpConfig config;
    private final OriginConfig origin;
    private final ServerEvents events;
    private final Timer timer;
    private final Way polls;
    private final Way scripts;
    private final Way streams;
    private final Way eventStreams;
    private final Way keepAlives;
    private final RequestTexts texts;
    private final BrowserCookies cookies;
    private final CommentedClients commentedClients = new CommentedClients();
    private final BlockedPolls blockedPolls;
    private final boolean mayStream;
    private final boolean mayKeepAlive;

    /**
     * One of the ways over HTTP.
     *
     * @param name the transport's
     * @param traits what its connections can do over HTTP/1.1 in an asynchronous request
     * @param slow notices its slow clients
     * @param form what its streams look like; null where there are none
     */
    private record Way(
            String name,
            int maxMessageSize,
            Traits traits,
            SlowClients slow,
            @Nullable StreamForm form) {

        static Way of(String name, TransportContext context) {
            return of(name, context, null);
        }

        static Way of(String name, TransportContext context, @Nullable StreamForm form) {
            TransportSettings settings = context.settings(name);
            SlowClients slow = new SlowClients(context.timer(), settings.sendTimeout(), why -> context.events()
                    .transportFailed(name, why));
            return new Way(name, settings.maxMessageSize(), settings.traits(kind(form)), slow, form);
        }

        private static Link.Kind kind(@Nullable StreamForm form) {
            return form == null ? Link.Kind.RESPONSE : Link.Kind.STREAM;
        }

        Link.Kind kind() {
            return kind(form);
        }
    }

    Polling(HttpTransport transport) {
        TransportContext context = transport.context();
        config = transport.config();
        origin = transport.origin();
        events = context.events();
        timer = context.timer();
        List<String> allowed = context.gateway().transports();
        // Clients that may only stream send over the same path, too.
        String upstream =
                UPSTREAM.stream().filter(allowed::contains).findFirst().orElse(HttpTransport.LONG_POLLING);
        polls = Way.of(upstream, context);
        scripts = Way.of(HttpTransport.CALLBACK_POLLING, context);
        streams = Way.of(HttpTransport.STREAMING, context, transport.streams());
        eventStreams = Way.of(HttpTransport.EVENT_SOURCE, context, transport.eventStreams());
        keepAlives = Way.of(HttpTransport.EVENT_SOURCE, context);
        mayStream = allowed.contains(HttpTransport.STREAMING);
        mayKeepAlive = allowed.contains(HttpTransport.EVENT_SOURCE);
        TransportSettings limits = context.settings(upstream);
        texts = new RequestTexts(limits.reader(), limits.maxBatch(), config.jsonCommented());
        cookies = new BrowserCookies(config.cookie());
        blockedPolls = new BlockedPolls(config.maxBlockedPolls());
    }

    Cors cors() {
        return new Cors(new OriginPolicy(origin), origin.trustedProxies());
    }

    /** @return bytes of a body */
    int maxBodySize() {
        return polls.maxMessageSize();
    }

    /** @return who notices slow clients that poll */
    SlowClients slowPolls() {
        return polls.slow();
    }

    /** @return the same for clients of callback-polling */
    SlowClients slowScripts() {
        return scripts.slow();
    }

    /** @return ends bodies that come too slowly */
    Timer timer() {
        return timer;
    }

    /** Handles a body that came by POST. */
    void body(Gateway gateway, HttpExchange exchange, byte[] body, ContentType type) {
        events.textReceived(body.length);
        handle(gateway, exchange, polls, BodyForm.JSON, () -> texts.ofBody(body, type));
    }

    /** Handles messages that came in the query of a GET. */
    void query(Gateway gateway, HttpExchange exchange, BodyForm.Script form) {
        String query = String.valueOf(exchange.request().getQueryString());
        int max = scripts.maxMessageSize();
        events.textReceived(query.length());
        handle(gateway, exchange, scripts, form, () -> texts.ofQuery(query, max));
    }

    /** Opens the stream of a session, at a GET that has its client id in its path. */
    void stream(Gateway gateway, HttpExchange exchange, String clientId) {
        Incoming opening = new Incoming(List.of(StreamRequest.opening(clientId)), false);
        handle(gateway, exchange, eventStreams, BodyForm.NO_STREAM, () -> opening);
    }

    private void handle(Gateway gateway, HttpExchange exchange, Way way, BodyForm form, Supplier<Incoming> reading) {
        try {
            receive(gateway, exchange, way, form, reading.get());
        } catch (HttpRefusal refusal) {
            exchange.refuse(refusal);
        } catch (RuntimeException | Error thrown) {
            events.transportFailed(way.name(), thrown);
            exchange.refuse(HttpRefusal.failed());
        }
        exchange.processed();
    }

    private void receive(Gateway gateway, HttpExchange exchange, Way asked, BodyForm form, Incoming incoming) {
        HttpServletRequest request = exchange.request();
        Way way = asked == polls ? posted(request, incoming.requests()) : asked;
        boolean multiplexed = isMultiplexed(request);
        if (way.form() != null) {
            exchange.mayStream(way.slow(), timer, new StreamWriter.Style(way.form(), !multiplexed));
        }
        HttpContext context = new HttpContext(way.name(), request, origin.trustedProxies());
        boolean handshake = incoming.requests().stream().anyMatch(Request.Handshake.class::isInstance);
        String presented = cookies.presented(request);
        String fresh = handshake && presented == null ? cookies.fresh() : null;
        exchange.encoder(encoder(form, incoming, fresh == null ? null : cookies.header(fresh, context.isSecure())));
        boolean blocking = !request.isAsyncSupported();
        boolean mayHold = !blocking || blockedPolls.tryAcquire(incoming.requests());
        exchange.atEnd(() -> {
            context.end(handshake);
            if (blocking && mayHold) {
                blockedPolls.release(incoming.requests());
            }
        });
        Peer peer = new Peer(context, presented == null ? fresh : presented, !config.trustClientSession());
        Traits traits = way.traits().withMultiplexed(multiplexed).withMayHold(mayHold);
        Link link = gateway.open(way.name(), way.kind(), exchange, peer, traits);
        exchange.link(link);
        link.receive(incoming.requests());
    }

    private Way posted(HttpServletRequest request, List<Request> messages) {
        if (mayStream && StreamRequest.isOne(request, messages)) {
            return streams;
        }
        return mayKeepAlive && StreamRequest.keepsAlive(messages) ? keepAlives : polls;
    }

    private BatchEncoder encoder(BodyForm form, Incoming incoming, @Nullable String cookie) {
        BodyForm wanted = form;
        Consumer<Reply> handshaken = reply -> {};
        if (config.jsonCommented() && form == BodyForm.JSON) {
            wanted = commentedClients.wanted(incoming) ? BodyForm.COMMENTED : form;
            if (commentedClients.asked(incoming)) {
                handshaken = commentedClients::remember;
            }
        }
        return new BatchEncoder(wanted, config.duplicateMetaConnectHttpResponseCode(), cookie, handshaken);
    }

    private static boolean isMultiplexed(HttpServletRequest request) {
        String protocol = request.getProtocol();
        return protocol.startsWith("HTTP/2") || protocol.startsWith("HTTP/3");
    }
}
