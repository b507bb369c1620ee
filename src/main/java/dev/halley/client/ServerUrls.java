package dev.halley.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers that may be asked: the one that the application named, and those of the server's advice {@code hosts}.
 * Bayeux section 3.3.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class ServerUrls {

    private final URI home;
    private List<URI> all;
    private int current;

    ServerUrls(URI home) {
        this.home = home;
        this.all = List.of(home);
    }

    URI current() {
        return all.get(current);
    }

    /**
     * Takes the server's advice, and goes on with the first of them.
     *
     * @param urls names or addresses, with or without a port; those that are neither are passed over
     */
    void advise(List<String> urls) {
        List<URI> uris = new ArrayList<>();
        for (String host : urls) {
            URI uri = at(host);
            if (uri != null && !uris.contains(uri)) {
                uris.add(uri);
            }
        }
        if (uris.isEmpty()) {
            return;
        }
        if (!uris.contains(home)) {
            uris.add(home);
        }
        all = uris;
        current = 0;
    }

    /** @return whether the current one is what the application named */
    boolean isHome() {
        return current().equals(home);
    }

    /** The current one has failed. */
    void next() {
        current = (current + 1) % all.size();
    }

    /** Goes back to the one that the application named, alone. */
    void reset() {
        all = List.of(home);
        current = 0;
    }

    private @Nullable URI at(String host) {
        try {
            URI authority = new URI(home.getScheme() + "://" + host);
            if (authority.getHost() == null || authority.getUserInfo() != null) {
                return null;
            }
            int port = authority.getPort() < 0 ? home.getPort() : authority.getPort();
            return new URI(home.getScheme(), null, authority.getHost(), port, home.getPath(), home.getQuery(), null);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
