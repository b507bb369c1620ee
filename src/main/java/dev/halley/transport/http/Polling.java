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
import java.time.Duration;
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

    private final HttpConfig config;
    private final OriginConfig origin;
    private final ServerEvents events;
    private final Timer timer;
    private final Way polls;
    private final Way scripts;
    private final Way streams;
    private final RequestTexts texts;
    private final BrowserCookies cookies;
    private final CommentedClients commentedClients = new CommentedClients();
    private final BlockedPolls blockedPolls;
    private final boolean mayStream;
    private final Duration heartbeat;

    /**
     * One of the ways over HTTP.
     *
     * @param name the transport's
     * @param traits what its connections can do over HTTP/1.1 in an asynchronous request
     * @param slow notices its slow clients
     */
    private record Way(String name, int maxMessageSize, Traits traits, Link.Kind kind, SlowClients slow) {

        static Way of(String name, Link.Kind kind, TransportContext context) {
            TransportSettings settings = context.settings(name);
            SlowClients slow = new SlowClients(context.timer(), settings.sendTimeout(), why -> context.events()
                    .transportFailed(name, why));
            return new Way(name, settings.maxMessageSize(), settings.traits(kind), kind, slow);
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
                allowed.contains(HttpTransport.LONG_POLLING) ? HttpTransport.LONG_POLLING : HttpTransport.STREAMING;
        polls = Way.of(upstream, Link.Kind.RESPONSE, context);
        scripts = Way.of(HttpTransport.CALLBACK_POLLING, Link.Kind.RESPONSE, context);
        streams = Way.of(HttpTransport.STREAMING, Link.Kind.STREAM, context);
        heartbeat = transport.heartbeat();
        mayStream = allowed.contains(HttpTransport.STREAMING);
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
        Way way = asked == polls && mayStream && StreamRequest.isOne(request, incoming.requests()) ? streams : asked;
        if (way == streams) {
            exchange.mayStream(streams.slow(), timer, heartbeat);
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
        Traits traits = way.traits().withMultiplexed(isMultiplexed(request)).withMayHold(mayHold);
        Link link = gateway.open(way.name(), way.kind(), exchange, peer, traits);
        exchange.link(link);
        link.receive(incoming.requests());
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
