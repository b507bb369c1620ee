package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.halley.testing.ShortJvm;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cable is cut under load: what a node writes to one beyond it neither goes nor fails, which must not hold up the others. Needs Linux
 * that lets users make network namespaces.
 */
@EnabledIfSystemProperty(named = "halley.test.soak", matches = "true", disabledReason = "takes a minute")
@Timeout(300)
class CutCableTest {

    private static final Duration LARGER_PART_SERVES_WITHIN = Duration.ofSeconds(6);
    private static final long PATIENCE_SECONDS = 90;

    @TempDir
    private Path folder;

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private Process cluster() throws Exception {
        LinkKey key = TestKeys.make(folder.resolve("cluster.p12"));
        Path script = Path.of(CutCableTest.class.getResource("cable.sh").toURI());
        List<String> command = new ArrayList<>(List.of("unshare", "-Urnm", "bash", script.toString()));
        command.addAll(ShortJvm.command());
        command.addAll(List.of(
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                LoadedNode.class.getName(),
                key.keystore().toString(),
                key.password()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HALLEY_CABLE", folder.toString());
        Process process =
                builder.redirectError(folder.resolve("errors").toFile()).start();
        BufferedReader out = process.inputReader();
        Thread reader = new Thread(() -> out.lines().forEach(said::add));
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    private static boolean hasNamespaces() throws Exception {
        try {
            return new ProcessBuilder("unshare", "-Urnm", "ip", "link", "set", "lo", "up")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    @RepeatedTest(3)
    void largerPartGoesOnWithinSecondsAndAllFindEachOtherWhenItIsMended() throws Exception {
        assumeThat(hasNamespaces()).as("users may make network namespaces here").isTrue();
        Process cluster = cluster();
        try (BufferedWriter commands = cluster.outputWriter()) {
            await("a sees abc", "b sees abc", "c sees abc");
            await("a hears c", "c hears a", "b hears c", "c hears b");

            command(commands, "cut");
            long cut = System.nanoTime();
            await("a sees ab", "b sees ab");
            said.clear();
            await("a hears b", "b hears a");
            assertThat(Duration.ofNanos(System.nanoTime() - cut))
                    .isLessThan(LARGER_PART_SERVES_WITHIN.plus(Duration.ofSeconds(2)));

            command(commands, "mend");
            await("a sees abc", "b sees abc", "c sees abc");
            await("a hears c", "c hears a", "b hears c", "c hears b");
        } finally {
            cluster.descendants().forEach(ProcessHandle::destroyForcibly);
            cluster.destroyForcibly().waitFor();
        }
    }

    private void command(BufferedWriter commands, String command) throws Exception {
        commands.write(command + "\n");
        commands.flush();
        await("done " + command);
    }

    private void await(String... lines) throws Exception {
        Set<String> missing = new TreeSet<>(List.of(lines));
        while (!missing.isEmpty()) {
            String line = said.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(line)
                    .as(() -> "something of " + missing + "; " + errors())
                    .isNotNull();
            missing.remove(line);
        }
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
