package dev.halley.config;

import java.util.List;

/**
 * Which foreign web pages may talk to the server.
 *
 * <p>An absent origin and the server's own are always allowed; that is for the caller to see to.
 *
 * <p>Thread-safety: immutable.
 *
 * @param trustedProxies how many proxies are trusted to tell by {@code X-Forwarded-*} or {@code Forwarded} the client's
 *        address and the request's own scheme and host; default 0
 * @param allowedOrigins patterns of origins such as {@code https://example.org}, {@code https://*.example.org},
 *        {@code http://localhost:*}, {@code null}, {@code file://}, in lower case, without a path and without the port
 *        that the scheme implies; {@code *} stands for all; default none
 */
public record OriginConfig(int trustedProxies, List<String> allowedOrigins) {

    /** Copies the list. */
    public OriginConfig {
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /** Whether every origin is allowed. */
    public boolean allowsAll() {
        return allowedOrigins.contains(Origins.ALL);
    }

    /**
     * Whether a foreign origin is allowed.
     *
     * @param origin the value of an {@code Origin} header, in any case
     */
    public boolean allows(String origin) {
        return allowedOrigins.stream().anyMatch(pattern -> Origins.matches(pattern, origin));
    }
}
