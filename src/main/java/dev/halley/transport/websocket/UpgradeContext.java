package dev.halley.transport.websocket;

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
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a WebSocket's upgrade request, copied out of it, since containers reuse theirs.
 *
 * <p>Kept small: everything that can be had from the headers or the query is read from them when somebody asks. There
 * are no request attributes, and of roles only those that were named beforehand.
 *
 * <p>Thread-safety: immutable but for the WebSocket session, which is set once, before anybody else sees the object.
 */
final class UpgradeContext implements PortableContext {

    private final ServletContext application;
    private final HeaderBlock headers;
    private final @Nullable Principal principal;
    private final RememberedRoles.Held roles;
    private final @Nullable HttpSession httpSession;
    private final String url;
    private final @Nullable String query;
    private final @Nullable Supplier<InetSocketAddress> remoteAddress;
    private final @Nullable InetSocketAddress localAddress;
    private final String protocol;
    private final boolean secure;
    private @Nullable Session webSocket;

    /** What a request tells in both of its forms. */
    private record Told(
            HeaderBlock headers,
            Predicate<String> isUserInRole,
            @Nullable Principal principal,
            @Nullable Object httpSession,
            @Nullable String query) {}

    /** @return what is known of a request that the container's own API upgrades */
    static UpgradeContext of(UpgradeEnvironment shared, HttpServletRequest request) {
        Told told = new Told(
                HeaderBlock.of(request),
                request::isUserInRole,
                request.getUserPrincipal(),
                request.getSession(false),
                request.getQueryString());
        return new UpgradeContext(shared, told, request, null);
    }

    /**
     * @param request null where the container did not announce it: then only trusted proxies tell the client's address
     * @return what is known of a request that Jakarta WebSocket upgrades
     */
    static UpgradeContext of(
            UpgradeEnvironment shared, HandshakeRequest handshake, @Nullable HttpServletRequest request) {
        Told told = new Told(
                HeaderBlock.of(handshake.getHeaders()),
                handshake::isUserInRole,
                handshake.getUserPrincipal(),
                handshake.getHttpSession(),
                handshake.getQueryString());
        return new UpgradeContext(shared, told, request, handshake);
    }

    /** One of the two requests is there. */
    private UpgradeContext(
            UpgradeEnvironment shared,
            Told told,
            @Nullable HttpServletRequest request,
            @Nullable HandshakeRequest handshake) {
        this.application = shared.application();
        this.headers = told.headers();
        this.roles = shared.roles().of(told.isUserInRole());
        this.principal = told.principal();
        this.httpSession = told.httpSession() instanceof HttpSession session ? session : null;
        this.query = told.query();
        Forwarded forwarded = Forwarded.by(shared.trustedProxies(), headers::values);
        Optional<InetSocketAddress> client = forwarded.client();
        RequestTarget target;
        String path;
        if (request != null) {
            target = target(request, forwarded);
            path = request.getRequestURI();
            this.secure = forwarded.scheme().isEmpty() ? request.isSecure() : target.isSecure();
            this.remoteAddress =
                    RemoteAddress.of(client.or(() -> Addresses.of(request.getRemoteAddr(), request.getRemotePort()))
                            .orElse(null));
            this.localAddress = shared.local(
                    Addresses.of(request.getLocalAddr(), request.getLocalPort()).orElse(null));
            this.protocol = request.getProtocol();
        } else {
            HandshakeRequest unannounced = Objects.requireNonNull(handshake);
            target = target(unannounced, headers, forwarded);
            path = unannounced.getRequestURI().getRawPath();
            this.secure = target.isSecure();
            this.remoteAddress = RemoteAddress.of(client.orElse(null));
            this.localAddress = null;
            this.protocol = "HTTP/1.1";
        }
        String scheme = target.scheme() == null ? "http" : target.scheme();
        String authority = target.authority() == null ? "localhost" : target.authority();
        this.url = shared.url(new RequestTarget(scheme, authority).url(path).orElse(path));
    }

    void opened(Session session) {
        webSocket = session;
    }

    @Override
    public String transport() {
        return WebSocketTransport.NAME;
    }

    @Override
    public Optional<Principal> principal() {
        return Optional.ofNullable(principal);
    }

    @Override
    public boolean isUserInRole(String role) {
        return roles.contains(role);
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        return Optional.ofNullable(remoteAddress).map(Supplier::get);
    }

    @Override
    public Optional<InetSocketAddress> localAddress() {
        return Optional.ofNullable(localAddress);
    }

    @Override
    public List<String> headers(String name) {
        return headers.values(name);
    }

    @Override
    public Map<String, List<String>> headers() {
        return headers.all();
    }

    @Override
    public Optional<String> query() {
        return Optional.ofNullable(query);
    }

    @Override
    public Optional<String> parameter(String name) {
        return FormFields.parameter(query, name);
    }

    @Override
    public Optional<String> cookie(String name) {
        return Cookies.first(headers("Cookie"), name);
    }

    @Override
    public Optional<Object> sessionAttribute(String name) {
        if (httpSession == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(httpSession.getAttribute(name));
        } catch (IllegalStateException e) {
            // The HTTP session ended before the connection did.
            return Optional.empty();
        }
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
        return url;
    }

    @Override
    public List<Locale> locales() {
        return Languages.of(headers("Accept-Language"));
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        for (Object own : new Object[] {webSocket, httpSession, application}) {
            if (type.isInstance(own)) {
                return Optional.of(type.cast(own));
            }
        }
        return Optional.empty();
    }

    /** @return where an announced request went to, as its client wrote it */
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

    /** @return the same where it was not announced; without a scheme where the container does not tell it */
    RequestTarget target(HandshakeRequest handshake, int trustedProxies) {
        return target(handshake, headers, Forwarded.by(trustedProxies, headers::values));
    }

    /** Containers give the URI with scheme ws or http, or only its path. */
    private static RequestTarget target(HandshakeRequest handshake, HeaderBlock headers, Forwarded forwarded) {
        URI uri = handshake.getRequestURI();
        String host = headers.values("Host").stream().findFirst().orElse(null);
        String authority = uri.getRawAuthority() == null ? host : uri.getRawAuthority();
        return RequestTarget.of(forwarded, uri.getScheme(), authority, host);
    }
}
