package dev.halley.core.session;

import dev.halley.core.channel.PublishResult;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;

/** Handles the requests of sessions that live in the server, as those of clients are handled. */
public interface LocalRequests {

    /** @return the reply; for a publish that a broker has not accepted yet, that it may be published */
    Reply handle(CoreSession session, Request request);

    /** Publishes without making a reply. */
    PublishResult publish(CoreSession session, Request.Publish publish);
}
