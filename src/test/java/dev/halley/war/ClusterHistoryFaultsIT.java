package dev.halley.war;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.Journal;
import dev.halley.testing.LogChecker;
import dev.halley.testing.RoundRobinProxy;
import dev.halley.testing.Soak;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes in processes of their own are killed, frozen, parted and restarted, while clients of ours publish with keys and read, and those of
 * CometD and Faye read; a checker reads what all have seen.
 */
class ClusterHistoryFaultsIT {

    private static final int NODES = 3;
    private static final int ROUNDS = Soak.choose(1, 20);
    private static final int JAVA_CLIENTS = 6;
    /** Ours. */
    private static final int PUBLISHERS = 1 + JAVA_CLIENTS;
    /** Whoever is at a frozen node is behind, and nobody waits for them. */
    private static final LogLoad.Pace PACE = new LogLoad.Pace(Soak.choose(20, 5), 20_000);

    /** The node that is alone in a split. */
    private static final int PARTED = 2;

    private static final Duration FREEZE = Duration.ofSeconds(8);
    /** Too short for the others to leave the node out. */
    private static final Duration FLAP = Duration.ofSeconds(1);

    /** Eight nodes are started on a small machine. */
    private static final List<String> JVM = List.of("-Xmx256m");

    /** Whatever time it takes, nothing grows too old or is too much. */
    private static final List<String> SETTINGS = List.of(
            "-Dhalley.history=" + LogLoad.PATTERN + "=100000/1h",
            "-Dhalley.maxRecovery=100000",
            "-Dhalley.maxQueue=100000",
            "-Dhalley.drainTime=20000");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path temporary;

    private RunningCluster cluster;
    private LogLoad load;

    /** Something that is done to nodes. */
    @FunctionalInterface
    private interface Fault {
        void make() throws Exception;
    }

    private static List<Function<LogMember.Voice, LogMember>> clients(Function<Integer, URI> servers) {
        List<Function<LogMember.Voice, LogMember>> clients = new ArrayList<>();
        clients.add(voice -> NodeLogMember.ofOurs(servers.apply(0), voice));
        for (int i = 0; i < JAVA_CLIENTS; i++) {
            int number = i;
            clients.add(voice -> new JavaLogMember(number, servers.apply(number % NODES), voice));
        }
        clients.add(voice -> NodeLogMember.ofFaye(servers.apply(PARTED), voice));
        clients.add(voice -> CometdLogMember.overWebSocket(servers.apply(1), voice));
        clients.add(voice -> CometdLogMember.overLongPolling(servers.apply(0), voice));
        return clients;
    }

    private static List<Integer> except(Integer... gone) {
        return IntStream.range(0, NODES)
                .boxed()
                .filter(node -> !List.of(gone).contains(node))
                .toList();
    }

    private static void waitFor(Duration time) {
        new CompletableFuture<Void>()
                .completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Makes a fault, waits until everybody goes on, and says for how long nobody could publish. */
    private void during(String what, Fault fault) throws Exception {
        load.pauses().begin();
        load.note(what);
        fault.make();
        load.note(what + " has passed");
        load.awaitEverybody();
        String pause =
                what + ": no acknowledgement for " + load.pauses().longest().toMillis() + " ms";
        load.note(pause);
        System.out.println(pause);
    }

    private void kill(int node) throws Exception {
        during("kill", () -> cluster.kill(node));
        during("restart", () -> {
            cluster.restart(node);
            cluster.awaitLinked(NODES, except());
        });
    }

    private void freeze(int node) throws Exception {
        during("freeze", () -> {
            cluster.node(node).freeze();
            waitFor(FREEZE);
            cluster.awaitLinked(NODES - 1, except(node));
            load.note("thaw");
            cluster.node(node).thaw();
            cluster.awaitLinked(NODES, except());
        });
    }

    private void flap(int node) throws Exception {
        during("flap", () -> {
            cluster.node(node).freeze();
            waitFor(FLAP);
            cluster.node(node).thaw();
        });
    }

    private void restartAll() throws Exception {
        for (int node : except()) {
            during("stop and restart", () -> {
                cluster.stopAndRestart(node);
                cluster.awaitLinked(NODES, except());
            });
        }
    }

    /** Lets clients work while faults are made, until all have read the last message; then judges what they have seen. */
    private LogChecker work(Function<Integer, URI> servers, Fault faults) throws Exception {
        Path seen = temporary.resolve("seen.txt");
        Path journal = temporary.resolve("journal.txt");
        Map<String, String> last;
        try (Journal writing = new Journal(seen);
                LogLoad clients = new LogLoad(clients(servers), PUBLISHERS, PACE, writing)) {
            load = clients;
            load.begin();
            load.awaitEverybody();
            faults.make();
            last = load.end();
        } finally {
            cluster.writeLogs(temporary);
        }
        KeptLog.write(servers.apply(0), last, seen, journal);
        LogChecker checker = Journal.judge(journal, new LogChecker());
        System.out.println(checker.summary());
        assertThat(checker.faults()).as(journal.toString()).isEmpty();
        return checker;
    }

    private void round(int round) throws Exception {
        try (RunningCluster started = RunningCluster.start(RunningWar.builtWar(), NODES, JVM, SETTINGS);
                RoundRobinProxy proxy = started.proxy()) {
            cluster = started;
            cluster.awaitLinked(NODES, except());
            URI entrance = proxy.address().resolve("cometd");
            LogChecker checker = work(number -> entrance, () -> {
                kill(round % NODES);
                freeze((round + 1) % NODES);
                flap((round + 2) % NODES);
                flap((round + 2) % NODES);
                during("kill of a joiner", cluster::killAJoiner);
                restartAll();
            });
            assertThat(checker.told()).isZero();
        }
    }

    @Test
    void everybodyHasEachMessageOnceAndIsToldOfNoLossWhileNodesAreKilledFrozenAndRestarted() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            round(i);
        }
    }

    /** A node that is told by its standard input to hear and say nothing. */
    private Path partableWar() throws IOException {
        Path war = Files.copy(RunningWar.builtWar(), temporary.resolve("halley.war"), REPLACE_EXISTING);
        String name = PartableLinks.class.getName().replace('.', '/') + ".class";
        try (FileSystem entries = FileSystems.newFileSystem(war);
                InputStream content = PartableLinks.class.getClassLoader().getResourceAsStream(name)) {
            Path entry = entries.getPath("WEB-INF/classes", name);
            Files.createDirectories(entry.getParent());
            Files.copy(content, entry);
        }
        return war;
    }

    /** @return the clients of the node that is alone in a split */
    private static List<String> partedClients() {
        return Stream.concat(
                        Stream.of("faye"),
                        IntStream.range(0, JAVA_CLIENTS)
                                .filter(number -> number % NODES == PARTED)
                                .mapToObj(number -> "java" + number))
                .toList();
    }

    private void split() throws Exception {
        load.part(partedClients());
        cluster.node(PARTED).tell("part");
        cluster.awaitLinked(NODES - 1, except(PARTED));
        cluster.awaitLinked(1, List.of(PARTED));
        load.awaitEverybody();
        cluster.node(PARTED).tell("merge");
        cluster.awaitLinked(NODES, except());
    }

    private void partedRound() throws Exception {
        Path stack = Path.of(getClass().getResource("partable-stack.xml").toURI());
        List<String> options = new ArrayList<>(SETTINGS);
        options.add("-Dhalley.cluster.stack=" + stack);
        try (RunningCluster started = RunningCluster.start(partableWar(), NODES, JVM, options)) {
            cluster = started;
            cluster.awaitLinked(NODES, except());
            List<URI> servers = started.addresses().stream()
                    .map(address -> address.resolve("cometd"))
                    .toList();
            LogChecker checker = work(servers::get, () -> during("split", this::split));
            assertThat(checker.told()).isPositive();
        }
        // Had the node not been apart, what its clients were told and have read would have been faults.
        Path together = temporary.resolve("together.txt");
        Files.write(
                together,
                Files.readAllLines(temporary.resolve("journal.txt")).stream()
                        .filter(line -> !line.startsWith("parted "))
                        .toList());
        assertThat(Journal.judge(together, new LogChecker()).faults())
                .anyMatch(fault -> fault.startsWith("told-without-cause: "))
                .anyMatch(fault -> fault.startsWith("lost-read: "));
    }

    @Test
    void onlyClientsOfThePartThatLostAreToldOfASplitOnce() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            partedRound();
        }
    }
}
