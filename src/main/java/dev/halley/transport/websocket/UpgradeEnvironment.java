package dev.halley.transport.websocket;

import jakarta.servlet.ServletContext;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the upgrade requests of an application's connections have in common, kept once: the application, the roles that are asked for,
 * the proxies that are trusted, their URLs, and the server's own address.
 *
 * <p>Thread-safety: thread-safe.
 */
final class UpgradeEnvironment {

    private final ServletContext application;
    private final RememberedRoles roles;
    private final int trustedProxies;
    private volatile @Nullable InetSocketAddress lastLocal;

    UpgradeEnvironment(ServletContext application, RememberedRoles roles, int trustedProxies) {
        this.application = application;
        this.roles = roles;
        this.trustedProxies = trustedProxies;
    }

    ServletContext application() {
        return application;
    }

    RememberedRoles roles() {
        return roles;
    }

    int trustedProxies() {
        return trustedProxies;
    }

    /** @return an equal URL, the same for all connections that have it; the JDK lets go of it with the last of them */
    String url(String url) {
        return url.intern();
    }

    /** @return an equal address */
    @Nullable InetSocketAddress local(@Nullable InetSocketAddress address) {
        InetSocketAddress last = lastLocal;
        if (address == null || address.equals(last)) {
            return address == null ? null : last;
        }
        lastLocal = address;
        return address;
    }
}
