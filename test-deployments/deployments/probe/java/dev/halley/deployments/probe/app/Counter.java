package dev.halley.deployments.probe.app;

import dev.halley.api.BayeuxServer;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * A WebSocket endpoint of the application's own. Tomcat injects into endpoints only by a configurator such as this one's.
 *
 * <p>Thread-safety: confined to one connection.
 */
@Dependent
@ServerEndpoint(value = "/counter", configurator = Counter.ByCdi.class)
public class Counter {

    @Inject
    private BayeuxServer server;

    @OnMessage
    public String answer(String question) {
        return question + ": " + server.channel("/watched").isPresent();
    }

    /**
     * Makes endpoints as beans.
     *
     * <p>Thread-safety: immutable.
     */
    public static final class ByCdi extends ServerEndpointConfig.Configurator {

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return CDI.current().select(type).get();
        }
    }
}
