package dev.halley.core;

import static dev.halley.core.RecoveryTexts.asking;
import static dev.halley.core.RecoveryTexts.data;
import static dev.halley.core.RecoveryTexts.subscribeFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halley.api.Position;
import dev.halley.extension.ReplayExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server is closed and started again in the same directory: clients go on from where they were. */
class RestartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    final TestCores servers = new TestCores();

    @TempDir
    private Path directory;

    private TestCore start(String... more) {
        String[] settings = new String[more.length + 4];
        settings[0] = "history";
        settings[1] = "/kept/**=100/10m";
        settings[2] = "historyStore";
        settings[3] = directory.resolve("history").toString();
        System.arraycopy(more, 0, settings, 4, more.length);
        return servers.start(settings);
    }

    private static Position publish(TestCore server, int... numbers) {
        Position last = Position.NONE;
        for (int number : numbers) {
            last = publish(server, number, "key " + number);
        }
        return last;
    }

    private static Position publish(TestCore server, int number, String key) {
        return server.channel("/kept/a")
                .publishAsync(null, number, key)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static List<String> recover(TestPeer client, Position position) {
        subscribeFrom(client, position);
        return client.received();
    }

    @Test
    void clientGoesOnFromItsPosition() {
        TestCore before = start();
        Position first = publish(before, 1);
        publish(before, 2, 3);
        before.close();

        TestCore after = start();
        List<String> got = recover(asking(after.webSocket()), first);

        assertThat(got.get(0)).contains("\"recovered\":true,\"count\":2");
        assertThat(data(got)).containsExactly("2", "3");
    }

    @Test
    void offsetsGoOnInAnotherEpochAndOldPositionsStayValid() {
        TestCore before = start();
        Position first = publish(before, 1);
        Position second = publish(before, 2);
        before.close();

        TestCore after = start();
        Position third = publish(after, 3);

        assertThat(third.offset()).isEqualTo(second.offset() + 1);
        assertThat(third.epoch()).isNotEqualTo(second.epoch());
        List<String> got = recover(asking(after.webSocket()), first);
        assertThat(got.get(0)).contains("\"recovered\":true,\"count\":2");
        assertThat(data(got)).containsExactly("2", "3");
        assertThat(got.get(2)).contains("\"epoch\":\"" + third.epoch() + "\"");
        assertThat(data(recover(asking(after.webSocket()), second))).containsExactly("3");
    }

    @Test
    void newestOfSeveralEpochsNameThem() {
        TestCore before = start();
        Position second = publish(before, 1, 2);
        before.close();

        TestCore after = start();
        Position third = publish(after, 3);
        TestPeer client = asking(after.webSocket());
        client.send("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\","
                + "\"ext\":{\"history\":{\"/kept/a\":{\"last\":3}}}}");
        List<String> got = client.received();

        assertThat(data(got)).containsExactly("1", "2", "3");
        assertThat(got.get(0)).contains("\"epoch\":\"" + third.epoch() + "\"");
        assertThat(got.get(1)).contains("\"epoch\":\"" + second.epoch() + "\"");
        assertThat(got.get(2)).doesNotContain("\"epoch\"");
        assertThat(got.get(3)).contains("\"epoch\":\"" + third.epoch() + "\"");
    }

    @Test
    void replayIdOfBeforeARestartIsGoneOnFrom() {
        TestCore before = start();
        Position first = publish(before, 1);
        publish(before, 2);
        before.close();

        TestCore after = start();
        after.core().addExtension(new ReplayExtension());
        publish(after, 3);
        TestPeer client = after.webSocket();
        client.handshakeWithEvents("{\"replay\":true}");
        client.connect();
        client.received();
        client.send("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\","
                + "\"ext\":{\"replay\":{\"/kept/a\":" + first.offset() + "}}}");

        assertThat(data(client.received())).containsExactly("2", "3");
    }

    @Test
    void publishThatIsRepeatedAfterARestartIsStoredOnce() {
        TestCore before = start();
        Position first = publish(before, 1, "once");
        before.close();

        TestCore after = start();

        assertThat(publish(after, 1, "once")).isEqualTo(first);
        assertThat(after.core().history().messages()).isEqualTo(1);
    }

    @Test
    void secondServerInTheSameDirectoryIsRefused() {
        start();
        assertThatIllegalStateException().isThrownBy(this::start).withMessageContaining("in use by another server");
    }
}
