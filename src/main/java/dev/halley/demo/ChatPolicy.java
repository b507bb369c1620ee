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
 * Shows the sessions of one person as one member. A client says the name in its handshake, as <code>{"chat": {"user": …, "key": …}}</code> in
 * {@code ext}, so that each session has it before it subscribes to a room. Who says a key is told <code>{"chat": {"person": …}}</code>, the mark
 * that others see, too. Nobody checks who it is, but nobody has the mark of another; without a key, who says one name is one person.
 *
 * <p>Thread-safety: immutable.
 */
final class ChatPolicy implements SecurityPolicy {

    /** How many characters a key may have. */
    static final int SHORTEST_KEY = 16;

    static final int LONGEST_KEY = 64;

    private static final String PERSON = ChatPolicy.class.getName() + ".person";

    private final int nameLength;

    /** @param nameLength characters of a name */
    ChatPolicy(int nameLength) {
        this.nameLength = nameLength;
    }

    /** @return as whom the session is in the chat, if it has said a name */
    static Optional<Person> personOf(ServerSession session) {
        return session.attribute(PERSON).map(Person.class::cast);
    }

    /** Says who a session is, and shows that where members are shown. */
    static void name(ServerSession session, Person person) {
        session.attribute(PERSON, person);
        session.presenceInfo(person.as("name"));
    }

    @Override
    public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
        Optional<JsonObject> said = saidIn(handshake.envelope().ext());
        if (said.isEmpty()) {
            return Decision.grant();
        }
        // Without markup, as the chat's filter has the names in messages.
        String name = ChatText.withoutMarkup(Person.nameIn(said.get().getString("user")));
        if (name.isEmpty() || name.length() > nameLength) {
            return Decision.deny("name_length");
        }
        if (!(said.get().get("key") instanceof JsonString key)) {
            name(session, new Person(name, ""));
            return Decision.grant();
        }
        int length = key.getString().length();
        if (length < SHORTEST_KEY || length > LONGEST_KEY) {
            return Decision.deny("key_length");
        }
        Person person = new Person(name, Person.markOf(key.getString()));
        name(session, person);
        return Decision.grant().withExt("chat", Map.of("person", person.mark()));
    }

    /** @return what a client says that has a name */
    private static Optional<JsonObject> saidIn(@Nullable RawJson ext) {
        return ext != null
                        && ext.value() instanceof JsonObject fields
                        && fields.get("chat") instanceof JsonObject chat
                        && chat.get("user") instanceof JsonString
                ? Optional.of(chat)
                : Optional.empty();
    }

    @Override
    public Optional<String> memberName(BayeuxServer server, ServerSession session) {
        return personOf(session).map(Person::address).or(session::userName);
    }
}
