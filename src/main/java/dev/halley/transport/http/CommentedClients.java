package dev.halley.transport.http;

import dev.halley.json.RawJson;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.transport.http.RequestTexts.Incoming;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which clients asked in their handshake for responses in a comment.
 *
 * <p>It remembers the last {@value #MAX} that were heard of. A client that is forgotten gets plain JSON, which such
 * clients read as well, unless its own request came in a comment.
 *
 * <p>Thread-safety: thread-safe.
 */
final class CommentedClients {

    static final int MAX = 10_000;

    private static final String FIELD = "json-comment-filtered";

    private final Set<String> clients = Collections.synchronizedSet(Collections.newSetFromMap(new Recent()));

    /** Keeps the entries used last. */
    private static final class Recent extends LinkedHashMap<String, Boolean> {

        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX;
        }
    }

    /** @return whether the response is to be in a comment */
    boolean wanted(Incoming incoming) {
        if (incoming.commented() || asked(incoming)) {
            return true;
        }
        String clientId = incoming.requests().get(0).clientId();
        return clientId != null && clients.contains(clientId);
    }

    /** @return whether a handshake asks for it */
    boolean asked(Incoming incoming) {
        return incoming.requests().stream().anyMatch(CommentedClients::asks);
    }

    /** Remembers the client that a handshake made. */
    void remember(Reply handshake) {
        RawJson clientId = handshake.others().get("clientId");
        if (clientId != null && clientId.isString()) {
            clients.add(clientId.string());
        }
    }

    private static boolean asks(Request request) {
        if (!(request instanceof Request.Handshake handshake)) {
            return false;
        }
        return isTrue(handshake.envelope().others().get(FIELD))
                || isTrueInside(handshake.envelope().ext());
    }

    private static boolean isTrueInside(@Nullable RawJson ext) {
        return ext != null && ext.isObject() && ((JsonObject) ext.value()).get(FIELD) == JsonValue.TRUE;
    }

    private static boolean isTrue(@Nullable RawJson value) {
        return value != null && value.equals(RawJson.TRUE);
    }
}
