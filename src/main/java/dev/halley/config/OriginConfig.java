package dev.halley.config;

import java.util.List;

/**
 * Which web pages of other origins may talk to the server.
 *
 * <p>Requests without an origin and the server's own origin are always allowed; the caller takes care of that.
 *
 * <p>Thread-safety: immutable.
 *
 * @param trustedProxies the number of proxies that are trusted to report, by {@code X-Forwarded-*} or {@code
 *     Forwarded}, the client's address and the request's own scheme and host; default 0
 * @param allowedOrigins patterns of origins such as {@code https://example.org}, {@code https://*.example.org}, {@code
 *     http://localhost:*}, {@code null}, {@code file://}, in lower case, without a path and without the port that the
 *     scheme implies; {@code *} allows all; default none
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
