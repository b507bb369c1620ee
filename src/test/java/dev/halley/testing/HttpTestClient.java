package dev.halley.testing;

import dev.halley.json.RawJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A browser, as far as the server can tell: keeps its cookie, and has a connection for each request that is on its way.
 *
 * <p>Thread-safety: confined to the test's thread; responses are read by threads of its own.
 */
public final class HttpTestClient implements BayeuxTestClient {

    private static final int GENEROUS_SECONDS = 60;
    /** A connect that is a GET. */
    private static final Pattern EVENT_SOURCE = Pattern.compile(
            "\\[?\\{\"channel\":\"/meta/connect\",\"id\":\"(\\w+)\",\"clientId\":\"(\\w+)\",\"connectionType\":\"eventsource\".*",
            Pattern.DOTALL);

    private final int port;
    private final String transport;
    private final boolean script;
    private final BlockingQueue<String> comments = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
    /** All of them with their texts, for whoever waits for something else. */
    private final List<String> refusals = new CopyOnWriteArrayList<>();

    private final BlockingQueue<RawHttp> unanswered = new LinkedBlockingQueue<>();
    private final Deque<RawHttp> idle = new ConcurrentLinkedDeque<>();
    private final List<RawHttp> all = new CopyOnWriteArrayList<>();
    private final Map<String, String> cookies = new ConcurrentHashMap<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private volatile String path;

    private HttpTestClient(int port, String path, String transport) {
        this.port = port;
        this.path = path;
        this.transport = transport;
        this.script = transport.equals("callback-polling");
    }

    public static HttpTestClient longPolling(int port) {
        return longPolling(port, "/cometd");
    }

    /** @param path of the servlet */
    public static HttpTestClient longPolling(int port, String path) {
        return new HttpTestClient(port, path, "long-polling");
    }

    public static HttpTestClient callbackPolling(int port) {
        return new HttpTestClient(port, "/cometd", "callback-polling");
    }

    public static HttpTestClient streaming(int port) {
        return new HttpTestClient(port, "/cometd", "streaming");
    }

    /** Faye's: its connects are GETs, and the end of a stream stands for the reply where that has no last word. */
    public static HttpTestClient eventSource(int port) {
        return new HttpTestClient(port, "/cometd", "eventsource");
    }

    @Override
    public String transport() {
        return transport;
    }

    @Override
    public String upstream() {
        return script ? transport : "long-polling";
    }

    /** @param path where the server is, {@code /cometd} if this is not called */
    public HttpTestClient at(String path) {
        this.path = path;
        return this;
    }

    /** Sends a further header, such as {@code Authorization: ...}, with each request. */
    public HttpTestClient with(String header) {
        headers.add(header);
        return this;
    }

    /** @return the {@code BAYEUX_BROWSER} cookie, or null */
    public @Nullable String cookie() {
        return cookies.get("BAYEUX_BROWSER");
    }

    /** Takes another client's cookies: another tab of its browser. */
    public HttpTestClient inBrowserOf(HttpTestClient other) {
        cookies.putAll(other.cookies);
        return this;
    }

    @Override
    public void send(String text) {
        RawHttp http = idle.poll();
        if (http == null) {
            http = RawHttp.connect(port);
            all.add(http);
        }
        String[] all = allHeaders();
        Matcher connect = EVENT_SOURCE.matcher(text);
        if (connect.matches()) {
            http.bare("GET", path + "/" + connect.group(2), all);
        } else if (script) {
            http.bare("GET", path + "?jsonp=f&message=" + URLEncoder.encode(text, StandardCharsets.UTF_8), all);
        } else {
            http.post(path, text, all);
        }
        RawHttp used = http;
        Runnable reading = connect.matches() ? () -> readEventSource(used, connect.group(1)) : () -> read(used);
        Thread reader = new Thread(reading, "http-test-client");
        reader.setDaemon(true);
        reader.start();
    }

    private String[] allHeaders() {
        List<String> sent = new ArrayList<>(headers);
        if (streams()) {
            sent.add("Accept: text/event-stream, application/json");
        }
        if (!cookies.isEmpty()) {
            sent.add(cookies.entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; ", "Cookie: ", "")));
        }
        return sent.toArray(String[]::new);
    }

    private void read(RawHttp http) {
        RawHttp.Response response;
        try {
            RawHttp.Response head = http.readHead();
            if (String.valueOf(head.header("Content-Type")).startsWith("text/event-stream")) {
                readStream(http);
                idle.push(http);
                return;
            }
            response = http.readBody(head);
        } catch (RuntimeException closed) {
            isUnanswered(http, closed);
            return;
        }
        for (String set : response.headers().getOrDefault("Set-Cookie", List.of())) {
            String[] cookie = set.split(";")[0].split("=", 2);
            cookies.put(cookie[0], cookie[1]);
        }
        idle.push(http);
        if (response.status() == 200) {
            String body = response.body();
            add(script ? body.substring("/**/f(".length(), body.length() - ");".length()) : body);
        } else {
            statuses.add(response.status());
            refusals.add(response.status() + " " + response.body());
            if (response.status() == 503) {
                unanswered.add(http);
            }
        }
    }

    private void isUnanswered(RawHttp http, RuntimeException why) {
        refusals.add(why.toString());
        unanswered.add(http);
    }

    private void add(String json) {
        for (JsonValue message : RawJson.parse(json).value().asJsonArray()) {
            messages.add(message.asJsonObject());
        }
    }

    /** Of an event stream as the server writes it: comments, and events with one line of data each. */
    private void readStream(RawHttp http) {
        ByteArrayOutputStream unread = new ByteArrayOutputStream();
        for (byte[] chunk = http.readChunk(); chunk.length > 0; chunk = http.readChunk()) {
            unread.writeBytes(chunk);
            String text = unread.toString(StandardCharsets.UTF_8);
            int end = text.lastIndexOf("\n\n");
            if (end >= 0) {
                unread.reset();
                unread.writeBytes(text.substring(end + 2).getBytes(StandardCharsets.UTF_8));
                for (String event : text.substring(0, end).split("\n\n")) {
                    addEvent(event);
                }
            }
        }
    }

    private void readEventSource(RawHttp http, String id) {
        try {
            RawHttp.Response head = http.readHead();
            if (head.status() != 200) {
                addWithId(http.readBody(head).body(), id);
                return;
            }
            boolean told = false;
            for (String event = http.readEvent(); !event.isEmpty(); event = http.readEvent()) {
                String line = event.substring(0, event.length() - "\r\n\r\n".length());
                if (!line.equals("retry: 5000")) {
                    told |= addEvent(line, id);
                }
            }
            if (!told) {
                addWithId("[{\"channel\":\"/meta/connect\",\"successful\":true}]", id);
            }
        } catch (RuntimeException closed) {
            isUnanswered(http, closed);
        }
    }

    /** @return whether it has the last word */
    private boolean addEvent(String event, String id) {
        boolean last = event.contains("\"/meta/connect\"");
        if (last) {
            addWithId(event.substring("data: ".length()), id);
        } else {
            addEvent(event);
        }
        return last;
    }

    private void addWithId(String json, String id) {
        add(json.replace("\"channel\":\"/meta/connect\",", "\"channel\":\"/meta/connect\",\"id\":\"" + id + "\","));
    }

    private void addEvent(String event) {
        if (event.startsWith(":")) {
            comments.add(event);
        } else if (event.startsWith("data: ") && event.indexOf('\n') < 0 && event.indexOf('\r') < 0) {
            add(event.substring("data: ".length()));
        } else {
            throw new AssertionError("Neither a comment nor an event with one line of data: " + event);
        }
    }

    /** @return the next comment of a stream; waits for it */
    public String comment() {
        return take(comments, "comment");
    }

    @Override
    public JsonObject next() {
        return take(messages, "message");
    }

    @Override
    public String toString() {
        return transport + ", other answers: " + refusals;
    }

    @Override
    public boolean hasNothing() {
        return messages.isEmpty();
    }

    /** @return the next status that was not 200; waits for it */
    public int status() {
        return take(statuses, "status");
    }

    /** Waits until a request has ended without an answer: with its connection, or with status 503. */
    public void awaitUnanswered() {
        take(unanswered, "end of a connection");
    }

    private <T> T take(BlockingQueue<T> queue, String what) {
        try {
            T taken = queue.poll(GENEROUS_SECONDS, TimeUnit.SECONDS);
            if (taken == null) {
                throw new AssertionError("No " + what + " came; other answers: " + refusals);
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
