package dev.halley.oort.sample;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.oort.Seti;
import dev.halley.protocol.Request;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** As in docs/migration-from-cometd.md. */
@ApplicationScoped
public class UserPolicy implements SecurityPolicy {

    @Inject
    private Seti seti;

    @Override
    public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
        RawJson ext = handshake.envelope().ext();
        String user = ext == null ? "" : ext.value().asJsonObject().getString("user", "");
        if (user.isEmpty()) {
            return Decision.deny("user_unknown");
        }
        seti.associate(user, session);
        return Decision.grant();
    }
}
