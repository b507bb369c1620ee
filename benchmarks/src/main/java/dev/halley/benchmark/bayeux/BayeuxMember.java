package dev.halley.benchmark.bayeux;

import dev.halley.benchmark.net.Connection;
import dev.halley.benchmark.net.HttpClient;
import dev.halley.benchmark.net.WebSocketClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One Bayeux session of the load, over WebSocket, long-polling or a stream, that always has a /meta/connect waiting, unless its
 * events come by an event source of their own.
 *
 * <p>Thread-safety: confined to its loop's thread.
 */
final class BayeuxMember extends Member implements Splitter.Handler, WebSocketClient.Events, HttpClient.Events {

    /** A session with an event source sends a /meta/connect when it gets something and so long ago was the last, in ns. */
    private static final long KEEP_ALIVE = TimeUnit.SECONDS.toNanos(10);

    private final Transport transport;
    private final List<String> subscriptions;
    private final String path;
    private final Payload payload;
    private final boolean history;
    private final Splitter splitter;
    private final Connection connection;
    private String clientId = "";
    private int id;
    private boolean standing;
    private boolean holding;
    private boolean over;
    private long connectedAt;
    /** A second connection: the event source, or that for the farewell. */
    private HttpClient second;

    /** What happens on a second connection of the same browser. */
    private abstract class Second implements HttpClient.Events {
        @Override
        public void message(byte[] bytes, int from, int to) {
            BayeuxMember.this.message(bytes, from, to);
        }
    }

    BayeuxMember(Setup setup, Transport transport, int index, List<String> subscriptions) {
        super(setup.listener(), index);
        this.transport = transport;
        this.subscriptions = subscriptions;
        this.path = setup.path();
        this.payload = setup.payload();
        this.history = setup.history();
        this.splitter = new Splitter(payload.length());
        this.connection = transport == Transport.WEBSOCKET
                ? new WebSocketClient(setup.loop(), setup.address(), setup.path(), this)
                : new HttpClient(setup.loop(), setup.address(), setup.path(), this);
    }

    @Override
    public void open() throws IOException {
        connection.open();
    }

    @Override
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
        openSecond(http, new Second() {
            @Override
            public void opened() {
                second.send(Payload.utf8(metaJson("disconnect", "")));
            }

            @Override
            public void lost(String why) {
                listener().failed(BayeuxMember.this, why);
            }
        });
    }

    /** Faye's clients do so between handshake and subscribe. */
    private void openEventSource(HttpClient http) {
        openSecond(http, new Second() {
            @Override
            public void opened() {
                second.stream(path + "/" + clientId);
            }

            @Override
            public void streaming() {
                subscribe();
            }

            @Override
            public void lost(String why) {
                BayeuxMember.this.lost(why);
            }
        });
    }

    private void openSecond(HttpClient http, Second events) {
        second = http.another(events);
        try {
            second.open();
        } catch (IOException e) {
            listener().failed(this, e.toString());
        }
    }

    @Override
    public void cut() {
        over = true;
        close();
    }

    private void close() {
        connection.close();
        if (second != null) {
            second.close();
        }
    }

    @Override
    public void send(StringBuilder publishes) {
        send(publishes.append(']').toString());
    }

    @Override
    public void subscribe(String channel) {
        meta("subscribe", ",\"subscription\":[\"" + channel + "\"]");
    }

    @Override
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
                + "\"supportedConnectionTypes\":[\"" + transport.wireName() + "\"]"
                + (history ? ",\"ext\":{\"history\":true}" : "") + "}]");
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        arrived();
        // Of a stream, too: what is around its data has nothing that nests.
        splitter.split(bytes, from, to, this);
        if (transport == Transport.EVENT_SOURCE && standing && !over && receivedAt() - connectedAt > KEEP_ALIVE) {
            connect("");
        }
    }

    @Override
    public void lost(String why) {
        if (!over) {
            over = true;
            listener().failed(this, why);
        }
    }

    @Override
    public void event(byte[] bytes, int payload) {
        tell(bytes, payload);
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
                listener().shaken(this);
                if (transport == Transport.EVENT_SOURCE && connection instanceof HttpClient http) {
                    openEventSource(http);
                } else {
                    subscribe();
                }
            }
            case "/meta/subscribe" -> {
                if (standing) {
                    listener().subscribed(this);
                } else {
                    connect(",\"advice\":{\"timeout\":0}");
                }
            }
            case "/meta/connect" -> reconnect(json);
            case "/meta/disconnect" -> {
                close();
                listener().disconnected(this);
            }
            default -> listener().published(this);
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
            listener().ready(this);
        }
        if (!over && transport != Transport.EVENT_SOURCE) {
            holding = true;
            connect("");
        }
    }

    private void connect(String advice) {
        connectedAt = System.nanoTime();
        String json = metaJson("connect", ",\"connectionType\":\"" + transport.wireName() + "\"" + advice);
        if (transport == Transport.STREAMING && connection instanceof HttpClient http) {
            http.stream(Payload.utf8(json));
        } else {
            send(json);
        }
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
        close();
        listener().failed(this, why);
    }
}
