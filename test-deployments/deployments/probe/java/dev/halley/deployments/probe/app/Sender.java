package dev.halley.deployments.probe.app;

import dev.halley.api.BayeuxContext;
import dev.halley.api.BayeuxServer;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.Principal;
import java.util.Map;

/**
 * Tells callers what the server knows of them.
 *
 * <p>Thread-safety: thread-safe.
 */
@Service("sender")
@ApplicationScoped
public class Sender {

    @Inject
    private BayeuxServer server;

    /** @return the sender as the container sees it */
    @RemoteCall("whoami")
    public Map<String, String> who() {
        BayeuxContext context = server.context().orElseThrow();
        return Map.of(
                "transport", context.transport(),
                "user", context.principal().map(Principal::getName).orElse(""),
                "editor", Boolean.toString(context.isUserInRole("editor")),
                "basket",
                        context.sessionAttribute("basket").map(Object::toString).orElse(""));
    }
}
