package dev.halley.testing;

import dev.halley.json.RawJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A browser, as far as the server can tell: keeps its cookie, and has a connection for each request that is on its way.
 *
 * <p>Thread-safety: confined to the test's thread; responses are read by threads of its own.
 */
public final class HttpTestClient implements BayeuxTestClient {

    private static final int GENEROUS_SECONDS = 20;

    private final int port;
    private final String path;
    private final boolean script;
    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
    private final Deque<RawHttp> idle = new ConcurrentLinkedDeque<>();
    private final List<RawHttp> all = new CopyOnWriteArrayList<>();
    private volatile @Nullable String cookie;

    private HttpTestClient(int port, String path, boolean script) {
        this.port = port;
        this.path = path;
        this.script = script;
    }

    public static HttpTestClient longPolling(int port) {
        return longPolling(port, "/cometd");
    }

    /** @param path of the servlet */
    public static HttpTestClient longPolling(int port, String path) {
        return new HttpTestClient(port, path, false);
    }

    public static HttpTestClient callbackPolling(int port) {
        return new HttpTestClient(port, "/cometd", true);
    }

    @Override
    public String transport() {
        return script ? "callback-polling" : "long-polling";
    }

    /** @return the {@code BAYEUX_BROWSER} cookie, or null */
    public @Nullable String cookie() {
        return cookie;
    }

    /** Takes another client's cookie: another tab of its browser. */
    public HttpTestClient inBrowserOf(HttpTestClient other) {
        cookie = other.cookie;
        return this;
    }

    @Override
    public void send(String text) {
        RawHttp http = idle.poll();
        if (http == null) {
            http = RawHttp.connect(port);
            all.add(http);
        }
        String[] headers = cookie == null ? new String[0] : new String[] {"Cookie: BAYEUX_BROWSER=" + cookie};
        if (script) {
            http.bare("GET", path + "?jsonp=f&message=" + URLEncoder.encode(text, StandardCharsets.UTF_8), headers);
        } else {
            http.post(path, text, headers);
        }
        RawHttp used = http;
        Thread reader = new Thread(() -> read(used), "http-test-client");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(RawHttp http) {
        RawHttp.Response response;
        try {
            response = http.read();
        } catch (RuntimeException closed) {
            return;
        }
        String set = response.header("Set-Cookie");
        if (set != null) {
            cookie = set.substring(set.indexOf('=') + 1, set.indexOf(';'));
        }
        idle.push(http);
        if (response.status() == 200) {
            String body = response.body();
            String json = script ? body.substring("/**/f(".length(), body.length() - ");".length()) : body;
            for (JsonValue message : RawJson.parse(json).value().asJsonArray()) {
                messages.add(message.asJsonObject());
            }
        } else {
            statuses.add(response.status());
        }
    }

    @Override
    public JsonObject next() {
        return take(messages, "message");
    }

    @Override
    public boolean hasNothing() {
        return messages.isEmpty();
    }

    /** @return the next status that was not 200; waits for it */
    public int status() {
        return take(statuses, "status");
    }

    private static <T> T take(BlockingQueue<T> queue, String what) {
        try {
            T taken = queue.poll(GENEROUS_SECONDS, TimeUnit.SECONDS);
            if (taken == null) {
                throw new AssertionError("No " + what + " came.");
            }
            return taken;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String refusal(String text) {
        send(text);
        return switch (status()) {
            case 400 -> "malformed";
            // A URL that is too long is the container's to refuse.
            case 413, 414, 431 -> "too large";
            default -> "unexpected";
        };
    }

    @Override
    public void abort() {
        all.forEach(RawHttp::abort);
    }

    @Override
    public void close() {
        all.forEach(RawHttp::close);
    }
}
