package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;

/** Answers what it is told. docs/services.md shows it. */
public class Echo extends AbstractService {

    public Echo(BayeuxServer server) {
        super(server, "echo");
        addService("/service/echo", "echo");
    }

    public Object echo(ServerSession from, Request.Publish message) {
        return message.data();
    }
}
