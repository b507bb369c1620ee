package dev.halley.benchmark.bayeux;

import dev.halley.benchmark.net.WebSocketClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One session with a Socket.IO server: Engine.IO 4 on WebSocket only, each packet a frame of its own, as its clients send them.
 *
 * <p>The server ({@code benchmarks/peers/socketio.js}) knows the events {@code join} and {@code pub}, both acknowledged.
 *
 * <p>Thread-safety: confined to its loop's thread.
 */
final class SocketIoMember extends Member implements WebSocketClient.Events {

    /** Between the publishes of one batch: each becomes a frame. */
    private static final char BOUNDARY = '\n';

    private static final String JOIN = "420";

    private final WebSocketClient socket;
    private final List<String> rooms;
    private final Payload payload;
    private int id;
    private boolean standing;
    private boolean over;

    SocketIoMember(Setup setup, int index, List<String> rooms) {
        super(setup.listener(), index);
        this.rooms = rooms;
        this.payload = setup.payload();
        this.socket = new WebSocketClient(setup.loop(), setup.address(), setup.path(), this);
    }

    @Override
    public void open() throws IOException {
        socket.open();
    }

    @Override
    public void disconnect() {
        over = true;
        send("41");
        socket.close();
        listener().disconnected(this);
    }

    @Override
    public void cut() {
        over = true;
        socket.close();
    }

    @Override
    public void publish(StringBuilder publishes, String channel, Payload.Numbers numbers) {
        if (!publishes.isEmpty()) {
            publishes.append(BOUNDARY);
        }
        publishes
                .append("42")
                .append(++id)
                .append("[\"pub\",\"")
                .append(channel)
                .append("\",");
        payload.append(publishes, numbers);
        publishes.append(']');
    }

    @Override
    public void send(StringBuilder publishes) {
        for (String packet : publishes.toString().split(String.valueOf(BOUNDARY))) {
            send(packet);
        }
    }

    @Override
    public void opened() {
        // The server speaks first.
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        arrived();
        String type = new String(bytes, from, Math.min(2, to - from), StandardCharsets.US_ASCII);
        switch (type) {
            case "42" -> tell(bytes, mark(bytes, from, to));
            case "43" -> acknowledged();
            case "40" ->
                send(JOIN + "[\"join\",[" + (rooms.isEmpty() ? "" : "\"" + String.join("\",\"", rooms) + "\"") + "]]");
            case "2" -> send("3");
            default -> {
                if (type.startsWith("0")) {
                    send("40");
                } else {
                    lost("the server says " + new String(bytes, from, to - from, StandardCharsets.UTF_8));
                }
            }
        }
    }

    private void acknowledged() {
        if (standing) {
            listener().published(this);
        } else {
            standing = true;
            listener().ready(this);
        }
    }

    @Override
    public void lost(String why) {
        if (!over) {
            over = true;
            listener().failed(this, why);
        }
    }

    private static int mark(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != Payload.MARK) {
            at++;
        }
        return at;
    }

    private void send(String packet) {
        socket.send(Payload.utf8(packet));
    }
}
