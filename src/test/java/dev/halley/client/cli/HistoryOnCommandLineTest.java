package dev.halley.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerChannel;
import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import dev.halley.testkit.CoreDoor;
import dev.halley.testkit.Setup;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line prints of channels that keep history or show their members. */
class HistoryOnCommandLineTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream() {
        @Override
        public void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            // Something comes after what is complained of.
            orders.publish(null, 4);
        }
    };
    private TestServer server;
    private ServerChannel orders;

    @BeforeEach
    void publishThree() {
        Setup setup = CoreDoor.unrecorded(new Setup()).inRealTime();
        server = TestServer.start(
                new JettyHost(), TestServer.WEBSOCKET, setup, "history", "/orders=10/10m", "presence", "/room");
        server.bayeux().createChannel("/orders", created -> {});
        orders = server.bayeux().channel("/orders").orElseThrow();
        for (int i = 1; i <= 3; i++) {
            orders.publish(null, i);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Exit run(String... args) {
        Terminal terminal = new Terminal(
                new BufferedReader(Reader.nullReader()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false);
        List<String> all = new ArrayList<>(List.of(server.uri("http").toString()));
        all.addAll(List.of(args));
        return Main.run(all, terminal);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void newestMessagesArePrintedFirst() {
        assertThat(run("subscribe", "/orders", "--last", "2", "--count", "2", "--data"))
                .isEqualTo(Exit.DONE);
        assertThat(lines()).containsExactly("2", "3");
    }

    @Test
    void allMessagesArePrintedWithTheirPositionsAndTheRestFromThere() {
        assertThat(run("subscribe", "/orders", "--all", "--count", "3", "--positions", "--data"))
                .isEqualTo(Exit.DONE);
        assertThat(lines().get(0)).contains("\"recovered\":true").contains("\"count\":3");
        assertThat(lines().get(3)).matches("\\{\"position\":\"[^\"]+:\\d+\",\"data\":3}");
        String second = lines().get(2).replaceAll(".*\"position\":\"([^\"]+)\".*", "$1");
        out.reset();
        assertThat(run("subscribe", "/orders", "--from", second, "--count", "1", "--data"))
                .isEqualTo(Exit.DONE);
        assertThat(lines()).containsExactly("3");
    }

    @Test
    void membersArePrinted() {
        assertThat(run("presence", "/room", "--count", "1")).isEqualTo(Exit.DONE);
        assertThat(lines()).containsExactly("{\"members\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subscribe /orders --last 2 --count 2 --data",
                "subscribe /orders --all --count 3 --data",
                "presence /room --count 1"
            })
    void documentShowsWhatIsPrinted(String command) throws IOException {
        run(command.split(" "));
        String document = Files.readString(Path.of("docs", "command-line.md"));
        assertThat(document).contains("cometd " + command + "\n" + String.join("\n", lines()) + "\n");
    }

    @Test
    void positionThatIsGoneIsTold() {
        assertThat(run("subscribe", "/orders", "--from=gone:1", "--count=1")).isEqualTo(Exit.DONE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("messages may be missing on /orders: void");
    }
}
