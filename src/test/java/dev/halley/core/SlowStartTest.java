package dev.halley.core;

import static dev.halley.core.RecoveryTexts.asking;
import static dev.halley.core.RecoveryTexts.back;
import static dev.halley.core.RecoveryTexts.subscribe;
import static dev.halley.core.RecoveryTexts.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.DeliveryMode;
import dev.halley.api.Position;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was missed, or lost on its way, goes with replies little by little at first, so that a client gets on over a line that breaks. */
class SlowStartTest {

    private static final int MISSED = 64;
    /** Together with its envelope an eighth of what goes first. */
    private static final String PAYLOAD = "x".repeat(930);

    private static final int FIRST = 8;

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start("history", "/kept/*=1000/10m");

    private Position publish(int count) {
        Position top = Position.NONE;
        for (int i = 0; i < count; i++) {
            top = server.channel("/kept/a")
                    .publishAsync(null, PAYLOAD)
                    .toCompletableFuture()
                    .join();
        }
        return top;
    }

    private static long events(List<String> texts) {
        List<String> events =
                texts.stream().filter(text -> text.contains("\"data\"")).toList();
        assertThat(events.isEmpty() || events.get(0).length() * 9 > 8_192).isTrue();
        return events.size();
    }

    /** @return a client that is told to have missed all, and how many of that came with the reply */
    private long recovering(TestPeer client) {
        Position top = publish(MISSED);
        return events(subscribe(client, "\"/kept/a\"", wish(back(top, MISSED))));
    }

    private static long connected(TestPeer client) {
        client.connect();
        return events(client.received());
    }

    private static long connectedAnew(TestPeer client) {
        return events(
                client.ask("{\"channel\":\"/meta/connect\",\"clientId\":\"$\",\"connectionType\":\"long-polling\","
                        + "\"advice\":{\"timeout\":0}}"));
    }

    @Test
    void whatWasMissedGoesTwiceAsMuchEachTimeTheClientComesForMore() {
        TestPeer client = asking(server.http("b"));
        assertThat(recovering(client)).isEqualTo(FIRST);
        assertThat(connected(client)).isEqualTo(2 * FIRST);
        assertThat(connected(client)).isEqualTo(4 * FIRST);
        assertThat(connected(client)).isEqualTo(MISSED - 7 * FIRST);
    }

    @Test
    void whatComesWhenAllHasGoneGoesTogether() {
        TestPeer client = asking(server.http("b"));
        recovering(client);
        for (int i = 0; i < 3; i++) {
            connected(client);
        }
        client.connect();
        server.session(client).batch(() -> publish(MISSED));
        assertThat(events(client.received())).isEqualTo(MISSED);
    }

    @Test
    void clientThatComesAfterABreakGetsLittleAgain() {
        TestPeer client = asking(server.http("b"));
        recovering(client);
        assertThat(connected(client)).isEqualTo(2 * FIRST);
        assertThat(connectedAnew(client)).isEqualTo(FIRST);
        assertThat(connected(client)).isEqualTo(2 * FIRST);
    }

    @Test
    void overAConnectionThatStaysItGoesAsFramesDo() {
        TestPeer client = asking(server.webSocket());
        assertThat(recovering(client)).isEqualTo(MISSED);
    }

    @Test
    void whatIsNotAcknowledgedGoesAgainLittleByLittle() {
        TestPeer client = asking(server.http("b"));
        client.subscribe("/plain");
        client.received();
        server.session(client).deliveryMode(DeliveryMode.ACKNOWLEDGED);
        for (int i = 0; i < MISSED; i++) {
            server.channel("/plain").publish(null, PAYLOAD + "x".repeat(40));
        }
        assertThat(connected(client)).isEqualTo(MISSED);
        server.session(client).acknowledge(0);
        assertThat(connected(client)).as("again").isEqualTo(FIRST);
        server.session(client).acknowledge(0);
        assertThat(connected(client)).as("and again").isEqualTo(FIRST);
        server.session(client).acknowledge(server.session(client).batchNumber());
        assertThat(connected(client)).isEqualTo(2 * FIRST);
    }
}
