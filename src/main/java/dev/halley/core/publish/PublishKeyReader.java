package dev.halley.core.publish;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import dev.halley.spi.PublishKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a publish is to be known by.
 *
 * <p>Thread-safety: stateless.
 */
final class PublishKeyReader {

    /** It is no text of 1 to 128 characters. */
    static final BayeuxError INVALID = BayeuxError.FIELD_INVALID.with("publishKey");

    private static final String NAME = "publishKey";

    private PublishKeyReader() {}

    /** @return as it came; null if there is none */
    static @Nullable RawJson given(Request.Publish message) {
        RawJson ext = message.envelope().ext();
        return ext == null || !ext.isObject() ? null : JsonObjects.member(ext, NAME);
    }

    static boolean isValid(RawJson given) {
        return given.isString()
                && !given.string().isEmpty()
                && given.string().length() <= ChannelMessage.MAX_PUBLISH_KEY;
    }

    /** @param by the user who publishes; empty if there is none */
    static PublishKey key(RawJson given, String by, RawJson data) {
        return new PublishKey(given.string(), by, digest(data));
    }

    private static String digest(RawJson data) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(data.text().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }
}
