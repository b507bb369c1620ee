package dev.halley.deployments;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.WebSocketTestClient;
import java.util.Map;

/** A transport, by which a test reaches what is deployed. */
public enum Way {
    LONG_POLLING,
    STREAMING,
    CALLBACK_POLLING,
    WEBSOCKET;

    /** @param context the application's path, such as {@code /halley} */
    public Conversation to(String context) {
        return to(context, Map.of());
    }

    /** @param headers of each request, or of the upgrade */
    public Conversation to(String context, Map<String, String> headers) {
        return new Conversation(client(context + "/cometd", headers));
    }

    /** @param further what follows the endpoint's path */
    public Conversation at(String context, String further) {
        return new Conversation(client(context + "/cometd" + further, Map.of()));
    }

    /** The same, with a handshake made. */
    public Conversation shakenHands(String context) {
        return shakenHands(context, Map.of());
    }

    /** The same with headers. */
    public Conversation shakenHands(String context, Map<String, String> headers) {
        Conversation conversation = to(context, headers).keepConnecting();
        conversation.handshake();
        return conversation;
    }

    private BayeuxTestClient client(String path, Map<String, String> headers) {
        int port = Container.current().port();
        return switch (this) {
            case LONG_POLLING -> with(HttpTestClient.longPolling(port), path, headers);
            case STREAMING -> with(HttpTestClient.streaming(port), path, headers);
            case CALLBACK_POLLING -> with(HttpTestClient.callbackPolling(port), path, headers);
            case WEBSOCKET -> WebSocketTestClient.open(port, path, headers);
        };
    }

    private static HttpTestClient with(HttpTestClient client, String path, Map<String, String> headers) {
        headers.forEach((name, value) -> client.with(name + ": " + value));
        return client.at(path);
    }
}
