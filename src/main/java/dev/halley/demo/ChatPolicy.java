package dev.halley.demo;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.Request;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows the sessions of one name as one member. A client says the name in its handshake, as <code>{"chat": {"user": …}}</code> in
 * {@code ext}, so that each session has it before it subscribes to a room. Nobody checks who it is.
 *
 * <p>Thread-safety: immutable.
 */
final class ChatPolicy implements SecurityPolicy {

    private static final String NAME = ChatPolicy.class.getName() + ".name";

    private final int nameLength;

    /** @param nameLength characters of a name */
    ChatPolicy(int nameLength) {
        this.nameLength = nameLength;
    }

    /** @return by which name the session is in the chat, if it has said one */
    static Optional<String> nameOf(ServerSession session) {
        return session.attribute(NAME).map(String.class::cast);
    }

    /** Names a session, and shows that where members are shown. */
    static void name(ServerSession session, String name) {
        session.attribute(NAME, name);
        session.presenceInfo(Map.of("name", name));
    }

    @Override
    public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
        Optional<String> name = saidIn(handshake.envelope().ext());
        if (name.isEmpty()) {
            return Decision.grant();
        }
        if (name.get().isEmpty() || name.get().length() > nameLength) {
            return Decision.deny("name_length");
        }
        name(session, name.get());
        return Decision.grant();
    }

    /** Without markup, as the chat's filter has the names in messages. */
    private static Optional<String> saidIn(@Nullable RawJson ext) {
        if (ext != null
                && ext.value() instanceof JsonObject fields
                && fields.get("chat") instanceof JsonObject chat
                && chat.get("user") instanceof JsonString user) {
            return Optional.of(user.getString().strip().replace("<", "&lt;").replace(">", "&gt;"));
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> memberName(BayeuxServer server, ServerSession session) {
        return nameOf(session).or(session::userName);
    }
}
