package dev.halley.boot.app;

import dev.halley.api.BayeuxContext;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpSession;

/** Tells what the server knows of the request. */
@Service
@ApplicationScoped
public class WhoAmI {

    @RemoteCall("who")
    public String who(BayeuxContext context) {
        return context.sessionAttribute("member").orElse("nobody") + " of the "
                + context.applicationAttribute("club").orElse("none") + " club, with "
                + context.headers("X-Badge") + " in " + context.contextPath() + ", session "
                + context.unwrap(HttpSession.class).isPresent() + ", address "
                + context.remoteAddress()
                        .map(address -> address.getAddress().isLoopbackAddress())
                        .orElse(false);
    }
}
