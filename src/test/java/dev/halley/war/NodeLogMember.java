package dev.halley.war;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A client in JavaScript, in a Node of its own: ours, {@code log-member.mjs}, or Faye's, {@code faye-log-member.mjs}.
 *
 * <p>Thread-safety: thread-safe.
 */
final class NodeLogMember implements LogMember {

    private static final String JOINED = "joined";

    private final CompletableFuture<Void> joined = new CompletableFuture<>();
    private final String name;
    private final Voice voice;
    private final Process process;
    private final PrintStream orders;

    private NodeLogMember(String name, String program, URI server, Voice voice) {
        this.name = name;
        this.voice = voice;
        try {
            process = new ProcessBuilder(
                            Stream.concat(Stream.of("node", program, server.toString()), LogLoad.CHANNELS.stream())
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

    /** Our client. */
    static NodeLogMember ofOurs(URI server, Voice voice) {
        return new NodeLogMember("node", "log-member.mjs", server, voice);
    }

    /** Faye's client, which is told no positions, and publishes nothing. */
    static NodeLogMember ofFaye(URI server, Voice voice) {
        return new NodeLogMember("faye", "faye-log-member.mjs", server, voice);
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

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<?> joined() {
        return joined;
    }

    @Override
    public void publish(String channel, String value) {
        voice.say("sending", name, channel, value);
        orders.println(channel + " " + value);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return name + " " + (process.isAlive() ? "runs" : "has ended with " + process.exitValue());
    }
}
