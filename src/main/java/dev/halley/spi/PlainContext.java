package dev.halley.spi;

import dev.halley.api.BayeuxContext;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The context of a client that does not use HTTP: its address and the kind of connection, nothing else. A transport
 * that knows more, such as the user, supplies a {@link BayeuxContext} of its own.
 *
 * <p>Thread-safety: immutable.
 *
 * @param transport the transport's name
 * @param remote the client's address
 * @param url the URL to which the client has connected, such as {@code tcp://example.org:7000}
 * @param protocol such as {@code TCP}
 * @param isSecure whether the connection is protected against eavesdropping
 * @since 0.1.0
 */
public record PlainContext(String transport, InetSocketAddress remote, String url, String protocol, boolean isSecure)
        implements BayeuxContext {

    @Override
    public Optional<Principal> principal() {
        return Optional.empty();
    }

    @Override
    public boolean isUserInRole(String role) {
        return false;
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        return Optional.of(remote);
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
    public String contextPath() {
        return "";
    }

    @Override
    public List<Locale> locales() {
        return List.of();
    }
}
