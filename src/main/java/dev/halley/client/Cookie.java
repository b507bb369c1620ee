package dev.halley.client;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cookie as a client keeps it. RFC 6265, sections 5.2 and 5.3.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name never empty
 * @param value as the server wrote it, quotes included
 * @param domain in lower case, without a dot before it
 * @param hostOnly whether it goes to this host alone, and not to those below its domain
 * @param path that of a request's URL must be this or lie below it
 * @param secure whether it goes over TLS only
 * @param expiry milliseconds since 1970 from which on it is gone
 */
record Cookie(String name, String value, String domain, boolean hostOnly, String path, boolean secure, long expiry) {

    /** Name and value together: what browsers take, too. */
    static final int MOST_CHARACTERS = 4096;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long MILLIS = 1000;

    /**
     * @param from where the response came from
     * @param header the value of its {@code Set-Cookie}
     * @param now milliseconds since 1970
     * @return empty if it is no cookie, or not one that this host may set
     */
    static Optional<Cookie> parse(URI from, String header, long now) {
        String[] parts = header.split(";", -1);
        int equals = parts[0].indexOf('=');
        String name = equals < 0 ? "" : parts[0].substring(0, equals).strip();
        String value = parts[0].substring(equals + 1).strip();
        String host = hostOf(from);
        if (name.isEmpty() || name.length() + value.length() > MOST_CHARACTERS || hasControls(name + value)) {
            return Optional.empty();
        }
        Attributes attributes = Attributes.of(parts, now);
        String domain = attributes.domain;
        boolean hostOnly = domain.isEmpty() || domain.equals(host);
        if (!hostOnly && !(domain.contains(".") && isBelow(host, domain))) {
            return Optional.empty();
        }
        return Optional.of(new Cookie(
                name,
                value,
                hostOnly ? host : domain,
                // A host that names itself means those below it, too; an address has none below it.
                domain.isEmpty() || isAddress(host),
                attributes.path == null ? defaultPath(from) : attributes.path,
                attributes.secure,
                attributes.expiry()));
    }

    private static final class Attributes {

        private String domain = "";
        private @Nullable String path;
        private boolean secure;
        private @Nullable Long maxAge;
        private @Nullable Long expires;

        static Attributes of(String[] parts, long now) {
            Attributes attributes = new Attributes();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                String name = (equals < 0 ? parts[i] : parts[i].substring(0, equals)).strip();
                String value = equals < 0 ? "" : parts[i].substring(equals + 1).strip();
                attributes.take(name.toLowerCase(Locale.ROOT), value, now);
            }
            return attributes;
        }

        /** The last one of a name counts; one that is not understood counts as not there. */
        private void take(String name, String value, long now) {
            switch (name) {
                case "domain" -> domain = withoutDot(value).toLowerCase(Locale.ROOT);
                case "path" -> path = value.startsWith("/") ? value : null;
                case "secure" -> secure = true;
                case "max-age" -> {
                    if (value.matches("-?\\d+")) {
                        maxAge = end(value, now);
                    }
                }
                case "expires" -> CookieDate.millis(value).ifPresent(end -> expires = end);
                default -> {
                    // SameSite and HttpOnly are for browsers.
                }
            }
        }

        private static String withoutDot(String domain) {
            return domain.startsWith(".") ? domain.substring(1) : domain;
        }

        private static long end(String seconds, long now) {
            if (seconds.startsWith("-")) {
                return Long.MIN_VALUE;
            }
            // By way of double, which has a value for any number of digits; saturates.
            double end = now + Double.parseDouble(seconds) * MILLIS;
            return end <= now ? Long.MIN_VALUE : (long) end;
        }

        private long expiry() {
            return maxAge != null ? maxAge : expires != null ? expires : NEVER;
        }
    }

    /** @return whether it goes with a request to there */
    boolean isFor(URI to, long now) {
        String host = hostOf(to);
        boolean fits = host.equals(domain) || !hostOnly && isBelow(host, domain);
        return fits && !hasExpired(now) && (!secure || isSecure(to)) && isAtOrBelow(pathOf(to));
    }

    boolean hasExpired(long now) {
        return expiry <= now;
    }

    /** @return whether this one takes the other's place */
    boolean replaces(Cookie other) {
        return name.equals(other.name) && domain.equals(other.domain) && path.equals(other.path);
    }

    private boolean isAtOrBelow(String requested) {
        return requested.equals(path)
                || requested.startsWith(path) && (path.endsWith("/") || requested.charAt(path.length()) == '/');
    }

    private static boolean isBelow(String host, String domain) {
        return host.endsWith("." + domain) && !isAddress(host);
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[\\d.]+");
    }

    private static boolean isSecure(URI to) {
        return "https".equalsIgnoreCase(to.getScheme()) || "wss".equalsIgnoreCase(to.getScheme());
    }

    private static String hostOf(URI uri) {
        return uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static String pathOf(URI uri) {
        return uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    private static String defaultPath(URI from) {
        String path = pathOf(from);
        int last = path.lastIndexOf('/');
        return last <= 0 ? "/" : path.substring(0, last);
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(character -> character < ' ' && character != '\t' || character == 0x7f);
    }

    /** As it is written into the header {@code Cookie}. */
    String pair() {
        return name + "=" + value;
    }

    /** Tells nothing that is secret. */
    @Override
    public String toString() {
        return "Cookie[" + name + ", domain=" + domain + ", path=" + path + "]";
    }
}
