package dev.halley.api;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Describes the HTTP request that carried a message; over WebSocket, the upgrade request.
 *
 * <p>Thread-safety: thread-safe for reading. Valid while the server handles the message; over WebSocket, as long as the
 * connection lives.
 *
 * @since 0.1.0
 */
public interface BayeuxContext {

    /** {@return the name of the transport, such as {@code websocket}} */
    String transport();

    /** {@return the authenticated user, or empty if nobody is logged in} */
    Optional<Principal> principal();

    /** {@return whether the authenticated user is in the role; false if nobody is logged in} */
    boolean isUserInRole(String role);

    /** {@return the client's address, if it is known} */
    Optional<InetSocketAddress> remoteAddress();

    /** {@return the address that the request arrived at, if it is known} */
    Optional<InetSocketAddress> localAddress();

    /**
     * {@return all values of a header; empty if the client did not send it}
     *
     * @param name the header's name, in any case
     */
    List<String> headers(String name);

    /**
     * {@return the first value of a header, or empty if the client did not send it}
     *
     * @param name the header's name, in any case
     */
    default Optional<String> header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** {@return the first value of a request parameter, or empty if the request has none of that name} */
    Optional<String> parameter(String name);

    /** {@return the value of a cookie, or empty if the client did not send it} */
    Optional<String> cookie(String name);

    /** {@return an attribute of the request, or empty if there is no such request or attribute} */
    default Optional<Object> requestAttribute(String name) {
        return Optional.empty();
    }

    /** {@return an attribute of the HTTP session, or empty if there is no such session or attribute} */
    default Optional<Object> sessionAttribute(String name) {
        return Optional.empty();
    }

    /** {@return an attribute of the servlet context, or empty if there is no such context or attribute} */
    default Optional<Object> applicationAttribute(String name) {
        return Optional.empty();
    }

    /** {@return the context path of the web application} */
    String contextPath();

    /** {@return the URL as the client wrote it, without the query} */
    String url();

    /** {@return the client's locales, the preferred one first} */
    List<Locale> locales();

    /** {@return the protocol and its version, such as {@code HTTP/1.1}} */
    String protocol();

    /** {@return whether the request arrived over a secure channel such as HTTPS} */
    boolean isSecure();

    /** {@return the container's own object of that type, such as an {@code HttpSession}, or empty if there is none} */
    default <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }
}
