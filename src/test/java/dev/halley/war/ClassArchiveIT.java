package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script with which an image of the server gets an archive of its classes. */
class ClassArchiveIT {

    private static final String SCRIPT = "artifacts/class-archive";

    @TempDir
    private Path folder;

    @Test
    void aStartTakesTheServersClassesFromTheArchiveThatTheScriptHasMade() throws Exception {
        Path archive = folder.resolve("halley.jsa");
        Path loaded = folder.resolve("loaded.txt");
        Outcome made = script(RunningWar.builtWar().toString(), archive.toString(), Integer.toString(FreePorts.one()));

        assertThat(made.status()).as(made.output()).isZero();
        assertThat(made.output()).doesNotContain("WARNING", "[warning]");
        try (RunningWar server = RunningWar.run(
                RunningWar.builtWar(),
                List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:class+load:file=" + loaded),
                List.of("--port", "0"))) {
            assertThat(server.address()).isNotNull();
            assertThat(Files.readAllLines(loaded))
                    .filteredOn(line -> line.contains("source: shared objects file (top)"))
                    .anyMatch(line -> line.contains(" dev.halley.launcher.Main "))
                    .anyMatch(line -> line.contains(" dev.halley.core.request.PublishHandler "));
        }
    }

    @Test
    void aFileThatIsNoServerIsTold() throws Exception {
        Path none = Files.writeString(folder.resolve("none.war"), "nothing");
        String port = Integer.toString(FreePorts.one());

        Outcome outcome = script(none.toString(), folder.resolve("none.jsa").toString(), port);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).contains("class-archive: " + none + " does not serve port " + port + ".");
    }

    @Test
    void whoeverNamesNoArchiveIsToldWhatToName() throws Exception {
        Outcome outcome = script(RunningWar.builtWar().toString());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output()).contains("artifacts/class-archive <halley.war> <archive>");
    }

    private record Outcome(int status, String output) {}

    private static Outcome script(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT));
        command.addAll(List.of(arguments));
        ProcessBuilder script = new ProcessBuilder(command).redirectErrorStream(true);
        script.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = script.start();
        try {
            String output = new String(process.getInputStream().readAllBytes());
            return new Outcome(process.waitFor(), output);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
