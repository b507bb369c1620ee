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
 * @param multiplexed whether the connection carries many requests at a time (HTTP/2), so that held connects take none away
 * @param mayAdopt whether it may go on with a session that was made over another connection
 * @param mayHold whether a connect may be held; false where holding would take a thread that is not to be had
 */
public record Peer(
        BayeuxContext context,
        @Nullable String browser,
        boolean browserRequired,
        boolean multiplexed,
        boolean mayAdopt,
        boolean mayHold) {}
