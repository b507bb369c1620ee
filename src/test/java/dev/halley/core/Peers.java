package dev.halley.core;

import dev.halley.spi.Peer;
import dev.halley.testkit.Visitor;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Makes the other ends of links in tests: who they are, and by which cookie they are known.
 *
 * <p>Thread-safety: stateless.
 */
final class Peers {

    static final String WEBSOCKET = "websocket";
    static final String LONG_POLLING = "long-polling";

    private Peers() {}

    /** @return on a WebSocket, without a cookie */
    static Peer onWebSocket() {
        return onWebSocket(null, null);
    }

    static Peer onWebSocket(@Nullable String browser, @Nullable String user) {
        return new Peer(visitor(user).over(WEBSOCKET), browser, false);
    }

    /** @return on an HTTP exchange, with that cookie */
    static Peer onHttp(@Nullable String browser) {
        return onHttp(browser, null);
    }

    static Peer onHttp(@Nullable String browser, @Nullable String user) {
        return new Peer(visitor(user).over(LONG_POLLING), browser, true);
    }

    static Peer from(InetSocketAddress address) {
        return Peer.of(visitor(null).from(address));
    }

    private static Visitor visitor(@Nullable String user) {
        Visitor visitor = user == null ? Visitor.anonymous() : Visitor.named(user);
        return visitor.withHeader("User-Agent", "a test");
    }
}
