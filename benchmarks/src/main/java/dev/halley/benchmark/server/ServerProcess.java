package dev.halley.benchmark.server;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in a process of its own, and what the system knows about it.
 *
 * <p>Thread-safety: confined to one thread.
 */
public final class ServerProcess implements Closeable {

    /** What /proc counts processor time in, on every Linux that we know of. */
    private static final long TICKS_PER_SECOND = 100;

    /** How long a container may take to start and to deploy. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Pattern READY = Pattern.compile("http://[^:/]+:(\\d+)");

    private final String name;
    private final ProcessHandle process;
    private final InetSocketAddress address;
    private final long startedAt;
    private AllocationWatch watch;

    private ServerProcess(String name, ProcessHandle process, InetSocketAddress address, long startedAt) {
        this.name = name;
        this.process = process;
        this.address = address;
        this.startedAt = startedAt;
    }

    /**
     * Starts a server and waits until it has printed its URL.
     *
     * @param core the processor it may use, as {@code taskset -c} takes it; empty for all of them
     * @param run what is to be run
     * @throws IOException if it does not start
     */
    public static ServerProcess start(String name, String core, List<String> run) throws IOException {
        long startedAt = System.nanoTime();
        Process process = start(builder(core, run));
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                drain(name, out);
                int port = Integer.parseInt(ready.group(1));
                return attach(name, process.toHandle(), port, startedAt);
            }
        }
        throw new IOException(name + " did not start:\n" + said);
    }

    /**
     * Starts a server that does not tell where it is, and waits until it is found there.
     *
     * @param core the processor it may use, as {@code taskset -c} takes it; empty for all of them
     * @param run what is to be run
     * @param ready what it answers with anything but 404 once it is ready
     * @param log the file that it writes its output to
     * @throws IOException if it ends, or is not ready in two minutes
     */
    static ServerProcess start(String name, String core, List<String> run, URI ready, Path log) throws IOException {
        long startedAt = System.nanoTime();
        Process process = start(builder(core, run).redirectOutput(log.toFile()));
        while (!isFound(ready)) {
            if (ended(process) || System.nanoTime() - startedAt > PATIENCE.toNanos()) {
                process.destroyForcibly();
                throw new IOException(name + " did not start:\n" + Files.readString(log));
            }
        }
        return attach(name, process.toHandle(), ready.getPort(), startedAt);
    }

    private static boolean isFound(URI ready) throws IOException {
        HttpURLConnection request = (HttpURLConnection) ready.toURL().openConnection();
        // CometD's servlet never answers a GET that no transport of its takes.
        request.setRequestMethod("OPTIONS");
        request.setReadTimeout(Math.toIntExact(PATIENCE.toMillis()));
        try {
            return request.getResponseCode() != HttpURLConnection.HTTP_NOT_FOUND;
        } catch (ConnectException | SocketTimeoutException notYet) {
            return false;
        } finally {
            request.disconnect();
        }
    }

    /** @return whether it has ended; told a little later, so that the server has the processor meanwhile */
    private static boolean ended(Process process) throws IOException {
        try {
            return process.waitFor(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static ProcessBuilder builder(String core, List<String> run) {
        List<String> command = new ArrayList<>();
        if (!core.isEmpty()) {
            command.addAll(List.of("taskset", "-c", core));
        }
        command.addAll(run);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // When it is stopped, nobody waits until its clients have gone.
        builder.environment().put("HALLEY_DRAIN_TIME", "0");
        return builder;
    }

    /** Starts a process that ends with this one. */
    private static Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process;
    }

    /** A server that runs on this machine, to be measured and left running. */
    public static ServerProcess running(long pid, int port) {
        return attach("pid " + pid, ProcessHandle.of(pid).orElseThrow(), port, System.nanoTime());
    }

    private static ServerProcess attach(String name, ProcessHandle process, int port, long startedAt) {
        return new ServerProcess(
                name, process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), startedAt);
    }

    private static void drain(String name, BufferedReader out) {
        Thread drain = new Thread(() -> out.lines().forEach(line -> System.err.println(name + ": " + line)));
        drain.setDaemon(true);
        drain.start();
    }

    /** @return the name given at the start */
    public String name() {
        return name;
    }

    /** @return when its process was started, by {@link System#nanoTime}; of one that ran already, when it was found */
    public long startedAt() {
        return startedAt;
    }

    /** @return where it listens */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * User and system time that all its threads have used.
     *
     * @return nanoseconds, in steps of 10 ms
     * @throws IOException if the process has ended
     */
    public long cpuNanos() throws IOException {
        String stat = Files.readString(Path.of("/proc", pid(), "stat"));
        // Fields after the name, which is in parentheses: the 14th and 15th of the line are the times.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return ticks * TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND;
    }

    /** @return resident memory, in bytes */
    public long residentBytes() throws IOException {
        return status("VmRSS") * 1024;
    }

    /** @return number of its threads */
    public int threads() throws IOException {
        return (int) status("Threads");
    }

    private long status(String field) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", pid(), "status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * What is alive on its heap, after a full collection.
     *
     * @throws IOException if the JVM does not answer
     */
    public Histogram histogram() throws IOException {
        // The first one frees what only references and finalizers had kept.
        jcmd("GC.run");
        jcmd("GC.class_histogram");
        return Histogram.parse(jcmd("GC.class_histogram"));
    }

    /** Asks the JVM, as the tool of that name does. */
    public String jcmd(String... question) throws IOException {
        List<String> command = new ArrayList<>(List.of("jcmd", pid()));
        command.addAll(List.of(question));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /**
     * Begins to read what its threads allocate: from then on {@link #allocation} tells.
     *
     * @throws IOException if it is no JVM, or does not let itself be asked
     */
    public void watchAllocation() throws IOException {
        watch = new AllocationWatch(this);
    }

    /** @return what its threads have allocated; nothing at all before {@link #watchAllocation} */
    public Allocation allocation() throws IOException {
        return watch == null ? Allocation.NONE : watch.read();
    }

    /** Sends SIGSTOP: it stands still, and its connections stay open. */
    public void freeze() throws IOException {
        signal("-STOP");
    }

    /** Sends SIGCONT: it goes on. */
    public void thaw() throws IOException {
        signal("-CONT");
    }

    private void signal(String which) throws IOException {
        try {
            if (new ProcessBuilder("kill", which, pid()).start().waitFor() != 0) {
                throw new IOException("kill " + which + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Sends SIGKILL, and waits until the process has ended. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** @return whether the process has not ended */
    public boolean isAlive() {
        return process.isAlive();
    }

    private String pid() {
        return Long.toString(process.pid());
    }

    /** Stops it; by force if it does not stop within ten seconds. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        process.destroy();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
