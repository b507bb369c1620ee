package dev.halley.war;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The JavaScript client, in a Node of its own: {@code log-member.mjs}.
 *
 * <p>Thread-safety: thread-safe.
 */
final class NodeLogMember implements LogMember {

    private static final String JOINED = "joined";

    private final CompletableFuture<Void> joined = new CompletableFuture<>();
    private final Voice voice;
    private final Process process;
    private final PrintStream orders;

    NodeLogMember(URI server, List<String> channels, Voice voice) {
        this.voice = voice;
        try {
            process = new ProcessBuilder(
                            Stream.concat(Stream.of("node", "log-member.mjs", server.toString()), channels.stream())
                                    .toList())
                    .directory(Path.of("src/test/js/interop").toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException missing) {
            throw new UncheckedIOException("This test needs Node.js on the PATH.", missing);
        }
        orders = new PrintStream(process.getOutputStream(), true);
        Thread reading = new Thread(this::read, "log-member");
        reading.setDaemon(true);
        reading.start();
    }

    private void read() {
        process.inputReader().lines().forEach(line -> {
            if (line.equals(JOINED)) {
                joined.complete(null);
            } else {
                voice.say((Object[]) line.split(" "));
            }
        });
        joined.completeExceptionally(new IllegalStateException("Node has ended."));
    }

    /** Connects and subscribes. */
    CompletableFuture<?> join() {
        return joined;
    }

    @Override
    public void publish(String channel, String value) {
        voice.say("sending", "node", channel, value);
        orders.println(channel + " " + value);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return "node " + (process.isAlive() ? "runs" : "has ended with " + process.exitValue());
    }
}
