package dev.halley.deployments.plain.app;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;

/**
 * Sets the server up by plain calls, as soon as the servlet context has it.
 *
 * <p>Thread-safety: confined to the thread that starts the application.
 */
public final class SetUp implements ServletContextAttributeListener {

    @Override
    public void attributeAdded(ServletContextAttributeEvent event) {
        if (BayeuxServer.ATTRIBUTE.equals(event.getName())) {
            BayeuxServer server = (BayeuxServer) event.getValue();
            server.securityPolicy(new ReadOnly());
        }
    }

    /**
     * Lets clients publish to services alone.
     *
     * <p>Thread-safety: immutable.
     */
    private static final class ReadOnly implements SecurityPolicy {

        @Override
        public Decision canPublish(BayeuxServer server, ServerSession session, Request.Publish publish) {
            boolean service = publish.channel().toString().startsWith("/service/");
            return service || session.isLocal() ? Decision.grant() : Decision.deny("read_only");
        }
    }
}
