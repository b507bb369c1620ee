package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** A service that is made before the server, by an observer of its own, and calls it while it is made. */
@Service
@ApplicationScoped
public class HalfMadeService {

    @Inject
    private BayeuxServer server;

    @PostConstruct
    void make() {
        server.createChannel("/half");
    }

    void early(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    /** Answers. */
    @RemoteCall("half")
    public String half() {
        return "half";
    }
}
