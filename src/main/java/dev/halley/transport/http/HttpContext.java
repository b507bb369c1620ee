package dev.halley.transport.http;

import dev.halley.api.BayeuxContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
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
final class HttpContext implements BayeuxContext {

    private final String transport;
    private final boolean trustForwarded;
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

    HttpContext(String transport, HttpServletRequest request, boolean trustForwarded) {
        this.transport = transport;
        this.request = request;
        this.trustForwarded = trustForwarded;
        this.application = request.getServletContext();
        this.principal = request.getUserPrincipal();
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

    /** The nearest proxy is the one that is trusted: only the last address is its word, others are the client's. */
    private Optional<InetSocketAddress> remoteAddressOf(HttpServletRequest alive) {
        List<String> forwarded = trustForwarded ? headers("X-Forwarded-For") : List.of();
        if (!forwarded.isEmpty()) {
            String last = forwarded.get(forwarded.size() - 1);
            Optional<InetSocketAddress> client =
                    Addresses.of(last.substring(last.lastIndexOf(',') + 1).trim(), 0);
            if (client.isPresent()) {
                return client;
            }
        }
        return Addresses.of(alive.getRemoteAddr(), alive.getRemotePort());
    }

    @Override
    public Optional<InetSocketAddress> localAddress() {
        return ask(alive -> Addresses.of(alive.getLocalAddr(), alive.getLocalPort()), Remains::local, Optional.empty());
    }

    @Override
    public List<String> headers(String name) {
        return ask(alive -> List.copyOf(Collections.list(alive.getHeaders(name))), List.of());
    }

    /** @return the first value of the query's parameter; forms in the body are messages, not parameters */
    @Override
    public Optional<String> parameter(String name) {
        String query = ask(alive -> Optional.ofNullable(alive.getQueryString()), Optional.<String>empty())
                .orElse("");
        try {
            return FormFields.values(query.getBytes(StandardCharsets.UTF_8), name.getBytes(StandardCharsets.UTF_8))
                    .stream()
                    .findFirst()
                    .map(value -> new String(value, StandardCharsets.UTF_8));
        } catch (HttpRefusal malformed) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> cookie(String name) {
        Cookie[] cookies = ask(alive -> Optional.ofNullable(alive.getCookies()), Optional.<Cookie[]>empty())
                .orElse(new Cookie[0]);
        return Stream.of(cookies)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .findFirst();
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
        Optional<String> host = forwarded("X-Forwarded-Host");
        Optional<String> scheme = forwarded("X-Forwarded-Proto");
        if (host.isEmpty() && scheme.isEmpty()) {
            return alive.getRequestURL().toString();
        }
        String own = Optional.ofNullable(alive.getHeader("Host")).orElse(alive.getServerName());
        return scheme.orElse(alive.getScheme()) + "://" + host.orElse(own) + alive.getRequestURI();
    }

    @Override
    public List<Locale> locales() {
        return ask(alive -> List.copyOf(Collections.list(alive.getLocales())), List.of());
    }

    @Override
    public String protocol() {
        return ask(HttpServletRequest::getProtocol, Remains::protocol, "");
    }

    @Override
    public boolean isSecure() {
        return ask(
                alive -> forwarded("X-Forwarded-Proto")
                        .map("https"::equalsIgnoreCase)
                        .orElse(alive.isSecure()),
                Remains::secure,
                false);
    }

    /** @return what the first proxy saw, if proxies are trusted and told */
    private Optional<String> forwarded(String header) {
        return trustForwarded
                ? header(header).map(values -> values.split(",", 2)[0].trim()).filter(value -> !value.isEmpty())
                : Optional.empty();
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
