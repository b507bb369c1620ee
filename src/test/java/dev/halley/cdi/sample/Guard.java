package dev.halley.cdi.sample;

import dev.halley.api.Authorizer;
import dev.halley.api.Decision;
import dev.halley.api.ServerSession;
import dev.halley.cdi.Channel;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets members alone use some channels. docs/cdi.md shows it. */
@ApplicationScoped
@Channel("/secret/**")
class Guard implements Authorizer {

    @Override
    public Decision authorize(Operation operation, ChannelId channel, ServerSession session, Request request) {
        return session.attribute("member").isPresent() ? Decision.grant() : Decision.deny("members_only");
    }
}
