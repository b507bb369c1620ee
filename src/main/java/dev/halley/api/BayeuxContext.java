package dev.halley.api;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of the request that carried a message: of each HTTP request, or of the upgrade request of a WebSocket.
 *
 * <p>Thread-safety: thread-safe for reading; valid while its message is handled (over WebSocket as long as the
 * connection lives).
 *
 * @since 0.1.0
 */
public interface BayeuxContext {

    /** @return the transport's name, such as {@code websocket} */
    String transport();

    Optional<Principal> principal();

    boolean isUserInRole(String role);

    Optional<InetSocketAddress> remoteAddress();

    Optional<InetSocketAddress> localAddress();

    /** @return all values of a header, its name in any case; empty if it was not sent */
    List<String> headers(String name);

    default Optional<String> header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    Optional<String> parameter(String name);

    Optional<String> cookie(String name);

    /** @return the attribute of the request, if there is such a request and attribute */
    default Optional<Object> requestAttribute(String name) {
        return Optional.empty();
    }

    /** @return the attribute of the HTTP session, if there is such a session and attribute */
    default Optional<Object> sessionAttribute(String name) {
        return Optional.empty();
    }

    /** @return the attribute of the application's context, if there is such a context and attribute */
    default Optional<Object> applicationAttribute(String name) {
        return Optional.empty();
    }

    String contextPath();

    /** @return the URL as the client wrote it, without the query */
    String url();

    /** @return the client's locales, the preferred one first */
    List<Locale> locales();

    /** @return such as {@code HTTP/1.1} */
    String protocol();

    boolean isSecure();

    /** @return the container's own object of that type (an {@code HttpSession}, say), if there is one */
    default <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }
}
