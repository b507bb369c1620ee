package dev.halley.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one client, kept apart from those of other clients on the same {@code HttpClient}. RFC 6265, section 5.
 *
 * <p>Thread-safety: thread-safe; guarded by itself.
 */
final class Cookies {

    /** With one more the oldest goes. */
    static final int MOST = 100;

    private final ClientTime time;
    /** In the order in which they were first set. */
    private final List<Cookie> cookies = new ArrayList<>();

    Cookies(ClientTime time) {
        this.time = time;
    }

    /** Keeps what a response sets. */
    void receive(URI from, HttpHeaders headers) {
        long now = time.millis();
        headers.allValues("Set-Cookie")
                .forEach(header -> Cookie.parse(from, header, now).ifPresent(cookie -> keep(cookie, now)));
    }

    private synchronized void keep(Cookie cookie, long now) {
        int place = 0;
        while (place < cookies.size() && !cookie.replaces(cookies.get(place))) {
            place++;
        }
        if (place < cookies.size()) {
            cookies.set(place, cookie);
        } else {
            cookies.add(cookie);
        }
        cookies.removeIf(kept -> kept.hasExpired(now));
        if (cookies.size() > MOST) {
            cookies.remove(0);
        }
    }

    /** @return the header's value for a request: the longest paths first; null when no cookie is for it */
    synchronized @Nullable String header(URI to) {
        long now = time.millis();
        String header = cookies.stream()
                .filter(cookie -> cookie.isFor(to, now))
                .sorted(Comparator.comparingInt((Cookie cookie) -> cookie.path().length())
                        .reversed())
                .map(Cookie::pair)
                .collect(Collectors.joining("; "));
        return header.isEmpty() ? null : header;
    }
}
