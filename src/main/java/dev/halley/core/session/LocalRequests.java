package dev.halley.core.session;

import dev.halley.core.channel.PublishResult;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;

/** Handles the requests of sessions that live in the server, as those of clients are handled. */
public interface LocalRequests {

    /** @param request no publish */
    Reply handle(CoreSession session, Request request);

    /** @param lazy whether the message may wait for others, whatever its channel's settings say */
    PublishResult publish(CoreSession session, Request.Publish publish, boolean lazy);
}
