package dev.halley.deployments.shop.app;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Keeps clients from publishing notices, which come from the server alone.
 *
 * <p>Thread-safety: immutable.
 */
@ApplicationScoped
public class NoticesPolicy implements SecurityPolicy {

    static final String NOTICES = "/notices";

    @Override
    public Decision canPublish(BayeuxServer server, ServerSession session, Request.Publish publish) {
        return publish.channel().toString().equals(NOTICES) ? Decision.deny("server_only") : Decision.grant();
    }
}
