package dev.halley.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The cookie by which the server recognizes that two requests come from one browser, and its attributes.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name the cookie's name, an HTTP token; default {@code BAYEUX_BROWSER}
 * @param domain the {@code Domain} attribute; default empty, the host only
 * @param path the {@code Path} attribute; default {@code /}
 * @param maxAge the {@code Max-Age} attribute; default empty, until the browser closes
 * @param secure whether {@code Secure} is set; default empty, if the request is secure; always set if browsers require
 *     it
 * @param httpOnly whether {@code HttpOnly} is set; default true
 * @param sameSite {@code Lax}, {@code Strict} or {@code None}; default {@code Lax}
 * @param partitioned whether {@code Partitioned} is set; default false
 */
public record BrowserCookie(
        String name,
        Optional<String> domain,
        String path,
        Optional<Duration> maxAge,
        Optional<Boolean> secure,
        boolean httpOnly,
        String sameSite,
        boolean partitioned) {

    private static final String HOST_PREFIX = "__Host-";
    private static final List<String> SECURE_PREFIXES = List.of(HOST_PREFIX, "__Secure-");

    static BrowserCookie from(ConfigReader reader) {
        return new BrowserCookie(
                reader.value(Settings.BROWSER_COOKIE_NAME),
                reader.value(Settings.BROWSER_COOKIE_DOMAIN),
                reader.value(Settings.BROWSER_COOKIE_PATH),
                reader.value(Settings.BROWSER_COOKIE_MAX_AGE),
                reader.value(Settings.BROWSER_COOKIE_SECURE),
                reader.value(Settings.BROWSER_COOKIE_HTTP_ONLY),
                reader.value(Settings.BROWSER_COOKIE_SAME_SITE),
                reader.value(Settings.BROWSER_COOKIE_PARTITIONED));
    }

    /**
     * Whether the cookie is to carry {@code Secure}.
     *
     * @param secureRequest whether the request came over HTTPS
     */
    public boolean secureFor(boolean secureRequest) {
        return demandsSecure().isPresent() || secure.orElse(secureRequest);
    }

    /** The setting because of which browsers keep the cookie only with {@code Secure}; empty if there is none. */
    Optional<String> demandsSecure() {
        if (sameSite.equals("None")) {
            return Optional.of("'browserCookieSameSite' is None");
        }
        if (partitioned) {
            return Optional.of("'browserCookiePartitioned' is true");
        }
        return SECURE_PREFIXES.stream()
                .filter(this::startsWith)
                .findFirst()
                .map(prefix -> "'browserCookieName' starts with " + prefix);
    }

    /** Browsers compare such beginnings in any case. */
    private boolean startsWith(String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** Whether browsers drop the cookie for its domain or path, as the beginning of its name demands. */
    boolean isHostPrefixBroken() {
        return startsWith(HOST_PREFIX) && (domain.isPresent() || !path.equals("/"));
    }
}
