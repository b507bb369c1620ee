package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.halley.testing.ShortJvm;
import dev.halley.war.RunningWar;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs the tests of a program for Node in {@code src/test/js/interop} or beside it, and reports each of them. What they
 * need has been provided by {@code src/test/js/provision}; where it is missing they fail.
 *
 * <p>Thread-safety: immutable.
 *
 * @param file its name
 * @param environment what it is told besides the WAR's place
 */
record NodeProgram(String file, Map<String, String> environment) {

    private static final Path FOLDER = Path.of("src/test/js/interop");
    private static final long PATIENCE_MINUTES = 15;

    NodeProgram(String file) {
        this(file, Map.of());
    }

    /** The results of its tests, and one more for the program itself. */
    Stream<DynamicTest> tests() throws IOException, InterruptedException {
        Path target = RunningWar.builtWar().toAbsolutePath().getParent();
        Path results = Files.createTempFile(target, "node-", ".results");
        Path output = Files.createTempFile(target, "node-", ".output");
        int exitCode = run(results, output);
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : Files.readAllLines(results)) {
            JsonObject result = Json.createReader(new StringReader(line)).readObject();
            tests.add(dynamicTest(result.getString("name"), () -> check(result)));
        }
        boolean anyFailed = Files.readString(results).contains("\"passed\":false");
        String said = Files.readString(output);
        tests.add(dynamicTest(file + " runs to its end", () -> {
            assertThat(tests).as("tests in %s, which says:%n%s", file, said).hasSizeGreaterThan(1);
            assertThat(exitCode == 0 || anyFailed)
                    .as("%s ends with %s and says:%n%s", file, exitCode, said)
                    .isTrue();
        }));
        Files.delete(results);
        Files.delete(output);
        return tests.stream();
    }

    private int run(Path results, Path output) throws IOException, InterruptedException {
        ProcessBuilder node = new ProcessBuilder(
                        "node", "--test-reporter=./reporter.mjs", "--test-reporter-destination=" + results, file)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        node.environment().putAll(environment);
        node.environment()
                .put("TEST_WAR", RunningWar.builtWar().toAbsolutePath().toString());
        node.environment()
                .put(
                        "TEST_JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        node.environment().put("TEST_JVM", ShortJvm.options());
        node.environment().put("TEST_SOAK", String.valueOf(Boolean.getBoolean("halley.test.soak")));
        Process process = start(node);
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new AssertionError(file + " is still running after " + PATIENCE_MINUTES + " minutes:\n"
                    + Files.readString(results) + Files.readString(output));
        }
        return process.exitValue();
    }

    private static Process start(ProcessBuilder node) {
        try {
            return node.start();
        } catch (IOException missing) {
            throw new AssertionError(
                    "These tests need Node.js on the PATH; src/test/js/provision says which, and gets the rest.",
                    missing);
        }
    }

    private static void check(JsonObject result) {
        assertThat(result.getBoolean("skipped")).as("skipped").isFalse();
        if (!result.getBoolean("passed")) {
            throw new AssertionError(result.getString("error"));
        }
    }
}
