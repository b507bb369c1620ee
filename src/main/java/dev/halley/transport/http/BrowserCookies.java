package dev.halley.transport.http;

import dev.halley.config.BrowserCookie;
import dev.halley.protocol.SecretBytes;
import dev.halley.transport.Cookies;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tells one browser from another by a cookie: reads it, makes it, writes it with all its attributes.
 *
 * <p>Thread-safety: thread-safe.
 */
final class BrowserCookies {

    private static final int MAX_LENGTH = 64;

    private static final int RANDOM_BYTES = 16;

    private static final System.Logger LOGGER = System.getLogger(BrowserCookies.class.getName());

    private final BrowserCookie config;
    private final AtomicBoolean warned = new AtomicBoolean();
    private final SecretBytes secrets = new SecretBytes(new SecureRandom());

    BrowserCookies(BrowserCookie config) {
        this.config = config;
    }

    /** @return the value that the browser sent; null if it sent none, or none that is well-formed */
    @Nullable String presented(HttpServletRequest request) {
        Enumeration<String> headers = request.getHeaders("Cookie");
        if (!headers.hasMoreElements()) {
            return null;
        }
        return Cookies.values(Collections.list(headers), config.name()).stream()
                .filter(BrowserCookies::isWellFormed)
                .findFirst()
                .orElse(null);
    }

    /** Ours are hexadecimal; one that another server of the same name made may be anything modest. */
    private static boolean isWellFormed(String value) {
        return !value.isEmpty() && value.length() <= MAX_LENGTH && value.chars().allMatch(BrowserCookies::isModest);
    }

    private static boolean isModest(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || "._~-".indexOf(c) >= 0;
    }

    /** @return a value that nobody can guess */
    String fresh() {
        return HexFormat.of().formatHex(secrets.next(RANDOM_BYTES));
    }

    /** @return the value of a {@code Set-Cookie} header, written here because Servlet 6.0 does not know all attributes */
    String header(String value, boolean secureRequest) {
        StringBuilder header = new StringBuilder(config.name()).append('=').append(value);
        header.append("; Path=").append(config.path());
        config.domain().ifPresent(domain -> header.append("; Domain=").append(domain));
        config.maxAge().ifPresent(age -> header.append("; Max-Age=").append(age.toSeconds()));
        if (config.secureFor(secureRequest)) {
            header.append("; Secure");
            if (!secureRequest && !warned.getAndSet(true)) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "A client came over plain HTTP, and gets a cookie with Secure, as the configuration asks for:"
                                + " browsers drop it, unless they are on the same machine, and then cannot poll."
                                + " Behind a proxy that ends TLS, set 'trustForwarded'. (This is said once.)");
            }
        }
        if (config.httpOnly()) {
            header.append("; HttpOnly");
        }
        header.append("; SameSite=").append(config.sameSite());
        if (config.partitioned()) {
            header.append("; Partitioned");
        }
        return header.toString();
    }
}
