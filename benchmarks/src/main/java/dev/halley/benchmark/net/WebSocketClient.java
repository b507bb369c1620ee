package dev.halley.benchmark.net;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The client's end of a WebSocket: text in whole messages, masked as the protocol wants it.
 *
 * <p>Thread-safety: confined to its loop's thread.
 */
public final class WebSocketClient extends Connection {

    /** What happens on a WebSocket. */
    public interface Events {
        /** The upgrade was granted. */
        void opened();

        /** A text message came; the bytes are valid during the call only. */
        void message(byte[] bytes, int from, int to);

        /** The connection ended, by whom ever. */
        void lost(String why);
    }

    private static final byte[] NOTHING = {};
    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final byte[] MASK = {0x5A, 0x21, 0x7C, 0x36};

    private final String path;
    private final Events events;
    private boolean upgraded;
    /** What has come of a message that comes in several frames. */
    private byte[] fragments = NOTHING;

    /** @param path where the endpoint is, such as {@code /cometd} */
    public WebSocketClient(Loop loop, InetSocketAddress address, String path, Events events) {
        super(loop, address);
        this.path = path;
        this.events = events;
    }

    /** Sends a text message of its UTF-8 bytes. */
    public void send(byte[] text) {
        frame(TEXT, text);
    }

    @Override
    void connected() {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + address().getHostString() + ":"
                + address().getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + HttpClient.BROWSER + "\r\n";
        append(request.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    int take(byte[] bytes, int from, int to) {
        return upgraded ? takeFrame(bytes, from, to) : takeUpgrade(bytes, from, to);
    }

    private int takeUpgrade(byte[] bytes, int from, int to) {
        int end = HttpClient.endOfHead(bytes, from, to);
        if (end < 0) {
            return from;
        }
        String head = new String(bytes, from, end - from, StandardCharsets.US_ASCII);
        if (!head.startsWith("HTTP/1.1 101")) {
            close();
            lost("the upgrade was refused: " + head);
            return end;
        }
        upgraded = true;
        events.opened();
        return end;
    }

    private int takeFrame(byte[] bytes, int from, int to) {
        if (to - from < 2) {
            return from;
        }
        int first = bytes[from];
        long length = bytes[from + 1] & 0x7F;
        int start = from + 2;
        if (length > 125) {
            int size = length == 126 ? 2 : 8;
            if (to - start < size) {
                return from;
            }
            length = 0;
            for (int i = 0; i < size; i++) {
                length = length << 8 | bytes[start++] & 0xFF;
            }
        }
        if (to - start < length) {
            return from;
        }
        int end = start + (int) length;
        received(first, bytes, start, end);
        return end;
    }

    private void received(int first, byte[] bytes, int start, int end) {
        int opcode = first & 0x0F;
        boolean whole = first < 0;
        if (opcode == TEXT && whole) {
            events.message(bytes, start, end);
        } else if (opcode == TEXT || opcode == CONTINUATION) {
            fragment(bytes, start, end, whole);
        } else if (opcode == PING) {
            byte[] echo = Arrays.copyOfRange(bytes, start, end);
            frame(0xA, echo);
        } else if (opcode == CLOSE) {
            close();
            lost("closed: " + new String(bytes, start, end - start, StandardCharsets.UTF_8));
        } else {
            close();
            lost("a frame that no scenario expects: " + Integer.toHexString(first & 0xFF));
        }
    }

    /** Jetty cuts what is longer than 64 KB. */
    private void fragment(byte[] bytes, int start, int end, boolean last) {
        int length = fragments.length;
        fragments = Arrays.copyOf(fragments, length + end - start);
        System.arraycopy(bytes, start, fragments, length, end - start);
        if (last) {
            byte[] message = fragments;
            fragments = NOTHING;
            events.message(message, 0, message.length);
        }
    }

    private void frame(int opcode, byte[] payload) {
        int length = payload.length;
        byte[] out = room(length + 14);
        int at = end();
        out[at++] = (byte) (0x80 | opcode);
        if (length < 126) {
            out[at++] = (byte) (0x80 | length);
        } else if (length < 65_536) {
            out[at++] = (byte) (0x80 | 126);
            out[at++] = (byte) (length >> 8);
            out[at++] = (byte) length;
        } else {
            out[at++] = (byte) (0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out[at++] = (byte) ((long) length >> shift);
            }
        }
        System.arraycopy(MASK, 0, out, at, 4);
        at += 4;
        for (int i = 0; i < length; i++) {
            out[at++] = (byte) (payload[i] ^ MASK[i & 3]);
        }
        end(at);
    }

    @Override
    void lost(String why) {
        events.lost(why);
    }
}
