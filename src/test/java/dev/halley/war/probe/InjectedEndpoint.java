package dev.halley.war.probe;

import dev.halley.api.BayeuxServer;
import jakarta.inject.Inject;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** Says what was injected into it. */
@ServerEndpoint("/probe-socket")
public class InjectedEndpoint {

    @Inject
    private BayeuxServer server;

    @OnOpen
    public void opened(Session session) throws IOException {
        session.getBasicRemote().sendText("endpoint " + server.transports());
    }
}
