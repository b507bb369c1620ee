package dev.halley.core;

import dev.halley.api.BayeuxContext;
import dev.halley.spi.Peer;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a link in a test.
 *
 * <p>Thread-safety: immutable.
 *
 * @param transport the transport's name
 * @param user who is logged in; null for nobody
 * @param address where from; null when not known
 */
record Visitor(
        String transport, @Nullable String user, @Nullable InetSocketAddress address) implements BayeuxContext {

    static final String WEBSOCKET = "websocket";
    static final String LONG_POLLING = "long-polling";

    /** @return on a WebSocket, without a cookie */
    static Peer onWebSocket() {
        return onWebSocket(null, null);
    }

    static Peer onWebSocket(@Nullable String browser, @Nullable String user) {
        return new Peer(new Visitor(WEBSOCKET, user, null), browser, false, false, true, true);
    }

    /** @return on an HTTP exchange, with that cookie */
    static Peer onHttp(@Nullable String browser) {
        return onHttp(browser, null);
    }

    static Peer onHttp(@Nullable String browser, @Nullable String user) {
        return new Peer(new Visitor(LONG_POLLING, user, null), browser, true, false, true, true);
    }

    static Peer onHttp2(String browser) {
        return new Peer(new Visitor(LONG_POLLING, null, null), browser, true, true, true, true);
    }

    static Peer from(InetSocketAddress address) {
        return new Peer(new Visitor(WEBSOCKET, null, address), null, false, false, true, true);
    }

    @Override
    public Optional<Principal> principal() {
        return Optional.ofNullable(user).map(name -> () -> name);
    }

    @Override
    public boolean isUserInRole(String role) {
        return false;
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        return Optional.ofNullable(address);
    }

    @Override
    public Optional<InetSocketAddress> localAddress() {
        return Optional.empty();
    }

    @Override
    public List<String> headers(String name) {
        return name.equalsIgnoreCase("user-agent") ? List.of("a test") : List.of();
    }

    @Override
    public Optional<String> parameter(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> cookie(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Object> requestAttribute(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Object> sessionAttribute(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Object> applicationAttribute(String name) {
        return Optional.empty();
    }

    @Override
    public String contextPath() {
        return "";
    }

    @Override
    public String url() {
        return "http://localhost/cometd";
    }

    @Override
    public List<Locale> locales() {
        return List.of(Locale.ENGLISH);
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }
}
