package dev.halley.oort.sample;

import java.util.Map;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.oort.Seti;
import org.cometd.server.DefaultSecurityPolicy;

/** As in docs/migration-from-cometd.md. */
public class CometdUserPolicy extends DefaultSecurityPolicy {

    private final Seti seti;

    public CometdUserPolicy(Seti seti) {
        this.seti = seti;
    }

    @Override
    public boolean canHandshake(BayeuxServer server, ServerSession session, ServerMessage message) {
        if (session.isLocalSession()) {
            return true;
        }
        Map<String, Object> ext = message.getExt();
        if (ext == null || !(ext.get("user") instanceof String user)) {
            return false;
        }
        seti.associate(user, session);
        return true;
    }
}
