package dev.halley.extension;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.PositionForm;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * Salesforce's dialect: its clients go on from a replayId, on channels with history.
 *
 * <p>On the wire: each handshake's reply says {@code ext.replay} true. A subscribe says in the map {@code ext.replay} from where on its
 * channel is wanted: -1 for what comes, -2 for all that is kept, another number for what follows that replayId; if that cannot be had, the
 * error says so as Salesforce's does. An event says in {@code data.event.replayId} where it stands.
 *
 * <p>That holds for clients that say {@code ext.replay} in their handshake or in a subscribe; those that ask for {@code ext.history} in
 * their handshake are served that alone. A replayId is an offset without its epoch: so the server must stand alone.
 *
 * <p>Thread-safety: stateless.
 *
 * @since 0.1.0
 */
public final class ReplayExtension implements BayeuxExtension {

    /** The name in the init-param {@code extensions}, and the key in {@code ext}. */
    public static final String NAME = "replay";

    @Override
    public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
        if (session != null && request instanceof Request.Subscribe subscribe) {
            RawJson replay = JsonObjects.member(subscribe.envelope().ext(), NAME);
            if (replay != null && !replay.equals(RawJson.NULL)) {
                use(session);
            }
        }
        return Verdict.pass();
    }

    @Override
    public Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
        if (session == null || !reply.successful() || !(request instanceof Request.Handshake handshake)) {
            return Verdict.pass();
        }
        if (RawJson.TRUE.equals(JsonObjects.member(handshake.envelope().ext(), NAME))) {
            use(session);
        }
        return Verdict.replace(reply.withExt(JsonObjects.with(reply.ext(), NAME, RawJson.TRUE)));
    }

    private static void use(ServerSession session) {
        if (session.positionForm() == PositionForm.PLAIN) {
            session.positionForm(PositionForm.REPLAY);
        }
    }
}
