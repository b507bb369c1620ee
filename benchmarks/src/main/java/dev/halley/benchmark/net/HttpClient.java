package dev.halley.benchmark.net;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The client's end of an HTTP/1.1 connection that stays open: one request, one response, and so on. A response may be a stream of
 * server-sent events.
 *
 * <p>Keeps the cookies that the server sets, and sends them back.
 *
 * <p>Thread-safety: confined to its loop's thread.
 */
public final class HttpClient extends Connection {

    /** What happens on an HTTP connection. */
    public interface Events {
        /** The socket is connected: requests may be sent. */
        void opened();

        /** The head of a response came that is a stream; its events are told by {@link #message}. */
        default void streaming() {}

        /**
         * A response with status 200 came, or one or more events of a stream; the bytes are those of the body, with all that a
         * stream has around its data, valid during the call only.
         */
        void message(byte[] bytes, int from, int to);

        /** The connection ended, or a response had another status. */
        void lost(String why);
    }

    private static final String AGENT = "User-Agent: Mozilla/5.0 (X11; Linux x86_64) load\r\n";

    /** Header fields such as any browser sends. */
    static final String BROWSER = AGENT + "Accept: */*\r\n";

    private static final String EVENT_SOURCE = AGENT + "Accept: text/event-stream\r\n";

    private final String path;
    private final Events events;
    private String cookie = "";
    /** The response that comes now, if it is a stream. */
    private EventStream stream;

    /** @param path what is requested, such as {@code /cometd} */
    public HttpClient(Loop loop, InetSocketAddress address, String path, Events events) {
        super(loop, address);
        this.path = path;
        this.events = events;
    }

    /** Another connection of the same browser: it has the cookies that this one has now. */
    public HttpClient another(Events theirEvents) {
        HttpClient another = new HttpClient(loop(), address(), path, theirEvents);
        another.cookie = cookie;
        return another;
    }

    /** Sends a POST of a JSON body's UTF-8 bytes. */
    public void send(byte[] json) {
        post(BROWSER, json);
    }

    /** Sends a POST of a JSON body's UTF-8 bytes, whose response may be a stream. */
    public void stream(byte[] json) {
        post(EVENT_SOURCE, json);
    }

    /** Sends a GET, whose response is a stream. */
    public void stream(String what) {
        head("GET " + what, EVENT_SOURCE);
    }

    private void post(String browser, byte[] json) {
        head(
                "POST " + path,
                browser + "Content-Type: application/json;charset=UTF-8\r\nContent-Length: " + json.length + "\r\n");
        append(json);
    }

    private void head(String what, String fields) {
        String head = what + " HTTP/1.1\r\nHost: " + address().getHostString() + ":"
                + address().getPort() + "\r\n" + fields + cookie + "\r\n";
        append(head.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    void connected() {
        events.opened();
    }

    @Override
    int take(byte[] bytes, int from, int to) {
        if (stream == null) {
            return takeResponse(bytes, from, to);
        }
        int taken = stream.take(bytes, from, to);
        if (stream.isOver()) {
            stream = null;
        }
        return taken;
    }

    private int takeResponse(byte[] bytes, int from, int to) {
        int start = endOfHead(bytes, from, to);
        if (start < 0) {
            return from;
        }
        String head = new String(bytes, from, start - from, StandardCharsets.US_ASCII);
        if (isStream(head)) {
            stream = new EventStream(field(head, "transfer-encoding") != null, events);
            events.streaming();
            return start;
        }
        String length = field(head, "content-length");
        if (length == null || !head.startsWith("HTTP/1.1 200")) {
            close();
            lost("an answer that no scenario expects: " + head);
            return start;
        }
        int end = start + Integer.parseInt(length);
        if (end > to) {
            return from;
        }
        String set = field(head, "set-cookie");
        if (set != null) {
            cookie = "Cookie: " + set.split(";", 2)[0] + "\r\n";
        }
        events.message(bytes, start, end);
        return end;
    }

    @Override
    void lost(String why) {
        events.lost(why);
    }

    private static boolean isStream(String head) {
        String type = field(head, "content-type");
        return type != null && type.startsWith("text/event-stream") && head.startsWith("HTTP/1.1 200");
    }

    private static String field(String head, String name) {
        String key = "\r\n" + name + ":";
        for (int at = head.indexOf("\r\n"); at >= 0; at = head.indexOf("\r\n", at + 2)) {
            if (head.regionMatches(true, at, key, 0, key.length())) {
                return head.substring(at + key.length(), head.indexOf("\r\n", at + 2))
                        .trim();
            }
        }
        return null;
    }

    /** Where the head of a request or response ends, its empty line included; negative if there is more to come. */
    static int endOfHead(byte[] bytes, int from, int to) {
        for (int i = from + 3; i < to; i++) {
            if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }
}
