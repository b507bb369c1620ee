package dev.halley.testkit;

import dev.halley.api.BayeuxContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The request of a test's client, as policies and services see it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param transport the name of the client's transport
 * @param user the name of the logged-in user; null for none
 * @param roles the roles of that user
 * @param headers one value for each name; names are case-insensitive
 * @param session the attributes of the HTTP session
 * @param address the client's address
 * @since 0.1.0
 */
public record Visitor(
        String transport,
        @Nullable String user,
        Set<String> roles,
        Map<String, String> headers,
        Map<String, Object> session,
        InetSocketAddress address)
        implements BayeuxContext {

    private static final int PORT = 8080;
    private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT + 1);

    /** Copies the collections. */
    public Visitor {
        roles = Set.copyOf(roles);
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        headers = byName;
        session = Map.copyOf(session);
    }

    /** @return a visitor over WebSocket without a user */
    public static Visitor anonymous() {
        return new Visitor("websocket", null, Set.of(), Map.of(), Map.of(), CLIENT);
    }

    /** @return a visitor over WebSocket who is logged in */
    public static Visitor named(String user, String... roles) {
        return new Visitor("websocket", user, Set.of(roles), Map.of(), Map.of(), CLIENT);
    }

    /** @return a copy with this header */
    public Visitor withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(name, value);
        return new Visitor(transport, user, roles, more, session, address);
    }

    /**
     * Sets the HTTP session.
     *
     * @param attributes the attributes of the HTTP session
     * @return a copy with this session
     */
    public Visitor withSession(Map<String, Object> attributes) {
        return new Visitor(transport, user, roles, headers, attributes, address);
    }

    /**
     * Sets the transport.
     *
     * @param name such as {@code long-polling}
     * @return a copy with this transport
     */
    public Visitor over(String name) {
        return new Visitor(name, user, roles, headers, session, address);
    }

    /** @return a copy with this client address */
    public Visitor from(InetSocketAddress remote) {
        return new Visitor(transport, user, roles, headers, session, remote);
    }

    @Override
    public Optional<Principal> principal() {
        return Optional.ofNullable(user).map(name -> () -> name);
    }

    @Override
    public boolean isUserInRole(String role) {
        return roles.contains(role);
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        return Optional.of(address);
    }

    @Override
    public Optional<InetSocketAddress> localAddress() {
        return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
    }

    @Override
    public List<String> headers(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::of).orElse(List.of());
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
    public Optional<Object> sessionAttribute(String name) {
        return Optional.ofNullable(session.get(name));
    }

    @Override
    public String contextPath() {
        return "";
    }

    @Override
    public String url() {
        return "ws://localhost:" + PORT + "/cometd";
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
}
