package dev.halley.transport.line;

import dev.halley.json.RawJson;
import dev.halley.testkit.TransportClient;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/** A client of the {@link LineTransport}. */
public final class LineClient implements TransportClient {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final BufferedReader lines;
    private final Queue<String> messages = new ArrayDeque<>();

    public LineClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public void send(String json) throws IOException {
        socket.getOutputStream().write((json + '\n').getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String next() throws IOException {
        while (messages.isEmpty()) {
            String line = lines.readLine();
            if (line == null) {
                throw new AssertionError("The server has closed the connection.");
            }
            for (JsonValue message : RawJson.parse(line).value().asJsonArray()) {
                messages.add(message.toString());
            }
        }
        return messages.remove();
    }

    @Override
    public void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
