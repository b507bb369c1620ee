package dev.halley.cdi.sample;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Admits clients that send a valid token, each to its user's own channels. docs/security.md shows it. */
@ApplicationScoped
public class TokenPolicy implements SecurityPolicy {

    @Inject
    private Tokens tokens;

    @Override
    public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
        RawJson ext = handshake.envelope().ext();
        String token = ext == null ? "" : ext.value().asJsonObject().getString("token", "");
        Optional<String> user = tokens.userOf(token);
        user.ifPresent(name -> session.attribute("user", name));
        return user.isPresent() ? Decision.grant() : Decision.deny("token_invalid");
    }

    @Override
    public Decision canSubscribe(
            BayeuxServer server, ServerSession session, ChannelId channel, Request.Subscribe request) {
        boolean own = memberName(server, session)
                .filter(user -> channel.toString().startsWith("/users/" + user + "/"))
                .isPresent();
        return session.isLocal() || own ? Decision.grant() : Decision.deny("not_your_channel");
    }

    @Override
    public Decision canPublish(BayeuxServer server, ServerSession session, Request.Publish publish) {
        return Decision.of(session.isLocal() || publish.channel().isService());
    }

    @Override
    public Optional<String> memberName(BayeuxServer server, ServerSession session) {
        return session.attribute("user").map(String.class::cast);
    }
}
