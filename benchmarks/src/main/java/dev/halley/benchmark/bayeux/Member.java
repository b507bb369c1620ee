package dev.halley.benchmark.bayeux;

import dev.halley.benchmark.net.Connection;
import dev.halley.benchmark.net.HttpClient;
import dev.halley.benchmark.net.Loop;
import dev.halley.benchmark.net.WebSocketClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * One Bayeux session of the load, over WebSocket or long-polling, that always has a /meta/connect waiting.
 *
 * <p>Thread-safety: confined to its loop's thread.
 */
public final class Member implements Splitter.Handler, WebSocketClient.Events, HttpClient.Events {

    /** How a member talks to the server. */
    public enum Transport {
        /** Over WebSocket. */
        WEBSOCKET("websocket"),
        /** Over one HTTP connection that is used for everything. */
        LONG_POLLING("long-polling");

        private final String wireName;

        Transport(String wireName) {
            this.wireName = wireName;
        }
    }

    /** What is done with what a member gets. */
    public interface Listener {
        /** The session stands: subscribed, and its first /meta/connect answered; the next one follows, to be held. */
        default void ready(Member member) {}

        /** A frame or response with messages came; they are told next. */
        default void received(Member member) {}

        /** An event came. */
        default void event(Member member, int stream, int number, long nanos) {}

        /** A publish was acknowledged. */
        default void published(Member member) {}

        /** The server answered the /meta/disconnect. */
        default void disconnected(Member member) {}

        /** Something went wrong; the run is void. */
        void failed(Member member, String why);
    }

    private final Transport transport;
    private final List<String> subscriptions;
    private final Payload payload;
    private final Splitter splitter;
    private final Listener listener;
    private final Connection connection;
    private final int index;
    private String clientId = "";
    private int id;
    private long receivedAt;
    private boolean standing;
    private boolean holding;
    private boolean over;
    private HttpClient goodbye;

    /** Where and what the members of a load are alike in. */
    public record Setup(Loop loop, InetSocketAddress address, String path, Payload payload, Listener listener) {}

    /** @param index its number among the members, for the listener's own books */
    public Member(Setup setup, Transport transport, int index, List<String> subscriptions) {
        this.transport = transport;
        this.subscriptions = subscriptions;
        this.payload = setup.payload();
        this.splitter = new Splitter(payload.length());
        this.listener = setup.listener();
        this.index = index;
        this.connection = transport == Transport.WEBSOCKET
                ? new WebSocketClient(setup.loop(), setup.address(), setup.path(), this)
                : new HttpClient(setup.loop(), setup.address(), setup.path(), this);
    }

    /** @return the number given when it was made */
    public int index() {
        return index;
    }

    /** @return when the frame or response came whose messages are being told, by {@link System#nanoTime} */
    public long receivedAt() {
        return receivedAt;
    }

    /** @return what it talks through */
    public Connection connection() {
        return connection;
    }

    /**
     * Connects, handshakes, subscribes, and connects in the Bayeux sense.
     *
     * @throws IOException if the system gives no socket
     */
    public void open() throws IOException {
        connection.open();
    }

    /** Says goodbye; the connection is closed when the server has answered. */
    public void disconnect() {
        over = true;
        if (holding && connection instanceof HttpClient http) {
            sayGoodbye(http);
        } else {
            meta("disconnect", "");
        }
    }

    /** On a connection of its own, since the other one waits for the held /meta/connect. */
    private void sayGoodbye(HttpClient http) {
        goodbye = http.another(new HttpClient.Events() {
            @Override
            public void opened() {
                goodbye.send(Payload.utf8(metaJson("disconnect", "")));
            }

            @Override
            public void message(byte[] bytes, int from, int to) {
                Member.this.message(bytes, from, to);
            }

            @Override
            public void lost(String why) {
                listener.failed(Member.this, why);
            }
        });
        try {
            goodbye.open();
        } catch (IOException e) {
            listener.failed(this, e.toString());
        }
    }

    /** Cuts the connection without a word. */
    public void cut() {
        over = true;
        connection.close();
    }

    /** Sends a frame of publishes that were written by {@link #publish}. */
    public void send(StringBuilder publishes) {
        send(publishes.append(']').toString());
    }

    /** Writes a publish to what is going to be sent. */
    public void publish(StringBuilder publishes, String channel, Payload.Numbers numbers) {
        publishes.append(publishes.length() == 0 ? '[' : ',');
        publishes.append("{\"channel\":\"").append(channel);
        publishes.append("\",\"id\":\"").append(++id);
        publishes.append("\",\"clientId\":\"").append(clientId).append("\",\"data\":");
        payload.append(publishes, numbers);
        publishes.append('}');
    }

    @Override
    public void opened() {
        send("[{\"channel\":\"/meta/handshake\",\"id\":\"" + ++id + "\",\"version\":\"1.0\",\"minimumVersion\":\"1.0\","
                + "\"supportedConnectionTypes\":[\"" + transport.wireName + "\"]}]");
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        receivedAt = System.nanoTime();
        listener.received(this);
        splitter.split(bytes, from, to, this);
    }

    @Override
    public void lost(String why) {
        if (!over) {
            over = true;
            listener.failed(this, why);
        }
    }

    @Override
    public void event(byte[] bytes, int payload) {
        listener.event(
                this, Payload.stream(bytes, payload), Payload.number(bytes, payload), Payload.nanos(bytes, payload));
    }

    @Override
    public void reply(String json) {
        if (!json.contains("\"successful\":true")) {
            failed("the server says " + json);
            return;
        }
        switch (Json.text(json, "channel")) {
            case "/meta/handshake" -> {
                clientId = Json.text(json, "clientId");
                subscribe();
            }
            case "/meta/subscribe" -> connect(",\"advice\":{\"timeout\":0}");
            case "/meta/connect" -> reconnect(json);
            case "/meta/disconnect" -> {
                connection.close();
                if (goodbye != null) {
                    goodbye.close();
                }
                listener.disconnected(this);
            }
            default -> listener.published(this);
        }
    }

    private void subscribe() {
        if (subscriptions.isEmpty()) {
            connect(",\"advice\":{\"timeout\":0}");
        } else {
            meta("subscribe", ",\"subscription\":[\"" + String.join("\",\"", subscriptions) + "\"]");
        }
    }

    private void reconnect(String json) {
        if (over) {
            return;
        }
        if (json.contains("\"reconnect\":\"handshake\"") || json.contains("\"reconnect\":\"none\"")) {
            failed("the server says " + json);
            return;
        }
        if (!standing) {
            standing = true;
            listener.ready(this);
        }
        if (!over) {
            holding = true;
            connect("");
        }
    }

    private void connect(String advice) {
        meta("connect", ",\"connectionType\":\"" + transport.wireName + "\"" + advice);
    }

    private void meta(String name, String fields) {
        send(metaJson(name, fields));
    }

    private String metaJson(String name, String fields) {
        return "[{\"channel\":\"/meta/" + name + "\",\"id\":\"" + ++id + "\",\"clientId\":\"" + clientId + "\"" + fields
                + "}]";
    }

    private void send(String json) {
        byte[] utf8 = Payload.utf8(json);
        if (connection instanceof WebSocketClient webSocket) {
            webSocket.send(utf8);
        } else if (connection instanceof HttpClient http) {
            http.send(utf8);
        }
    }

    private void failed(String why) {
        over = true;
        connection.close();
        listener.failed(this, why);
    }
}
