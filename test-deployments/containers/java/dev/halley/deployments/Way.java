package dev.halley.deployments;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.WebSocketTestClient;
import java.util.Map;

/** A transport, by which a test reaches what is deployed. */
public enum Way {
    LONG_POLLING,
    CALLBACK_POLLING,
    WEBSOCKET;

    /** @param context the application's path, such as {@code /halley} */
    public Conversation to(String context) {
        return new Conversation(client(context));
    }

    /** The same, with a handshake made. */
    public Conversation shakenHands(String context) {
        Conversation conversation = to(context).keepConnecting();
        conversation.handshake();
        return conversation;
    }

    private BayeuxTestClient client(String context) {
        int port = Container.current().port();
        String path = context + "/cometd";
        return switch (this) {
            case LONG_POLLING -> HttpTestClient.longPolling(port).at(path);
            case CALLBACK_POLLING -> HttpTestClient.callbackPolling(port).at(path);
            case WEBSOCKET -> WebSocketTestClient.open(port, path, Map.of());
        };
    }
}
