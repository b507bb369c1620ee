package dev.halley.transport.websocket;

import dev.halley.api.BayeuxContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
final class UpgradeContext implements BayeuxContext {

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

    /** @param request null where the container did not announce it: then the addresses are unknown */
    UpgradeContext(
            ServletContext application,
            Shared shared,
            RememberedRoles remembered,
            HandshakeRequest handshake,
            @Nullable HttpServletRequest request) {
        this.application = application;
        this.headers = HeaderBlock.of(handshake.getHeaders());
        this.roles = remembered.of(handshake);
        this.principal = handshake.getUserPrincipal();
        this.httpSession = handshake.getHttpSession() instanceof HttpSession session ? session : null;
        this.query = handshake.getQueryString();
        if (request != null) {
            this.url = shared.url(request.getRequestURL().toString());
            this.remoteAddress = RemoteAddress.of(address(request.getRemoteAddr(), request.getRemotePort()));
            this.localAddress = shared.local(address(request.getLocalAddr(), request.getLocalPort()));
            this.protocol = request.getProtocol();
            this.secure = request.isSecure();
        } else {
            String scheme = handshake.getRequestURI().getScheme();
            this.secure = "wss".equals(scheme) || "https".equals(scheme);
            this.url = shared.url(
                    url(handshake.getRequestURI(), secure, header("Host").orElse("localhost")));
            this.remoteAddress = null;
            this.localAddress = null;
            this.protocol = "HTTP/1.1";
        }
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
    public Optional<String> parameter(String name) {
        return query == null ? Optional.empty() : field(query, "&", name).map(UpgradeContext::decoded);
    }

    @Override
    public Optional<String> cookie(String name) {
        return headers("Cookie").stream()
                .flatMap(cookies -> field(cookies, ";", name).stream())
                .map(UpgradeContext::unquoted)
                .findFirst();
    }

    @Override
    public Optional<Object> requestAttribute(String name) {
        return Optional.empty();
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
        List<Locale> locales =
                header("Accept-Language").map(UpgradeContext::locales).orElse(List.of());
        return locales.isEmpty() ? List.of(Locale.getDefault()) : locales;
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

    private static Optional<String> field(String fields, String separator, String name) {
        for (String field : fields.split(separator)) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? field : field.substring(0, equals);
            if (key.trim().equals(name)) {
                return Optional.of(equals < 0 ? "" : field.substring(equals + 1).trim());
            }
        }
        return Optional.empty();
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A lone % is the client's fault, and nobody's business but the reader's.
            return value;
        }
    }

    private static List<Locale> locales(String acceptLanguage) {
        try {
            return Locale.LanguageRange.parse(acceptLanguage).stream()
                    .map(Locale.LanguageRange::getRange)
                    .filter(range -> !range.contains("*"))
                    .map(Locale::forLanguageTag)
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** Containers give the URI with scheme ws or http, or only its path. */
    private static String url(URI uri, boolean secure, String host) {
        String authority = uri.getRawAuthority() == null ? host : uri.getRawAuthority();
        return (secure ? "https://" : "http://") + authority + uri.getRawPath();
    }

    private static @Nullable InetSocketAddress address(@Nullable String ip, int port) {
        if (ip == null || ip.isEmpty() || port < 0) {
            return null;
        }
        boolean literal = ip.indexOf(':') >= 0 || Character.isDigit(ip.charAt(0));
        try {
            return literal
                    ? new InetSocketAddress(InetAddress.getByName(ip), port)
                    : InetSocketAddress.createUnresolved(ip, port);
        } catch (UnknownHostException e) {
            return InetSocketAddress.createUnresolved(ip, port);
        }
    }
}
