package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * A client that asks ten times a second what there is on a channel, and so is slower than it.
 *
 * <p>Thread-safety: what it has found is read when its thread has ended; {@link #hasEnded}, {@link #last} and {@link #stop} are thread-safe.
 */
final class SlowReader implements Runnable {

    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Pattern PAYLOAD = Pattern.compile("#[0-9]{4}:([0-9]{10}):([0-9]{19}):");
    private static final Pattern CLIENT_ID = Pattern.compile("\"clientId\":\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final URI server;
    private final String clientId;
    private final Histogram age = new Histogram(3);
    private final Thread thread = new Thread(this, "slow-reader");
    private volatile int last = -1;
    private volatile boolean stopped;
    private int got;
    private int outOfOrder;
    private int missing;
    private volatile String told = "";

    private SlowReader(URI server, String channel) {
        this.server = server;
        String reply = ask(
                "{\"channel\":\"/meta/handshake\",\"version\":\"1.0\",\"supportedConnectionTypes\":[\"long-polling\"]}");
        Matcher id = CLIENT_ID.matcher(reply);
        if (!id.find()) {
            throw new IllegalStateException("The handshake is answered with " + reply);
        }
        clientId = id.group(1);
        ask("{\"channel\":\"/meta/subscribe\",\"subscription\":\"" + channel + "\"," + client());
    }

    /** @return one that is subscribed, and asks from now on */
    static SlowReader start(ServerProcess server, String channel) {
        URI endpoint = URI.create("http://127.0.0.1:" + server.address().getPort() + "/cometd");
        SlowReader reader = new SlowReader(endpoint, channel);
        reader.thread.setDaemon(true);
        reader.thread.start();
        return reader;
    }

    private String client() {
        return "\"clientId\":\"" + clientId + "\"}";
    }

    private String ask(String message) {
        HttpRequest request = HttpRequest.newBuilder(server)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString("[" + message + "]"))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("A slow reader is not interrupted.", e);
        }
    }

    @Override
    public void run() {
        String connect =
                "{\"channel\":\"/meta/connect\",\"connectionType\":\"long-polling\",\"advice\":{\"timeout\":0},"
                        + client();
        long due = System.nanoTime();
        while (!stopped && told.isEmpty()) {
            take(ask(connect));
            due += PERIOD;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void take(String text) {
        long now = System.nanoTime();
        long newest = 0;
        Matcher payloads = PAYLOAD.matcher(text);
        while (payloads.find()) {
            int number = Integer.parseInt(payloads.group(1));
            newest = Long.parseLong(payloads.group(2));
            outOfOrder += number <= last ? 1 : 0;
            missing += Math.max(0, number - last - 1);
            last = number;
            got++;
        }
        if (newest > 0) {
            age.recordValue(Math.max(0, now - newest));
        }
        if (text.contains("\"successful\":false")) {
            told = text;
        }
    }

    /** @return the number of the last message that it has */
    int last() {
        return last;
    }

    /** @return whether the server has refused to go on */
    boolean hasEnded() {
        return !told.isEmpty();
    }

    void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("A benchmark is not interrupted.", e);
        }
    }

    int got() {
        return got;
    }

    int outOfOrder() {
        return outOfOrder;
    }

    /** @return how many messages came not before a later one did */
    int missing() {
        return missing;
    }

    /** @return how old the newest message of each response was when it came */
    Histogram age() {
        return age;
    }

    /** @return what the server said when it refused to go on; empty if it has not */
    String told() {
        return told;
    }
}
