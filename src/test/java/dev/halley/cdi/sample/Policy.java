package dev.halley.cdi.sample;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Says what others see of members. docs/presence.md shows it. */
@ApplicationScoped
public class Policy implements SecurityPolicy {

    @Override
    public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
        session.presenceInfo(Map.of("away", false));
        return Decision.grant();
    }

    @Override
    public Optional<String> memberName(BayeuxServer server, ServerSession session) {
        return session.userName().map(address -> address.replaceAll("@.*", ""));
    }
}
