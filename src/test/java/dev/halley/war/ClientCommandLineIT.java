package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.FreePorts;
import dev.halley.testing.ShortJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the built command line of the Java client, by {@code java -jar}, against the built WAR. */
class ClientCommandLineIT {

    private static final Path JAR = RunningWar.builtWar().resolveSibling("halley-client-cli.jar");
    private static final long PATIENCE_SECONDS = 120;
    private static final int SIGTERM_EXIT = 143;

    private static RunningWar server;
    private static String url;

    private final String channel = "/test/" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        server = RunningWar.run("--port", "0");
        url = server.address().resolve("cometd").toString();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    /** The program while it runs. */
    private static final class Program {

        private final Process process;
        private final CompletableFuture<String> output;
        private final BufferedReader errors;
        private final List<String> complaints = new ArrayList<>();

        private Program(String... arguments) throws IOException {
            List<String> command = ShortJvm.command();
            command.addAll(List.of("-jar", JAR.toString()));
            command.addAll(List.of(arguments));
            process = new ProcessBuilder(command).start();
            output = CompletableFuture.supplyAsync(
                    () -> process.inputReader(StandardCharsets.UTF_8).lines().collect(Collectors.joining("\n")));
            errors = process.errorReader(StandardCharsets.UTF_8);
        }

        void write(String text) throws IOException {
            try (Writer input = process.outputWriter(StandardCharsets.UTF_8)) {
                input.write(text);
            }
        }

        void awaitComplaint(String part) throws IOException {
            String line = errors.readLine();
            while (line != null && !line.contains(part)) {
                complaints.add(line);
                line = errors.readLine();
            }
            assertThat(line)
                    .as("a line with \"" + part + "\" after " + complaints)
                    .isNotNull();
        }

        Ended end() throws Exception {
            errors.lines().forEach(complaints::add);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Ended(
                    process.exitValue(), output.get(PATIENCE_SECONDS, TimeUnit.SECONDS), String.join("\n", complaints));
        }
    }

    private record Ended(int code, String output, String errors) {}

    private static Ended run(String... arguments) throws Exception {
        Program program = new Program(arguments);
        program.write("");
        return program.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void printsWhatIsPublished(String transport) throws Exception {
        Program subscriber = new Program(
                url, "subscribe", channel + "/**", "--count=2", "--progress", "--ack", "--transport", transport);
        subscriber.awaitComplaint("subscribed to " + channel);
        Program publisher = new Program(url, "publish", channel + "/a", "--transport", transport);
        publisher.write("{\"text\": \"Grüße\"}\n\n12345678901234567890\n");

        assertThat(publisher.end()).isEqualTo(new Ended(0, """
                {"line":1,"channel":"%1$s/a","successful":true}
                {"line":3,"channel":"%1$s/a","successful":true}""".formatted(channel), ""));
        Ended heard = subscriber.end();
        assertThat(heard.output()).isEqualTo("""
                        {"channel":"%1$s/a","data":{"text": "Grüße"}}
                        {"channel":"%1$s/a","data":12345678901234567890}""".formatted(channel));
        assertThat(heard.code()).isZero();
    }

    @Test
    void subscriberThatIsStoppedPrintsOnlyWhatCame() throws Exception {
        Program subscriber = new Program(url, "subscribe", channel, "--data", "--progress");
        subscriber.awaitComplaint("subscribed to " + channel);
        assertThat(run(url, "publish", channel, "[1]").code()).isZero();
        subscriber.awaitComplaint("1 messages");
        // Not Process.destroy: that throws away what was printed and not read yet.
        subscriber.process.toHandle().destroy();
        Ended ended = subscriber.end();
        assertThat(ended.output()).isEqualTo("[1]");
        assertThat(ended.code()).isEqualTo(SIGTERM_EXIT);
    }

    @Test
    void callPrintsTheAnswer() throws Exception {
        assertThat(run(url, "call", "echo", "{\"a\":1}"))
                .isEqualTo(new Ended(0, "{\"target\":\"echo\",\"successful\":true,\"data\":{\"a\":1}}", ""));
        assertThat(run(url, "call", "echo", "\"x\"", "--data")).isEqualTo(new Ended(0, "\"x\"", ""));
    }

    @Test
    void whatTheServerRefusesIsToldAndEndsWith1() throws Exception {
        Ended refused = run(url, "call", "chat/private", "{\"room\":\"nobody is in it\",\"to\":\"x\",\"chat\":\"x\"}");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.output())
                .startsWith("{\"target\":\"chat/private\",\"successful\":false,\"outcome\":\"REFUSED\",\"error\":")
                .endsWith("\"data\":{\"reason\":\"not_a_member\"}}");
    }

    @Test
    void channelThatIsNoneEndsWith2() throws Exception {
        Ended wrong = run(url, "subscribe", "/meta/connect");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.errors()).contains("Meta channels take no subscriptions: use addListener for /meta/connect.");
    }

    @Test
    void callThatNobodyServesEndsWith1AtOnce() throws Exception {
        assertThat(run(url, "call", "nobody"))
                .isEqualTo(new Ended(
                        1,
                        "{\"target\":\"nobody\",\"successful\":false,\"outcome\":\"REFUSED\","
                                + "\"error\":\"404::service_unknown\"}",
                        ""));
    }

    @Test
    void callThatIsHeardAndNotAnsweredEndsWith4() throws Exception {
        assertThat(run(url, "call", "chat/away", "--timeout=10"))
                .isEqualTo(new Ended(
                        4,
                        "{\"target\":\"chat/away\",\"successful\":false,\"outcome\":\"UNKNOWN\","
                                + "\"error\":\"The call was not answered within 10000 ms\"}",
                        ""));
    }

    @Test
    void serverThatIsNotThereEndsWith3AtOnce() throws Exception {
        String nowhere = "http://127.0.0.1:" + FreePorts.one() + "/cometd";
        // With such a timeout the test would not end in time if it was waited for.
        assertThat(run(nowhere, "call", "echo", "--timeout=86400"))
                .isEqualTo(new Ended(
                        3, "", "halley-client: no connection to " + nowhere + ": the connection was refused"));
    }

    @Test
    void serverThatIsWaitedForInVainEndsWith3() throws Exception {
        String nowhere = "http://127.0.0.1:" + FreePorts.one() + "/cometd";
        assertThat(run(nowhere, "call", "echo", "--wait", "--timeout=2"))
                .isEqualTo(new Ended(
                        3,
                        "",
                        "halley-client: no connection to " + nowhere
                                + " within 2 s (--timeout): the connection was refused"));
    }

    @Test
    void addressOfTheWebSocketIsTakenToo() throws Exception {
        assertThat(run(url.replace("http:", "ws:"), "call", "echo", "1", "--data"))
                .isEqualTo(new Ended(0, "1", ""));
    }

    @Test
    void linesThatAreNoJsonArePassedOverIfThatIsWanted() throws Exception {
        Program publisher = new Program(url, "publish", channel, "--keep-going");
        publisher.write("1\n{\n2\n");
        Ended ended = publisher.end();
        assertThat(ended.output().lines())
                .hasSize(3)
                .startsWith("{\"line\":1,\"channel\":\"" + channel + "\",\"successful\":true}")
                .endsWith("{\"line\":3,\"channel\":\"" + channel + "\",\"successful\":true}");
        assertThat(ended.output())
                .contains("{\"line\":2,\"channel\":\"" + channel + "\",\"successful\":false,\"outcome\":\"NOT_SENT\","
                        + "\"error\":\"line 2 of the input is not one JSON value: ");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.errors()).isEmpty();
    }

    @Test
    void versionIsPrinted() throws Exception {
        assertThat(run("--version"))
                .isEqualTo(new Ended(0, "halley-client " + System.getProperty("halley.version"), ""));
    }

    @Test
    void wrongUsageEndsWith2() throws Exception {
        assertThat(run(url, "shout"))
                .isEqualTo(new Ended(
                        2,
                        "",
                        "halley-client: unknown command \"shout\"; the commands are subscribe, presence, publish, call and bench."
                                + " Try --help."));
        Program publisher = new Program(url, "publish", channel);
        publisher.write("1\n{\n2\n");
        Ended malformed = publisher.end();
        assertThat(malformed.code()).isEqualTo(2);
        assertThat(malformed.output()).isEqualTo("{\"line\":1,\"channel\":\"" + channel + "\",\"successful\":true}");
        assertThat(malformed.errors()).contains("line 2 of the input is not one JSON value");
    }

    @Test
    void helpIsPrinted() throws Exception {
        Ended help = run("--help");
        assertThat(help.output()).startsWith("Usage: java -jar halley-client-cli.jar URL COMMAND");
        assertThat(help.code()).isZero();
    }

    @Test
    void benchMeasures() throws Exception {
        Ended bench = run(url, "bench", "--clients=5", "--messages=50", "--size=10");
        assertThat(bench.output())
                .startsWith("{\"clients\":5,\"messages\":50,\"published\":50,\"failed\":0,\"delivered\":250,")
                .contains("\"deliveriesPerSecond\":", "\"latencyMillis\":{\"p50\":");
        assertThat(bench.code()).isZero();
    }
}
