package dev.halley.core;

import static dev.halley.core.RecoveryTexts.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.PublishException;
import dev.halley.config.ServerConfig;
import dev.halley.core.publish.LocalBroker;
import dev.halley.history.TestHistories;
import dev.halley.history.store.TestDisk;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A publish on a channel whose history is in files is answered and handed on when it is written; a disk that stalls or fails holds up nothing else. */
class StoredPublishTest {

    private static final String UNAVAILABLE =
            "{\"channel\":\"/kept/a\",\"successful\":false,\"error\":\"503::history_unavailable\"}";

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestDisk disk = new TestDisk();
    private final RecordedEvents events = new RecordedEvents();

    @AfterEach
    void diskGoesOn() {
        disk.goOn();
    }

    private TestCore start(String... more) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("history", "/kept/*=100/10m");
        settings.put("historyStore", "/simulated");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        var history = TestHistories.open(disk, ServerConfig.of(settings), new ManualTime(), events);
        String[] texts = settings.entrySet().stream()
                .flatMap(setting -> List.of(setting.getKey(), setting.getValue()).stream())
                .toArray(String[]::new);
        return servers.start(new LocalBroker(history), texts);
    }

    private static TestPeer subscribed(TestPeer peer) {
        peer.handshakeWithEvents("{\"history\":true}");
        peer.connect();
        peer.subscribe("/kept/a");
        peer.subscribe("/plain");
        peer.received();
        return peer;
    }

    private static void publish(TestPeer client, int number, String key) {
        client.send("{\"channel\":\"/kept/a\",\"clientId\":\"$\",\"data\":" + number + ",\"ext\":{\"publishKey\":\""
                + key + "\"}}");
    }

    @Test
    void stalledDiskHoldsUpNeitherHeartbeatsNorPlainChannels() {
        TestCore server = start("timeout", "1000");
        TestPeer client = subscribed(server.webSocket());
        disk.stall();

        client.publish("/kept/a", "1");
        assertThat(client.received()).isEmpty();
        client.publish("/plain", "2");
        client.connect();
        client.subscribe("/other");
        server.pass(1_000);

        List<String> meanwhile = client.received();
        assertThat(data(meanwhile)).containsExactly("2");
        assertThat(meanwhile)
                .anyMatch(text -> text.contains("/meta/connect"))
                .anyMatch(text -> text.contains("/other"));
        disk.goOn();
        List<String> then = client.received();
        assertThat(data(then)).containsExactly("1");
        assertThat(then).anyMatch(text -> text.contains("\"successful\":true") && text.contains("\"offset\""));
    }

    @Test
    void whoComesWhileTheDiskStallsGetsWhatIsWrittenThenOnce() {
        TestCore server = start();
        server.channel("/kept/a").publish(null, 1);
        disk.stall();
        server.channel("/kept/a").publish(null, 2);
        TestPeer client = server.webSocket();
        client.handshakeWithEvents("{\"history\":true}");
        client.connect();
        client.received();
        client.send(
                "{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\",\"ext\":{\"history\":{\"/kept/a\":{\"all\":true}}}}");
        assertThat(data(client.received())).containsExactly("1");

        disk.goOn();

        assertThat(data(client.received())).containsExactly("2");
    }

    @Test
    void responseWaitsUntilItIsWritten() {
        TestCore server = start();
        TestPeer client = subscribed(server.http("b"));
        disk.stall();
        client.publish("/kept/a", "1");
        assertThat(client.received()).isEmpty();
        disk.goOn();
        assertThat(client.received()).anyMatch(text -> text.contains("\"successful\":true"));
    }

    @Test
    void publishThatTakesTooLongIsUnknownAndRepeatedWithItsKeyIsStoredOnce() {
        TestCore server = start("publishTimeout", "100");
        TestPeer client = subscribed(server.webSocket());
        disk.stall();
        publish(client, 1, "once");
        server.pass(100);
        assertThat(client.received()).containsExactly(UNAVAILABLE);

        publish(client, 1, "once");
        assertThat(client.received()).isEmpty();
        disk.goOn();

        List<String> got = client.received();
        assertThat(data(got)).containsExactly("1");
        assertThat(got).anyMatch(text -> text.contains("\"successful\":true") && text.contains("\"duplicate\":true"));
        assertThat(server.core().history().messages()).isEqualTo(1);
        assertThat(server.core().pendingPublishes()).isZero();
    }

    @Test
    void noMorePublishesWaitThanMay() {
        TestCore server = start("publishTimeout", "100", "maxPendingPublishes", "2");
        TestPeer client = subscribed(server.webSocket());
        disk.stall();
        publish(client, 1, "one");
        publish(client, 2, "two");
        assertThat(client.received()).isEmpty();
        publish(client, 3, "three");
        assertThat(client.received()).singleElement().asString().contains("\"successful\":false", "503:");
        server.pass(100);
        assertThat(client.received()).containsExactly(UNAVAILABLE, UNAVAILABLE);
        // They still wait for the disk.
        publish(client, 3, "three");
        assertThat(client.received()).containsExactly(UNAVAILABLE);

        disk.goOn();
        client.received();
        publish(client, 3, "three");
        assertThat(data(client.received())).containsExactly("3");
    }

    @Test
    void diskThatFailsRefusesWhatIsToBeKeptAndNothingElse() throws Exception {
        TestCore server = start();
        TestPeer client = subscribed(server.webSocket());
        client.publish("/kept/a", "1");
        client.received();
        disk.fail();

        client.publish("/kept/a", "2");
        assertThat(client.received()).containsExactly(UNAVAILABLE);
        client.publish("/kept/a", "3");
        assertThat(client.received()).containsExactly(UNAVAILABLE);
        client.publish("/plain", "4");
        assertThat(data(client.received())).containsExactly("4");
        assertThat(events.named("historyFailed")).hasSize(1);
        assertThat(server.channel("/kept/a").publish(null, 5)).isFalse();
        assertThat(server.channel("/kept/a").publishAsync(null, 5))
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(PublishException.class);
        assertThat(server.core().historyStorage().failure()).contains("No space left");
        assertThat(server.core().pendingPublishes()).isZero();
    }
}
