package dev.halley.benchmark.bayeux;

import dev.halley.benchmark.net.WebSocketClient;
import java.io.IOException;

/**
 * A client over WebSocket that comes back, as ours do: it handshakes when the server lets it, and then subscribes again with its position, and
 * once more if there is no history for a while. A connection that the server closes while the client is told to wait costs it nothing but
 * another one.
 *
 * <p>Thread-safety: confined to its loop's thread.
 */
public final class ReturningMember implements Splitter.Handler, WebSocketClient.Events {

    /** What is done with what comes of it. */
    public interface Listener {
        /** The server lets no more in for now, or has no history for now: it is to {@link #comeAgain}. */
        void paced(ReturningMember member, long millis);

        /** @param reply the one to the subscribe */
        void subscribed(ReturningMember member, String reply);

        /** An event came. */
        void event(ReturningMember member, int number);

        /** Something went wrong. */
        void failed(ReturningMember member, String why);
    }

    /** When a client asks again that was told that there is no history, in milliseconds. */
    private static final long PAUSE = 1_000;

    private final Member.Setup setup;
    private final Splitter splitter;
    private final Listener listener;
    private final String channels;
    private final String wish;
    private WebSocketClient connection;
    private boolean isOpen;
    /** Whether the server has told it to come again later. */
    private boolean paced;

    private String clientId = "";
    private int id;
    private long subscribedAt;
    private long receivedAt;
    private int next = 1;
    private boolean over;

    /**
     * @param setup its listener is not used
     * @param channels as JSON: one, or an array
     * @param wish what is asked of their history, as JSON
     */
    public ReturningMember(Member.Setup setup, String channels, String wish, Listener listener) {
        this.setup = setup;
        this.connection = connection();
        this.splitter = new Splitter(setup.payload().length());
        this.listener = listener;
        this.channels = channels;
        this.wish = wish;
    }

    private WebSocketClient connection() {
        return new WebSocketClient(setup.loop(), setup.address(), setup.path(), this);
    }

    /** @throws IOException if the system gives no socket */
    public void open() throws IOException {
        connection.open();
    }

    /** Cuts the connection without a word. */
    public void cut() {
        over = true;
        connection.close();
    }

    /**
     * Asks for a session, or for the history if it has one; over another connection where the server has closed the one on which it was told
     * to wait.
     *
     * @throws IOException if the system gives no socket
     */
    public void comeAgain() throws IOException {
        paced = false;
        if (isOpen && !clientId.isEmpty()) {
            subscribe();
        } else if (isOpen) {
            handshake();
        } else {
            connection = connection();
            open();
        }
    }

    private void handshake() {
        send("{\"channel\":\"/meta/handshake\",\"version\":\"1.0\",\"supportedConnectionTypes\":[\"websocket\"],"
                + "\"ext\":{\"history\":true}");
    }

    /** @return when the first subscribe was sent, by {@link System#nanoTime} */
    public long subscribedAt() {
        return subscribedAt;
    }

    /** @return when the frame came whose events are being told, by {@link System#nanoTime} */
    public long receivedAt() {
        return receivedAt;
    }

    /** @return the number that the next event should have */
    public int next() {
        return next;
    }

    private void send(String message) {
        connection.send(Payload.utf8("[" + message + ",\"id\":\"" + ++id + "\"}]"));
    }

    private void connect(String advice) {
        send("{\"channel\":\"/meta/connect\",\"connectionType\":\"websocket\",\"clientId\":\"" + clientId + "\""
                + advice);
    }

    @Override
    public void opened() {
        isOpen = true;
        handshake();
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        receivedAt = System.nanoTime();
        splitter.split(bytes, from, to, this);
    }

    @Override
    public void event(byte[] bytes, int payload) {
        listener.event(this, Payload.number(bytes, payload));
        next++;
    }

    @Override
    public void reply(String json) {
        boolean successful = json.contains("\"successful\":true");
        switch (Json.text(json, "channel")) {
            case "/meta/handshake" -> shaken(json, successful);
            case "/meta/subscribe" -> {
                if (successful) {
                    listener.subscribed(this, json);
                } else if (json.contains("\"error\":\"503::history_unavailable")) {
                    later(PAUSE);
                } else {
                    fail(json);
                }
            }
            case "/meta/connect" -> {
                if (successful) {
                    connect("");
                } else {
                    fail(json);
                }
            }
            default -> fail(json);
        }
    }

    private void shaken(String json, boolean successful) {
        if (successful) {
            clientId = Json.text(json, "clientId");
            subscribedAt = subscribedAt == 0 ? System.nanoTime() : subscribedAt;
            subscribe();
            connect(",\"advice\":{\"timeout\":0}");
        } else if (json.contains("\"error\":\"503:")) {
            String interval = json.substring(json.indexOf("\"interval\":") + "\"interval\":".length());
            later(Long.parseLong(interval.replaceAll("\\D.*", "")));
        } else {
            fail(json);
        }
    }

    private void subscribe() {
        send("{\"channel\":\"/meta/subscribe\",\"clientId\":\"" + clientId + "\",\"subscription\":" + channels
                + ",\"ext\":{\"history\":" + wish + "}");
    }

    private void later(long millis) {
        paced = true;
        listener.paced(this, millis);
    }

    private void fail(String why) {
        over = true;
        connection.close();
        listener.failed(this, "the server says " + why);
    }

    @Override
    public void lost(String why) {
        isOpen = false;
        clientId = "";
        if (!over && !paced) {
            over = true;
            listener.failed(this, why);
        }
    }
}
