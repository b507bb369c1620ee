package dev.halley.security;

import dev.halley.config.OriginConfig;
import dev.halley.config.Origins;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides by its {@code Origin} header whether a request, or a WebSocket's upgrade, may come from the web page it came
 * from. Both transports ask it, so that the rule is one.
 *
 * <p>Only browsers send the header, and no script can forge it: a request without one is allowed.
 *
 * <p>Thread-safety: immutable.
 */
public final class OriginPolicy {

    /** What is to be done with a request. */
    public enum Verdict {
        /** No browser sent it, or one that need not say where from. */
        ABSENT,
        /** It came from a page of this very server. */
        OWN,
        /** It came from a foreign page that is allowed: the answer carries CORS headers. */
        FOREIGN,
        /** It came from a foreign page that is not allowed: 403. */
        REFUSED;

        public boolean allowed() {
            return this != REFUSED;
        }
    }

    private final OriginConfig config;

    public OriginPolicy(OriginConfig config) {
        this.config = config;
    }

    /**
     * @param origin the {@code Origin} header, null when there is none
     * @param scheme the scheme of the request's URL as its client wrote it, {@code ws} and {@code wss} being as good as
     *     {@code http} and {@code https}; null when the container does not tell: then the origin's own is taken to be right
     * @param authority the request's host as its client wrote it, with its port unless the scheme implies it, as in a
     *     {@code Host} header; null when there is none
     */
    public Verdict judge(@Nullable String origin, @Nullable String scheme, @Nullable String authority) {
        if (origin == null) {
            return Verdict.ABSENT;
        }
        if (Origins.normalised(origin).equals(own(origin, scheme, authority))) {
            return Verdict.OWN;
        }
        return config.allows(origin) ? Verdict.FOREIGN : Verdict.REFUSED;
    }

    /**
     * Callback-polling carries no origin, but browsers tell by {@code Sec-Fetch-Site} that another site's page asks.
     *
     * @param fetchSite the {@code Sec-Fetch-Site} header, null when there is none
     */
    public boolean allowsScript(@Nullable String fetchSite) {
        return config.allowsAll() || fetchSite == null || !fetchSite.trim().equalsIgnoreCase("cross-site");
    }

    private static Optional<String> own(String origin, @Nullable String scheme, @Nullable String authority) {
        if (authority == null) {
            // An empty origin must not equal an unknown host.
            return Optional.of("");
        }
        String web = scheme == null ? schemeOf(origin) : webScheme(scheme);
        return Optional.of(Origins.normalised(web + "://" + authority).orElse(""));
    }

    private static String webScheme(String scheme) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "ws" -> "http";
            case "wss" -> "https";
            default -> lower;
        };
    }

    private static String schemeOf(String origin) {
        int end = origin.indexOf("://");
        return end < 0 ? "http" : origin.substring(0, end);
    }
}
