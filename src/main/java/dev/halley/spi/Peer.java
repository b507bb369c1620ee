package dev.halley.spi;

import dev.halley.api.BayeuxContext;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a link, as far as the transport can tell.
 *
 * <p>Thread-safety: immutable.
 *
 * @param context what is known of the request
 * @param browser the browser cookie's value; one that was made for this request where a successful handshake will set
 *     it; null where there is none
 * @param browserRequired whether a session that was made with a browser cookie may be used only with the same one
 * @since 0.1.0
 */
public record Peer(BayeuxContext context, @Nullable String browser, boolean browserRequired) {

    /** @return one of a transport that has no cookies */
    public static Peer of(BayeuxContext context) {
        return new Peer(context, null, false);
    }
}
