package dev.halley.deployments.shop.app;

import dev.halley.api.Authorizer;
import dev.halley.api.Decision;
import dev.halley.api.ServerSession;
import dev.halley.cdi.Channel;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Lets only those below {@code /staff} who have entered.
 *
 * <p>Thread-safety: immutable.
 */
@ApplicationScoped
@Channel("/staff/**")
public class StaffOnly implements Authorizer {

    @Override
    public Decision authorize(Operation operation, ChannelId channel, ServerSession session, Request request) {
        return session.attribute(Orders.STAFF).isPresent() ? Decision.grant() : Decision.deny("staff_only");
    }
}
