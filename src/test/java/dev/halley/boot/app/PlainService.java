package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;

/** A service for where there is no CDI, given the server by its constructor. */
@Service
public class PlainService {

    private final BayeuxServer server;

    public PlainService(BayeuxServer server) {
        this.server = server;
    }

    @RemoteCall("transports")
    public Object transports() {
        return server.transports();
    }
}
