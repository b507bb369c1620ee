package dev.halley.transport.http;

import dev.halley.spi.PortableContext;
import dev.halley.transport.Addresses;
import dev.halley.transport.Cookies;
import dev.halley.transport.FormFields;
import dev.halley.transport.Forwarded;
import dev.halley.transport.Languages;
import dev.halley.transport.RequestTarget;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one HTTP request, read from it when somebody asks, until it has its answer.
 *
 * <p>Containers use request objects again. So from then on, who kept it still gets the principal, addresses and the
 * like, but nothing of headers, parameters, attributes and the container's objects: they would be another client's.
 *
 * <p>Thread-safety: thread-safe for reading.
 */
final class HttpContext implements PortableContext {

    private final String transport;
    private final int trustedProxies;
    /** Whether the last segment of the path is a client id, which nobody is to see. */
    private final boolean secretPath;

    private final ServletContext application;
    private final @Nullable Principal principal;
    private volatile @Nullable HttpServletRequest request;
    private volatile @Nullable Remains remains;

    /** What outlives the request. */
    private record Remains(
            Optional<InetSocketAddress> remote,
            Optional<InetSocketAddress> local,
            String url,
            String protocol,
            boolean secure) {}

    HttpContext(String transport, HttpServletRequest request, int trustedProxies) {
        this.transport = transport;
        this.request = request;
        this.trustedProxies = trustedProxies;
        this.application = request.getServletContext();
        this.principal = request.getUserPrincipal();
        this.secretPath = transport.equals(HttpTransport.EVENT_SOURCE)
                && request.getMethod().equals("GET");
    }

    /**
     * The request has its answer.
     *
     * @param keep whether a part of it may be asked for later: costs a little
     */
    void end(boolean keep) {
        HttpServletRequest ended = request;
        if (keep && ended != null) {
            remains = new Remains(remoteAddress(), localAddress(), url(), protocol(), isSecure());
        }
        request = null;
    }

    private <T> T ask(Function<HttpServletRequest, T> question, T otherwise) {
        HttpServletRequest alive = request;
        return alive == null ? otherwise : question.apply(alive);
    }

    private <T> T ask(Function<HttpServletRequest, T> question, Function<Remains, T> later, T otherwise) {
        HttpServletRequest alive = request;
        if (alive != null) {
            return question.apply(alive);
        }
        Remains kept = remains;
        return kept == null ? otherwise : later.apply(kept);
    }

    @Override
    public String transport() {
        return transport;
    }

    @Override
    public Optional<Principal> principal() {
        return Optional.ofNullable(principal);
    }

    @Override
    public boolean isUserInRole(String role) {
        return ask(alive -> alive.isUserInRole(role), false);
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        return ask(this::remoteAddressOf, Remains::remote, Optional.empty());
    }

    private Optional<InetSocketAddress> remoteAddressOf(HttpServletRequest alive) {
        return forwarded(alive).client().or(() -> Addresses.of(alive.getRemoteAddr(), alive.getRemotePort()));
    }

    @Override
    public Optional<InetSocketAddress> localAddress() {
        return ask(alive -> Addresses.of(alive.getLocalAddr(), alive.getLocalPort()), Remains::local, Optional.empty());
    }

    @Override
    public List<String> headers(String name) {
        return ask(alive -> List.copyOf(Collections.list(alive.getHeaders(name))), List.of());
    }

    @Override
    public Map<String, List<String>> headers() {
        return ask(HttpContext::headersOf, Map.of());
    }

    private static Map<String, List<String>> headersOf(HttpServletRequest alive) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : Collections.list(alive.getHeaderNames())) {
            headers.put(name, List.copyOf(Collections.list(alive.getHeaders(name))));
        }
        return headers;
    }

    @Override
    public Optional<String> query() {
        return ask(alive -> Optional.ofNullable(alive.getQueryString()), Optional.empty());
    }

    /** @return the first value of the query's parameter; forms in the body are messages, not parameters */
    @Override
    public Optional<String> parameter(String name) {
        return FormFields.parameter(query().orElse(null), name);
    }

    @Override
    public Optional<String> cookie(String name) {
        return Cookies.first(headers("Cookie"), name);
    }

    @Override
    public Optional<Object> requestAttribute(String name) {
        return ask(alive -> Optional.ofNullable(alive.getAttribute(name)), Optional.empty());
    }

    @Override
    public Optional<Object> sessionAttribute(String name) {
        return session().map(session -> session.getAttribute(name));
    }

    private Optional<HttpSession> session() {
        return ask(alive -> Optional.ofNullable(alive.getSession(false)), Optional.empty());
    }

    @Override
    public Optional<Object> applicationAttribute(String name) {
        return Optional.ofNullable(application.getAttribute(name));
    }

    @Override
    public String contextPath() {
        return application.getContextPath();
    }

    @Override
    public String url() {
        return ask(this::urlOf, Remains::url, "");
    }

    private String urlOf(HttpServletRequest alive) {
        Forwarded forwarded = forwarded(alive);
        boolean told = forwarded.host().isPresent()
                || forwarded.scheme().isPresent()
                || forwarded.port().isPresent();
        Optional<String> url = told ? target(alive, forwarded).url(alive.getRequestURI()) : Optional.empty();
        return withoutSecret(url.orElseGet(() -> alive.getRequestURL().toString()));
    }

    private String withoutSecret(String url) {
        return secretPath ? url.substring(0, url.lastIndexOf('/')) : url;
    }

    @Override
    public List<Locale> locales() {
        return Languages.of(headers("Accept-Language"));
    }

    @Override
    public String protocol() {
        return ask(HttpServletRequest::getProtocol, Remains::protocol, "");
    }

    @Override
    public boolean isSecure() {
        return ask(
                alive -> forwarded(alive).scheme().map("https"::equals).orElse(alive.isSecure()),
                Remains::secure,
                false);
    }

    private Forwarded forwarded(HttpServletRequest alive) {
        return Forwarded.by(trustedProxies, name -> Collections.list(alive.getHeaders(name)));
    }

    /** @return where a request went to, as its client wrote it */
    static RequestTarget target(HttpServletRequest request, int trustedProxies) {
        return target(request, Forwarded.by(trustedProxies, name -> Collections.list(request.getHeaders(name))));
    }

    private static RequestTarget target(HttpServletRequest request, Forwarded forwarded) {
        return RequestTarget.of(
                forwarded,
                request.getScheme(),
                RequestTarget.authority(request.getServerName(), request.getServerPort()),
                request.getHeader("Host"));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Stream.<Optional<?>>of(
                        Optional.ofNullable(request),
                        type == HttpSession.class ? session() : Optional.empty(),
                        Optional.of(application))
                .flatMap(Optional::stream)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
