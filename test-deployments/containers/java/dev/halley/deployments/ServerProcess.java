package dev.halley.deployments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A container in a process of its own, and what it says.
 *
 * <p>Thread-safety: confined to the thread that runs the tests, but for its end with this JVM.
 */
final class ServerProcess {

    private static final int GENEROUS_SECONDS = 240;
    private static final String END = "(the end of the process)";

    private final Process process;
    private final Thread hook;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.hook = new Thread(this::kill);
    }

    /** @param environment variables beside those of this process */
    static ServerProcess start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        ServerProcess server = new ServerProcess(builder.start(), log);
        Runtime.getRuntime().addShutdownHook(server.hook);
        Thread reader = new Thread(server::read, "server-output");
        reader.setDaemon(true);
        reader.start();
        return server;
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
     * @param wanted is found in the line
     * @param failed is found in a line that says that it will not come
     * @throws IllegalStateException if it does not come
     */
    void await(Pattern wanted, Pattern failed) {
        try {
            String line = lines.poll(GENEROUS_SECONDS, TimeUnit.SECONDS);
            while (line != null && !wanted.matcher(line).find()) {
                if (line.equals(END) || failed.matcher(line).find()) {
                    throw new IllegalStateException(line + ", see " + log);
                }
                line = lines.poll(GENEROUS_SECONDS, TimeUnit.SECONDS);
            }
            if (line == null) {
                throw new IllegalStateException("No line with " + wanted + " came, see " + log);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void stop() {
        Runtime.getRuntime().removeShutdownHook(hook);
        // What the process has started, first: some containers have a process that watches over another.
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, GENEROUS_SECONDS, TimeUnit.SECONDS)
                .join();
        kill();
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
