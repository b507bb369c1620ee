package dev.halley.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The server's URL, and the headers of requests to it.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Address {

    private final URI url;
    private final Cookies cookies;
    private final Map<String, String> headers;

    /**
     * @param cookies those of the client
     * @param headers those of the builder and of the credentials
     */
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

    /**
     * Sets all headers of a request, cookies included.
     *
     * @param http what sends it: if that has a handler for cookies, they are that one's business
     */
    void headers(URI uri, HttpClient http, BiConsumer<String, String> request) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        String cookie = http.cookieHandler().isPresent() ? null : cookies.header(uri);
        if (cookie != null) {
            all.merge("Cookie", cookie, (given, kept) -> given + "; " + kept);
        }
        all.forEach(request);
    }

    /**
     * @param what what the client tried
     * @param uri the URL it used; the text omits its query, which may have secrets
     * @return a failure that names both and has the given cause
     */
    static IOException failure(String what, URI uri, Throwable cause) {
        return new IOException(what + " " + placeOf(uri) + ": " + describe(cause), cause);
    }

    /** @return the URI without its query */
    static String placeOf(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority() + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }

    /** @return a sentence, even for exceptions without a message, as many of the JDK's are */
    static String describe(Throwable failure) {
        Throwable cause = failure;
        while (isSilent(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (failure instanceof ConnectException) {
            return isSilent(cause)
                    ? "no connection could be made."
                    : "no connection could be made: " + cause.getMessage();
        }
        return isSilent(cause) ? failure.getClass().getSimpleName() + "." : cause.getMessage();
    }

    private static boolean isSilent(Throwable cause) {
        return cause.getMessage() == null
                || cause.getMessage().isBlank()
                || cause.getMessage().equals(String.valueOf(cause.getCause()));
    }

    /** Omits the query, which may have secrets. */
    @Override
    public String toString() {
        return placeOf(url);
    }
}
