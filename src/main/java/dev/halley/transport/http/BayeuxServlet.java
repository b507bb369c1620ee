package dev.halley.transport.http;

import dev.halley.api.BayeuxServer;
import dev.halley.spi.Gateway;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's door for HTTP: decides which transport a request belongs to, and turns away what may not come in.
 *
 * <p>A POST is long-polling, or streaming if it holds a connect that asks for it, a GET that names a callback is
 * callback-polling, and one for server-sent events whose path ends with a client id is eventsource. Else the path below the servlet's own does not
 * matter: clients append {@code /handshake}, {@code /connect} and {@code /disconnect}.
 *
 * <p>Where no HTTP transport is allowed it turns every request away. It is there all the same: some containers open a
 * WebSocket only on the path of a servlet that works.
 *
 * <p>Needs {@code async-supported}; works without, but then each held poll keeps a thread.
 *
 * <p>Thread-safety: thread-safe after {@code init}.
 */
public class BayeuxServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private transient @Nullable BayeuxServer bayeux;
    private transient @Nullable HttpTransport transport;
    private transient @Nullable Polling polling;
    private transient @Nullable Cors cors;
    private transient boolean completesUnblocked;

    @Override
    public void init() throws ServletException {
        if (getServletContext().getAttribute(HttpTransport.ATTRIBUTE) instanceof HttpTransport found) {
            transport = found;
            bayeux = found.context().bayeux();
            polling = new Polling(found);
            cors = polling.cors();
        } else if (getServletContext().getAttribute(BayeuxServer.ATTRIBUTE) instanceof BayeuxServer withoutHttp) {
            bayeux = withoutHttp;
        } else {
            throw new UnavailableException("The Bayeux server was not started in this web application: the servlet"
                    + " context has neither of the attributes " + HttpTransport.ATTRIBUTE + " and "
                    + BayeuxServer.ATTRIBUTE + ". Is the listener dev.halley.boot.Boot missing?");
        }
        completesUnblocked = completesUnblocked();
    }

    /**
     * Jetty sends on completion, on the same thread and without blocking, what its buffer holds. Elsewhere that may block,
     * or is not known: there a listener writes, which the container calls on another thread.
     */
    private boolean completesUnblocked() {
        return String.valueOf(getServletContext().getServerInfo()).startsWith("jetty/");
    }

    /**
     * The server, for applications that embed the servlet.
     *
     * @throws IllegalStateException before {@link #init()}
     */
    public BayeuxServer bayeux() {
        if (bayeux == null) {
            throw new IllegalStateException("The servlet was not initialised.");
        }
        return bayeux;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            if (transport == null) {
                throw HttpRefusal.noHttp();
            }
            Objects.requireNonNull(cors).admit(request, response);
            switch (request.getMethod()) {
                case "OPTIONS" -> cors.preflight(request, response);
                case "POST" -> longPolling(gateway(Polling.UPSTREAM), request, response);
                case "GET" -> get(request, response);
                default -> throw HttpRefusal.unknownTransport();
            }
        } catch (HttpRefusal refusal) {
            ResponseWriter.now(response, HttpAnswer.of(refusal));
        }
    }

    private void longPolling(Gateway gateway, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        // Not getContentType(): Jetty's fails when the charset's name is not one.
        ContentType type = ContentType.parse(request.getHeader("Content-Type"));
        Polling handler = Objects.requireNonNull(polling);
        HttpExchange exchange = new HttpExchange(request, response, completesUnblocked, handler.slowPolls());
        int max = handler.maxBodySize();
        if (!request.isAsyncSupported()) {
            handler.body(gateway, exchange, BodyReader.readBlocking(request, max), type);
            return;
        }
        Optional<byte[]> body = BodyReader.readNow(request, max);
        if (body.isPresent()) {
            handler.body(gateway, exchange, body.get(), type);
        } else {
            exchange.startAsync();
            BodyReader.readLater(request, max, handler.timer(), new LateBody(gateway, exchange, handler, type));
        }
    }

    private void get(HttpServletRequest request, HttpServletResponse response) {
        String clientId = StreamRequest.clientIdInPath(request);
        if (clientId == null) {
            callbackPolling(request, response);
            return;
        }
        Gateway gateway = gateway(List.of(HttpTransport.EVENT_SOURCE));
        if (!request.isAsyncSupported()) {
            throw HttpRefusal.streamsNothing();
        }
        Polling handler = Objects.requireNonNull(polling);
        HttpExchange exchange = new HttpExchange(request, response, completesUnblocked, handler.slowPolls());
        handler.stream(gateway, exchange, clientId);
    }

    private void callbackPolling(HttpServletRequest request, HttpServletResponse response) {
        HttpTransport found = Objects.requireNonNull(transport);
        String parameter = found.config().callbackParameter();
        List<byte[]> callbacks = callbacks(request, parameter);
        if (callbacks.isEmpty()) {
            throw HttpRefusal.unknownTransport();
        }
        if (callbacks.size() > 1) {
            throw HttpRefusal.severalCallbacks();
        }
        Gateway gateway = gateway(List.of(HttpTransport.CALLBACK_POLLING));
        Objects.requireNonNull(cors).admitScript(request);
        BodyForm.Script form = BodyForm.Script.of(
                new String(callbacks.get(0), StandardCharsets.UTF_8),
                found.config().callbackParameterMaxLength());
        Polling handler = Objects.requireNonNull(polling);
        HttpExchange exchange = new HttpExchange(request, response, completesUnblocked, handler.slowScripts());
        handler.query(gateway, exchange, form);
    }

    private static List<byte[]> callbacks(HttpServletRequest request, String parameter) {
        String query = request.getQueryString();
        return query == null
                ? List.of()
                : RequestTexts.fields(
                        query.getBytes(StandardCharsets.UTF_8), parameter.getBytes(StandardCharsets.UTF_8));
    }

    /** @param names of transports of which one has to be allowed */
    private Gateway gateway(List<String> names) {
        Gateway gateway = Objects.requireNonNull(transport).gateway();
        if (gateway == null || !gateway.isOpen()) {
            throw HttpRefusal.stopping();
        }
        if (names.stream().noneMatch(gateway.transports()::contains)) {
            throw HttpRefusal.unknownTransport();
        }
        return gateway;
    }

    /** Goes on when a body is complete that came by and by: on a worker, since the callback's thread is the network's. */
    private record LateBody(Gateway gateway, HttpExchange exchange, Polling polling, ContentType type)
            implements BodyReader.Outcome {

        @Override
        public void read(byte[] body) {
            exchange.startAsync().start(() -> polling.body(gateway, exchange, body, type));
        }

        @Override
        public void refused(HttpRefusal refusal) {
            exchange.refuse(refusal);
            exchange.processed();
        }
    }
}
