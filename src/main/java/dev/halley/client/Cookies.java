package dev.halley.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one client, kept apart from those of other clients on the same {@code HttpClient}.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Cookies {

    private static final Logger LOGGER = System.getLogger(Cookies.class.getName());

    private @Nullable CookieManager store;

    /** Keeps what a response sets. */
    void receive(URI from, HttpHeaders headers) {
        if (headers.firstValue("Set-Cookie").isEmpty()) {
            return;
        }
        try {
            store(true).put(httpOf(from), headers.map());
        } catch (IOException | IllegalArgumentException e) {
            LOGGER.log(Level.DEBUG, "A cookie of " + from + " is not understood.", e);
        }
    }

    /** @return the header's value for a request, or null */
    @Nullable String header(URI to) {
        CookieManager known = store(false);
        if (known == null) {
            return null;
        }
        try {
            List<String> cookies = known.get(httpOf(to), Map.of()).getOrDefault("Cookie", List.of());
            return cookies.isEmpty() ? null : String.join("; ", cookies);
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "No cookies for " + to, e);
            return null;
        }
    }

    private synchronized @Nullable CookieManager store(boolean create) {
        if (store == null && create) {
            store = new CookieManager();
        }
        return store;
    }

    /** The scheme decides whether secure cookies go, and is known to the store only in its usual form. */
    private static URI httpOf(URI uri) {
        return switch (uri.getScheme()) {
            case "ws" -> URI.create("http" + uri.toString().substring("ws".length()));
            case "wss" -> URI.create("https" + uri.toString().substring("wss".length()));
            default -> uri;
        };
    }
}
