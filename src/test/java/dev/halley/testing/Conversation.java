package dev.halley.testing;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Talks Bayeux through a {@link BayeuxTestClient}: numbers its messages, and keeps replies and events apart.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class Conversation implements AutoCloseable {

    private final BayeuxTestClient client;
    private final List<JsonObject> waiting = new ArrayList<>();
    private String clientId = "";
    private int lastId;
    /** How long it is waited for one message while others come. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private boolean keepsConnecting;

    public Conversation(BayeuxTestClient client) {
        this.client = client;
    }

    public BayeuxTestClient client() {
        return client;
    }

    public String clientId() {
        return clientId;
    }

    /** Goes on with a session that exists. */
    public Conversation as(String otherClientId) {
        clientId = otherClientId;
        return this;
    }

    /** @return the reply to a handshake, of which the clientId is kept if it has one */
    public JsonObject handshake() {
        String id = nextId();
        client.send("""
                [{"channel":"/meta/handshake","id":"%s","version":"1.0","minimumVersion":"1.0",\
                "supportedConnectionTypes":["%s"]}]""".formatted(id, client.transport()));
        JsonObject reply = reply(id);
        clientId = reply.getString("clientId", "");
        return reply;
    }

    /**
     * Handshakes, connects once, and connects again so that the server holds it.
     *
     * @return the held connect's id
     */
    public String ready(TestServer server) {
        handshake();
        firstConnect();
        return connectHeld(server);
    }

    /** Connects and gets the reply, which comes at once; over a stream the connect that is held is the first. */
    public Conversation firstConnect() {
        if (!client.streams()) {
            reply(connect(""));
        }
        return this;
    }

    /** Connects, and waits until the server holds it. */
    public String connectHeld(TestServer server) {
        return connectHeld(server, "");
    }

    /** The same with further fields, with a comma before. */
    public String connectHeld(TestServer server, String more) {
        int held = server.events().of(clientId, "held").size();
        long scheduled = server.time().scheduled();
        String id = connect(more);
        server.events().await(clientId, "held", held + 1);
        // Only then does moving the time end the hold.
        server.time().awaitScheduled(scheduled + 1);
        return id;
    }

    /** From now on connects again whenever a connect is answered, as every client does. */
    public Conversation keepConnecting() {
        keepsConnecting = true;
        return this;
    }

    /** @param more further fields, with a comma before; sends a connect, and does not wait */
    public String connect(String more) {
        return send("/meta/connect", ",\"connectionType\":\"" + client.transport() + "\"" + more);
    }

    public JsonObject subscribe(String channel) {
        return reply(send("/meta/subscribe", ",\"subscription\":\"" + channel + "\""));
    }

    public JsonObject unsubscribe(String channel) {
        return reply(send("/meta/unsubscribe", ",\"subscription\":\"" + channel + "\""));
    }

    /** @param data JSON */
    public JsonObject publish(String channel, String data) {
        return reply(send(channel, ",\"data\":" + data));
    }

    public JsonObject disconnect() {
        return reply(send("/meta/disconnect", ""));
    }

    /** Sends one message of this session. @return its id */
    public String send(String channel, String more) {
        String id = nextId();
        client.send("[" + message(channel, id, more) + "]");
        return id;
    }

    /** @return the text of a message of this session */
    public String message(String channel, String id, String more) {
        return "{\"channel\":\"%s\",\"id\":\"%s\",\"clientId\":\"%s\"%s}".formatted(channel, id, clientId, more);
    }

    public String nextId() {
        return "i" + ++lastId;
    }

    /** @return the reply with that id; waits for it, and keeps what comes before it */
    public JsonObject reply(String id) {
        return first(message -> message.getString("id", "").equals(id));
    }

    /** @return the next event, that is a message with data; waits for it */
    public JsonObject event() {
        return first(message -> message.containsKey("data"));
    }

    /** @return whether an event, or a reply with that id, has come before what was waited for last */
    public boolean has(Predicate<JsonObject> wanted) {
        return waiting.stream().anyMatch(wanted);
    }

    /** @return the first message that is wanted; waits for it, and keeps what comes before it */
    public JsonObject first(Predicate<JsonObject> wanted) {
        for (Iterator<JsonObject> kept = waiting.iterator(); kept.hasNext(); ) {
            JsonObject message = kept.next();
            if (wanted.test(message)) {
                kept.remove();
                return message;
            }
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonObject message = client.next();
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("What is wanted has not come; these have: " + waiting + ", and last " + message
                        + "; " + client);
            }
            if (keepsConnecting && message.getString("channel", "").equals("/meta/connect")) {
                connect("");
            }
            if (wanted.test(message)) {
                return message;
            }
            waiting.add(message);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
