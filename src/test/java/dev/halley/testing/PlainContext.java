package dev.halley.testing;

import dev.halley.api.BayeuxContext;
import dev.halley.spi.Peer;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request of which hardly anything is known.
 *
 * <p>Thread-safety: immutable.
 *
 * @param transport the transport's name
 * @param user who is logged in; null for nobody
 */
public record PlainContext(String transport, @Nullable String user) implements BayeuxContext {

    /** @return a peer on a WebSocket, without a cookie, that may do everything */
    public static Peer webSocketPeer() {
        return new Peer(new PlainContext("websocket", null), null, false, false, true, true);
    }

    /** @return a peer on an HTTP exchange, whose browser sent that cookie */
    public static Peer httpPeer(String browser) {
        return new Peer(new PlainContext("long-polling", null), browser, true, false, true, true);
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
        return Optional.empty();
    }

    @Override
    public Optional<InetSocketAddress> localAddress() {
        return Optional.empty();
    }

    @Override
    public List<String> headers(String name) {
        return List.of();
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
