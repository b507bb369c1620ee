package dev.halley.deployments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Jetty in a JVM of its own, and what it says.
 *
 * <p>Thread-safety: confined to the thread that runs the tests, but for its end with this JVM.
 */
final class JettyProcess {

    private static final int GENEROUS_SECONDS = 60;
    private static final String END = "(the end of the process)";

    private final Process process;
    private final Thread hook;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private JettyProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.hook = new Thread(process::destroyForcibly);
    }

    static JettyProcess start(List<String> command, Path log) throws IOException {
        JettyProcess jetty = new JettyProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start(), log);
        Runtime.getRuntime().addShutdownHook(jetty.hook);
        Thread reader = new Thread(jetty::read, "jetty-output");
        reader.setDaemon(true);
        reader.start();
        return jetty;
    }

    private void read() {
        try (BufferedReader output = process.inputReader();
                PrintWriter copy = new PrintWriter(Files.newBufferedWriter(log), true)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                copy.println(line);
                lines.add(line);
            }
        } catch (IOException ended) {
            lines.add(ended.toString());
        }
        lines.add(END);
    }

    /** Passes over what it has said so far. */
    void forget() {
        lines.clear();
    }

    /**
     * Waits for a line.
     *
     * @param parts all of which are in the line
     * @throws IllegalStateException if it does not come
     */
    void await(String... parts) {
        try {
            String line = lines.poll(GENEROUS_SECONDS, TimeUnit.SECONDS);
            while (line != null && !Stream.of(parts).allMatch(line::contains)) {
                if (line.equals(END) || line.contains(":WARN") && line.contains("ailed")) {
                    throw new IllegalStateException(line + ", see " + log);
                }
                line = lines.poll(GENEROUS_SECONDS, TimeUnit.SECONDS);
            }
            if (line == null) {
                throw new IllegalStateException("No line with " + List.of(parts) + " came, see " + log);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void stop() {
        Runtime.getRuntime().removeShutdownHook(hook);
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, GENEROUS_SECONDS, TimeUnit.SECONDS)
                .join();
        process.destroyForcibly();
    }
}
