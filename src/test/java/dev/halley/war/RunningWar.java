package dev.halley.war;

import dev.halley.testing.ShortJvm;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The built WAR, running as people run it: in a JVM of its own, by {@code java -jar}.
 *
 * <p>Thread-safety: confined to the test that started it.
 */
public final class RunningWar implements AutoCloseable {

    private static final String READY = "Halley is ready: ";
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path errors;
    private @Nullable String firstLine;

    private RunningWar(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** The WAR that this build made. */
    public static Path builtWar() {
        return Path.of(System.getProperty("halley.war", "target/halley.war"));
    }

    /** Runs the built WAR with these options and waits until it is ready or has failed. */
    public static RunningWar run(String... options) {
        return run(builtWar(), List.of(), List.of(options));
    }

    /** Runs a WAR and waits until it is ready or has failed. */
    public static RunningWar run(Path war, List<String> jvmOptions, List<String> options) {
        List<String> command = new ArrayList<>(jvmOptions);
        command.addAll(List.of("-jar", war.toString()));
        command.addAll(options);
        return java(command);
    }

    /** Runs another application in the container that the built WAR brings, and waits until it is ready or has failed. */
    public static RunningWar runInItsContainer(Path application, String... jvmOptions) {
        Path target = builtWar().toAbsolutePath().getParent();
        String classPath = String.join(
                File.pathSeparator,
                builtWar().toString(),
                target.resolve("war/launcher/*").toString(),
                target.resolve("test-classes").toString());
        List<String> arguments = new ArrayList<>(List.of(jvmOptions));
        arguments.addAll(List.of("-cp", classPath, RunInJetty.class.getName(), application.toString()));
        return java(arguments);
    }

    /** Runs a program that says on its first line where it is ready, as ours does, and waits until it is ready or has failed. */
    static RunningWar java(List<String> arguments) {
        RunningWar running = begin(arguments);
        running.firstLine();
        return running;
    }

    /** Begins to run a program that says on its first line where it is ready, as ours does. */
    static RunningWar begin(List<String> arguments) {
        try {
            List<String> command = ShortJvm.command();
            command.addAll(arguments);
            Path errors = Files.createTempFile("halley-it-", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            // At the end of a test nobody waits until its clients have gone; a system property can say otherwise.
            builder.environment().put("HALLEY_DRAIN_TIME", "0");
            return new RunningWar(builder.start(), errors);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What the server says is its address, which ends with a slash. */
    public URI address() {
        String line = firstLine();
        if (!line.startsWith(READY)) {
            throw new AssertionError("the server did not start: " + line + "\n" + errors());
        }
        return URI.create(line.substring(READY.length()));
    }

    /** The first line of the standard output, for which this waits; empty if there was none. */
    public String firstLine() {
        String line = firstLine;
        if (line == null) {
            try {
                line = Objects.requireNonNullElse(process.inputReader().readLine(), "");
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            firstLine = line;
        }
        return line;
    }

    /** Writes a line to its standard input. */
    void tell(String line) throws IOException {
        process.outputWriter().append(line).append('\n').flush();
    }

    /** Ends its standard input. */
    void tellNoMore() throws IOException {
        process.outputWriter().close();
    }

    /** All that has been written to the standard error output so far. */
    public String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Sends SIGSTOP: the process stands still, and its connections stay open. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Sends SIGCONT: a frozen process goes on. */
    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String which) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", which, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill " + which + " ended with " + kill.exitValue());
        }
    }

    /** Waits for the end of the process. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the server is still running:\n" + errors());
        }
        return process.exitValue();
    }

    /** Ends the process, if it has not ended, as SIGTERM does, so that it removes its files. */
    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        process.destroyForcibly();
        Files.deleteIfExists(errors);
    }
}
