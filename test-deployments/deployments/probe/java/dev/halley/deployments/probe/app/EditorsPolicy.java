package dev.halley.deployments.probe.app;

import dev.halley.api.BayeuxContext;
import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Lets only those in the container's role "editor" publish below {@code /editors}.
 *
 * <p>Thread-safety: immutable.
 */
@ApplicationScoped
public class EditorsPolicy implements SecurityPolicy {

    @Override
    public Decision canPublish(BayeuxServer server, ServerSession session, Request.Publish publish) {
        if (!publish.channel().toString().startsWith("/editors/")) {
            return Decision.grant();
        }
        boolean editor = server.context()
                .filter((BayeuxContext context) -> context.isUserInRole("editor"))
                .isPresent();
        return editor ? Decision.grant() : Decision.deny("editors_only");
    }
}
