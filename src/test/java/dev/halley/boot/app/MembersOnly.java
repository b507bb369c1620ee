package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets those in who have logged in by HTTP. */
@ApplicationScoped
public class MembersOnly implements SecurityPolicy {

    @Override
    public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
        boolean member = server.context()
                .flatMap(context -> context.sessionAttribute("member"))
                .isPresent();
        return member ? Decision.grant() : Decision.deny("members_only");
    }
}
