package dev.halley.spi;

import dev.halley.api.BayeuxContext;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a link, as far as the transport knows it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param context the details of the request
 * @param browser the value of the browser cookie; a new one if a successful handshake will set the cookie; null if
 *     there is none
 * @param browserRequired whether a session created with a browser cookie may only be used with the same cookie
 * @since 0.1.0
 */
public record Peer(BayeuxContext context, @Nullable String browser, boolean browserRequired) {

    /** @return a peer of a transport without cookies */
    public static Peer of(BayeuxContext context) {
        return new Peer(context, null, false);
    }
}
