package dev.halley.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings web origins to one spelling, so that equal ones are equal text, and compares them with patterns of origins.
 *
 * <p>Thread-safety: immutable.
 */
public final class Origins {

    /** The pattern of all origins. */
    static final String ALL = "*";

    /** What browsers send for pages that have no origin of their own. */
    private static final Set<String> WITHOUT_HOST = Set.of("null", "file://");

    private static final String SCHEME = "([a-z][a-z0-9+.-]*)://";
    private static final String IPV6 = "\\[[0-9a-f:.]+]";

    private static final Pattern ORIGIN = Pattern.compile(SCHEME + "(" + IPV6 + "|[a-z0-9._-]+)(?::([0-9]{1,5}))?");

    /** Only whole labels at the start of a host can be left open: {@code *example.org} would be anybody's. */
    private static final Pattern PATTERN =
            Pattern.compile(SCHEME + "(" + IPV6 + "|\\*|(?:\\*\\.)?[a-z0-9._-]+)(?::([0-9]{1,5}|\\*))?");

    private Origins() {}

    /**
     * The origin in lower case, without the port that its scheme implies.
     *
     * @return empty when the text is not scheme, host and perhaps port
     */
    public static Optional<String> normalised(String origin) {
        return normalised(ORIGIN.matcher(origin.toLowerCase(Locale.ROOT)));
    }

    /**
     * The pattern in one spelling, as {@link #matches} takes it: {@code *}, {@code null}, {@code file://}, an origin, or
     * one with {@code *} for its port, for its host, or for labels at the start of its host.
     *
     * @return empty when the text is none of these
     */
    static Optional<String> pattern(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals(ALL) || WITHOUT_HOST.contains(lower)
                ? Optional.of(lower)
                : normalised(PATTERN.matcher(lower));
    }

    /**
     * Compares as a whole.
     *
     * @param pattern as {@link #pattern} gives it
     * @param origin an {@code Origin} header, in any case
     */
    static boolean matches(String pattern, String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        if (pattern.equals(ALL) || WITHOUT_HOST.contains(pattern)) {
            return pattern.equals(ALL) || pattern.equals(lower);
        }
        Matcher allowed = PATTERN.matcher(pattern);
        Matcher actual = ORIGIN.matcher(lower);
        return allowed.matches()
                && actual.matches()
                && allowed.group(1).equals(actual.group(1))
                && hostMatches(allowed.group(2), actual.group(2))
                && (ALL.equals(allowed.group(3)) || port(allowed).equals(port(actual)));
    }

    private static boolean hostMatches(String allowed, String actual) {
        if (allowed.equals(ALL)) {
            return true;
        }
        return allowed.startsWith("*.")
                ? actual.length() >= allowed.length() && actual.endsWith(allowed.substring(1))
                : actual.equals(allowed);
    }

    private static Optional<String> normalised(Matcher matcher) {
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(matcher.group(1) + "://" + matcher.group(2) + port(matcher));
    }

    /** @return a colon and the port; empty for the one that the scheme implies */
    private static String port(Matcher matcher) {
        String scheme = matcher.group(1);
        String port = matcher.group(3);
        boolean implied = port == null
                || scheme.equals("http") && port.equals("80")
                || scheme.equals("https") && port.equals("443");
        return implied ? "" : ":" + port;
    }

    /** What a setting may have that lists them. */
    static ValueType<List<String>> patterns() {
        return new ValueType<>(
                        "",
                        "*, null, file:// or origins such as https://example.org:8443, https://*.example.org or"
                                + " http://localhost:*",
                        Origins::pattern)
                .list();
    }
}
