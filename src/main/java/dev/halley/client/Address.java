package dev.halley.client;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Where the server is, and with which headers it is asked.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Address {

    private final URI url;
    private final Cookies cookies;
    private final Map<String, String> headers;

    /** @param headers those of the builder and of the credentials */
    Address(URI url, Cookies cookies, Map<String, String> headers) {
        this.url = url;
        this.cookies = cookies;
        this.headers = Map.copyOf(headers);
    }

    URI http() {
        return url;
    }

    URI webSocket() {
        return URI.create("ws" + url.toString().substring("http".length()));
    }

    /** @return the URL with a path below it; unchanged if it has a query */
    URI http(String path) {
        if (path.isEmpty() || url.getRawQuery() != null) {
            return url;
        }
        String text = url.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }

    Cookies cookies() {
        return cookies;
    }

    /** Sets all headers of a request, cookies included. */
    void headers(URI uri, BiConsumer<String, String> request) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        String cookie = cookies.header(uri);
        if (cookie != null) {
            all.merge("Cookie", cookie, (given, kept) -> given + "; " + kept);
        }
        all.forEach(request);
    }

    /** Tells nothing that is secret. */
    @Override
    public String toString() {
        return url.toString();
    }
}
