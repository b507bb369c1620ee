package dev.halley.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings web origins to one spelling, so that equal ones are equal text.
 *
 * <p>Thread-safety: immutable.
 */
public final class Origins {

    private static final Pattern ORIGIN =
            Pattern.compile("([a-z][a-z0-9+.-]*)://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(?::([0-9]{1,5}))?");

    private Origins() {}

    /**
     * The origin in lower case, without the port that its scheme implies.
     *
     * @return empty when the text is not scheme, host and perhaps port
     */
    public static Optional<String> normalised(String origin) {
        Matcher matcher = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String scheme = matcher.group(1);
        String port = matcher.group(3);
        String suffix = port == null || isImplied(scheme, port) ? "" : ":" + port;
        return Optional.of(scheme + "://" + matcher.group(2) + suffix);
    }

    private static boolean isImplied(String scheme, String port) {
        return scheme.equals("http") && port.equals("80") || scheme.equals("https") && port.equals("443");
    }
}
