package dev.halley.security;

import dev.halley.config.OriginConfig;
import dev.halley.config.Origins;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final String NO_ORIGIN = "null";
    private static final Pattern ORIGIN_OF_URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*");

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
     * A page that includes a script sends no {@code Origin}: its origin is that of its {@code Referer}. Where there is none,
     * browsers may tell by {@code Sec-Fetch-Site} that the page is foreign: its origin is {@code null} then.
     *
     * @param referer the {@code Referer} header, null when there is none
     * @param fetchSite the {@code Sec-Fetch-Site} header, null when there is none
     * @param scheme see {@link #judge}
     * @param authority see {@link #judge}
     */
    public Verdict judgeScript(
            @Nullable String referer, @Nullable String fetchSite, @Nullable String scheme, @Nullable String authority) {
        String site = fetchSite == null ? "" : fetchSite.trim().toLowerCase(Locale.ROOT);
        if (site.equals("same-origin") || site.equals("none")) {
            // No script can forge it; and behind a proxy that tells less than it should, it knows better.
            return Verdict.OWN;
        }
        if (referer == null) {
            return judge(site.isEmpty() ? null : NO_ORIGIN, scheme, authority);
        }
        Matcher origin = ORIGIN_OF_URL.matcher(referer.trim());
        return judge(origin.lookingAt() ? origin.group() : NO_ORIGIN, scheme, authority);
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
