package dev.halley.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * What a client authenticates itself with: headers for each of its HTTP requests and for the WebSocket's upgrade, and
 * members of the handshake's {@code ext}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param headers names and values of HTTP headers
 * @param ext members of the handshake's {@code ext}, of any type that {@code RawJson.from} takes
 * @since 0.1.0
 */
public record Credentials(Map<String, String> headers, Map<String, ?> ext) {

    /** No headers, no members of {@code ext}. */
    public static final Credentials NONE = new Credentials(Map.of(), Map.of());

    private static final String AUTHORIZATION = "Authorization";

    /** Keeps copies of the maps. */
    public Credentials {
        headers = Map.copyOf(headers);
        ext = Map.copyOf(ext);
    }

    /** @return credentials with the header {@code Authorization: Bearer <token>}, RFC 6750 */
    public static Credentials bearer(String token) {
        return new Credentials(Map.of(AUTHORIZATION, "Bearer " + token), Map.of());
    }

    /** @return credentials with the header {@code Authorization: Basic …}, RFC 7617, in UTF-8 */
    public static Credentials basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new Credentials(
                Map.of(AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(pair)), Map.of());
    }

    /** @return credentials with one member of the handshake's {@code ext} */
    public static Credentials ext(String name, Object value) {
        return new Credentials(Map.of(), Map.of(name, value));
    }

    /** @return the names of the headers and members, without their values */
    @Override
    public String toString() {
        return "Credentials[headers=" + headers.keySet() + ", ext=" + ext.keySet() + "]";
    }
}
