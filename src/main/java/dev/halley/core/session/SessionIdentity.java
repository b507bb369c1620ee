package dev.halley.core.session;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a session is, as its handshake told; it never changes.
 *
 * <p>Thread-safety: immutable.
 *
 * @param id the clientId
 * @param local whether it lives in the server
 * @param browser the browser cookie's value, or null
 * @param principal the authenticated principal's name, or null
 * @param roles those of the declared roles that the user was in at the handshake
 * @param address the client's network address; null where nothing depends on it
 * @param userAgent what the client said it is, or null
 */
public record SessionIdentity(
        String id,
        boolean local,
        @Nullable String browser,
        @Nullable String principal,
        Set<String> roles,
        @Nullable InetAddress address,
        @Nullable String userAgent) {

    public static SessionIdentity local(String id) {
        return new SessionIdentity(id, true, null, null, Set.of(), null, null);
    }
}
