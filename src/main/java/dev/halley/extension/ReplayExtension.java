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
 * Supports Salesforce's dialect, in which clients continue from a replayId on channels with history.
 *
 * <p>On the wire: the reply to each handshake has {@code ext.replay} true. The map {@code ext.replay} of a subscribe
 * says where to start on its channel: -1 for new messages only, -2 for all that are kept, another number for the
 * messages after that replayId. If these are not available, the error has the words of Salesforce's. An event carries
 * its position in {@code data.event.replayId}.
 *
 * <p>This applies to clients that send {@code ext.replay} in their handshake or in a subscribe. A client that requests
 * {@code ext.history} in its handshake gets only that. A replayId is an offset without its epoch, so the server must
 * not be part of a cluster.
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
