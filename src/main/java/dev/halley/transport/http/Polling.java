package dev.halley.transport.http;

import dev.halley.config.ServerConfig;
import dev.halley.protocol.MessageReader;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.security.OriginPolicy;
import dev.halley.spi.Gateway;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.ServerEvents;
import dev.halley.transport.http.RequestTexts.Incoming;
import jakarta.servlet.http.HttpServletRequest;
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

    private final ServerConfig config;
    private final ServerEvents events;
    private final RequestTexts texts;
    private final BrowserCookies cookies;
    private final CommentedClients commentedClients = new CommentedClients();
    private final BlockedPolls blockedPolls;

    Polling(HttpTransport transport) {
        config = transport.config();
        events = transport.events();
        int maxBatch = config.limits().maxBatch();
        texts = new RequestTexts(
                new MessageReader(config.limits().maxDepth(), maxBatch),
                maxBatch,
                config.http().jsonCommented());
        cookies = new BrowserCookies(config.http().cookie());
        blockedPolls = new BlockedPolls(config.http().maxBlockedPolls());
    }

    Cors cors() {
        return new Cors(new OriginPolicy(config.origin()), config.origin().trustedProxies());
    }

    int maxMessageSize(String transport) {
        return config.transport(transport).maxMessageSize();
    }

    /** Handles a body that came by POST. */
    void body(Gateway gateway, HttpExchange exchange, byte[] body, ContentType type) {
        events.textReceived(body.length);
        handle(gateway, exchange, HttpTransport.LONG_POLLING, BodyForm.JSON, () -> texts.ofBody(body, type));
    }

    /** Handles messages that came in the query of a GET. */
    void query(Gateway gateway, HttpExchange exchange, BodyForm.Script form) {
        String query = String.valueOf(exchange.request().getQueryString());
        int max = maxMessageSize(HttpTransport.CALLBACK_POLLING);
        events.textReceived(query.length());
        handle(gateway, exchange, HttpTransport.CALLBACK_POLLING, form, () -> texts.ofQuery(query, max));
    }

    private void handle(
            Gateway gateway, HttpExchange exchange, String transport, BodyForm form, Supplier<Incoming> reading) {
        try {
            receive(gateway, exchange, transport, form, reading.get());
        } catch (HttpRefusal refusal) {
            exchange.refuse(refusal);
        } catch (RuntimeException | Error thrown) {
            events.transportFailed(transport, thrown);
            exchange.refuse(HttpRefusal.failed());
        }
        exchange.processed();
    }

    private void receive(Gateway gateway, HttpExchange exchange, String transport, BodyForm form, Incoming incoming) {
        HttpServletRequest request = exchange.request();
        HttpContext context =
                new HttpContext(transport, request, config.origin().trustedProxies());
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
        Peer peer = new Peer(
                context,
                presented == null ? fresh : presented,
                !config.http().trustClientSession(),
                isMultiplexed(request),
                true,
                mayHold);
        Link link = gateway.open(transport, Link.Kind.RESPONSE, exchange, peer);
        exchange.link(link);
        link.receive(incoming.requests());
    }

    private BatchEncoder encoder(BodyForm form, Incoming incoming, @Nullable String cookie) {
        BodyForm wanted = form;
        Consumer<Reply> handshaken = reply -> {};
        if (config.http().jsonCommented() && form == BodyForm.JSON) {
            wanted = commentedClients.wanted(incoming) ? BodyForm.COMMENTED : form;
            if (commentedClients.asked(incoming)) {
                handshaken = commentedClients::remember;
            }
        }
        return new BatchEncoder(wanted, config.http().duplicateMetaConnectHttpResponseCode(), cookie, handshaken);
    }

    private static boolean isMultiplexed(HttpServletRequest request) {
        String protocol = request.getProtocol();
        return protocol.startsWith("HTTP/2") || protocol.startsWith("HTTP/3");
    }
}
