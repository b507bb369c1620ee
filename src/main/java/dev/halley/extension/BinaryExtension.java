package dev.halley.extension;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.BinaryData;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * Validates the binary data that clients publish, so that subscribers can decode it. The text is passed on unchanged;
 * {@link BinaryData} decodes and encodes it on the server.
 *
 * <p>Thread-safety: stateless.
 *
 * @since 0.1.0
 */
public final class BinaryExtension implements BayeuxExtension {

    /** The name in the init-param {@code extensions}, and the key in {@code ext}. */
    public static final String NAME = BinaryData.NAME;

    private static final BayeuxError INVALID = BayeuxError.FIELD_INVALID.with("data");

    @Override
    public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
        if (!(request instanceof Request.Publish publish)
                || JsonObjects.member(publish.envelope().ext(), NAME) == null) {
            return Verdict.pass();
        }
        RawJson data = publish.data();
        try {
            BinaryData.from(data == null ? RawJson.NULL : data);
            return Verdict.pass();
        } catch (IllegalArgumentException noBinary) {
            return Verdict.refuse(INVALID);
        }
    }
}
