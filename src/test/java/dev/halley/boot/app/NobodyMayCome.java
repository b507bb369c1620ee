package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import jakarta.enterprise.context.ApplicationScoped;

/** A policy of an application, as a bean. */
@ApplicationScoped
public class NobodyMayCome implements SecurityPolicy {

    @Override
    public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
        return Decision.deny();
    }
}
