package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import dev.halley.api.SecurityPolicy;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** A policy that calls the server, of which it is a part, while it is made. */
@Dependent
public class EagerPolicy implements SecurityPolicy {

    @Inject
    private BayeuxServer server;

    @PostConstruct
    void make() {
        server.createChannel("/policy");
    }
}
