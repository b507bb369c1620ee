package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.Eventually;
import dev.halley.testing.FreePorts;
import dev.halley.testing.RoundRobinProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes of one cluster, each the built WAR in a process of its own; a node that is restarted has the same ports.
 *
 * <p>Thread-safety: confined to the test that started it.
 */
final class RunningCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path war;
    private final List<String> jvm;
    private final List<String> options;
    private final int[] ports;
    private final int[] links;
    private final List<RunningWar> nodes = new ArrayList<>();

    private RunningCluster(Path war, int count, List<String> jvm, List<String> options) {
        this.war = war;
        this.jvm = jvm;
        this.options = options;
        // One more may join.
        int[] free = FreePorts.some(2 * count + 2);
        ports = IntStream.of(free).limit(count + 1).toArray();
        links = IntStream.of(free).skip(count + 1).toArray();
    }

    /** Starts all nodes at once and waits until each is ready. */
    static RunningCluster start(int count) throws IOException {
        return start(RunningWar.builtWar(), count, List.of(), List.of());
    }

    /** The same. @param jvm options of each node's JVM. @param options of each node */
    static RunningCluster start(Path war, int count, List<String> jvm, List<String> options) throws IOException {
        RunningCluster cluster = new RunningCluster(war, count, jvm, options);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<CompletableFuture<RunningWar>> starting = IntStream.range(0, count)
                    .mapToObj(node -> CompletableFuture.supplyAsync(() -> cluster.run(node), threads))
                    .toList();
            starting.forEach(node -> cluster.nodes.add(node.join()));
            cluster.addresses();
            return cluster;
        } catch (RuntimeException | Error failed) {
            cluster.close();
            throw failed;
        } finally {
            threads.shutdown();
        }
    }

    private RunningWar run(int node) {
        RunningWar running = begin(node);
        running.firstLine();
        return running;
    }

    private RunningWar begin(int node) {
        String members =
                IntStream.of(links).mapToObj(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(jvm);
        command.addAll(List.of(
                // For a stack of the test's own.
                "-Dlinks.port=" + links[node],
                "-Dlinks.members=" + members.replaceAll(":(\\d+)", "[$1]"),
                "-jar",
                war.toString(),
                "--port=" + ports[node],
                "-Dhalley.cluster.name=several",
                "-Dhalley.cluster.node=n" + node,
                "-Dhalley.cluster.bind=127.0.0.1:" + links[node],
                "-Dhalley.cluster.members=" + members));
        command.addAll(options);
        return RunningWar.begin(command);
    }

    /** Lets one node more join, and kills it as soon as the others are linked with it. */
    void killAJoiner() throws IOException, InterruptedException {
        try (RunningWar joiner = begin(nodes.size())) {
            awaitLinked(
                    nodes.size() + 1, IntStream.range(0, nodes.size()).boxed().toList());
            joiner.kill();
            joiner.exitCode();
        }
    }

    /** Stops a node in an orderly way, waits until its process has ended, and starts it again. */
    void stopAndRestart(int node) throws IOException, InterruptedException {
        nodes.get(node).terminate();
        nodes.get(node).exitCode();
        restart(node);
    }

    /** @return a reverse proxy in front of all nodes, which sends each request to the next one */
    RoundRobinProxy proxy() {
        return new RoundRobinProxy(
                IntStream.of(ports).limit(nodes.size()).boxed().toList());
    }

    List<URI> addresses() {
        return nodes.stream().map(RunningWar::address).toList();
    }

    RunningWar node(int number) {
        return nodes.get(number);
    }

    /** Kills a node and waits until its process has ended. */
    void kill(int node) throws InterruptedException {
        nodes.get(node).kill();
        nodes.get(node).exitCode();
    }

    /** Starts a node whose process has ended. */
    void restart(int node) throws IOException {
        nodes.get(node).close();
        nodes.set(node, run(node));
        nodes.get(node).address();
    }

    /** Waits until each of these nodes says in its log that it is linked with so many, itself among them. */
    void awaitLinked(int count, Collection<Integer> living) {
        assertThat(Eventually.met(PATIENCE, () -> living.stream().allMatch(node -> linked(node) == count)))
                .as(
                        "nodes %s are linked with %s nodes; they say %s%n%s",
                        living,
                        count,
                        living.stream().map(this::linked).toList(),
                        living.stream().map(this::lastWords).collect(Collectors.joining("\n")))
                .isTrue();
    }

    private int linked(int node) {
        return lastView(node).map(line -> line.split(",").length).orElse(0);
    }

    /** @return the end of what a node has logged */
    private String lastWords(int node) {
        List<String> lines = nodes.get(node).errors().lines().toList();
        return "Node " + node + ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private Optional<String> lastView(int node) {
        return nodes.get(node)
                .errors()
                .lines()
                .filter(line -> line.contains("Linked nodes of the cluster: "))
                .reduce((before, last) -> last);
    }

    /** @return for each node what it has logged of its last view, with the time */
    List<Optional<String>> views() {
        return IntStream.range(0, nodes.size()).mapToObj(this::lastView).toList();
    }

    /** Writes what the nodes have logged into files. */
    void writeLogs(Path directory) throws IOException {
        for (int node = 0; node < nodes.size(); node++) {
            Files.writeString(
                    directory.resolve("n" + node + ".log"), nodes.get(node).errors());
        }
    }

    /** Ends all nodes at once, also those that are frozen. */
    @Override
    public void close() throws IOException {
        nodes.forEach(RunningWar::kill);
        for (RunningWar node : nodes) {
            node.close();
        }
    }
}
