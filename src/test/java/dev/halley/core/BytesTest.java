package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerSession;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.Outbox;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.testing.ScriptedConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What limits and counts call bytes are those of UTF-8, with characters of one byte and of more. */
class BytesTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private static ChannelMessage event(String character) {
        return ChannelMessage.of("/e", RawJson.from("1-" + character.repeat(50)));
    }

    private static int bytes(ChannelMessage event) {
        return bytes(new Batch(List.of(Encoded.of(event)))) - 2;
    }

    private static int bytes(Batch batch) {
        return batch.text().getBytes(StandardCharsets.UTF_8).length;
    }

    private static void deliver(CoreSession session, String character, int times) {
        for (int i = 0; i < times; i++) {
            session.deliver(null, event(character));
        }
    }

    private static int eventsIn(Batch batch) {
        return Events.numbers(batch.messages()).size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void queueHoldsAsManyBytesAsItMayAndOneMoreEndsTheSession(String character) {
        int two = 2 * bytes(event(character));
        CoreSession full = servers.start("maxQueueBytes", Integer.toString(two)).polling();
        deliver(full, character, 2);
        assertThat(full.ending()).isNull();
        CoreSession over =
                servers.start("maxQueueBytes", Integer.toString(two - 1)).polling();
        deliver(over, character, 2);
        assertThat(over.ending()).isEqualTo(CloseReason.QUEUE_FULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void whatWaitsAndTheMostThatEverWaitedAreBytes(String character) {
        TestCore server = servers.start();
        CoreSession session = server.polling();
        deliver(session, character, Outbox.FIRST_MARK);
        int all = Outbox.FIRST_MARK * bytes(event(character));
        assertThat(server.core().waiting(session).length()).isEqualTo(all);
        assertThat(server.events().of(session.id())).contains("highWater:" + Outbox.FIRST_MARK + ":" + all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void responseToAConnectHasAsManyBytesAsItMay(String character) {
        int exact = responseToAConnect(servers.start(), character, 2);
        int none = responseToAConnect(servers.start("maxResponseSize", Integer.toString(exact)), character, 2);
        assertThat(none).isEqualTo(exact);
        int less = responseToAConnect(servers.start("maxResponseSize", Integer.toString(exact - 1)), character, 1);
        assertThat(less).isLessThan(exact);
    }

    private static int responseToAConnect(TestCore server, String character, int expected) {
        CoreSession session = server.polling();
        deliver(session, character, 2);
        Batch batch = server.exchange().says(TestCore.connect(session)).unseen().get(0);
        assertThat(eventsIn(batch)).isEqualTo(expected);
        return bytes(batch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void responseToAHeldConnectHasAsManyBytesAsItMay(String character) {
        int exact = responseToAHeldConnect(servers.start(), character, 2);
        responseToAHeldConnect(servers.start("maxResponseSize", Integer.toString(exact)), character, 2);
        responseToAHeldConnect(servers.start("maxResponseSize", Integer.toString(exact - 1)), character, 1);
    }

    private static int responseToAHeldConnect(TestCore server, String character, int expected) {
        CoreSession session = server.polling();
        Wire poll = server.exchange().says(TestCore.connect(session));
        session.batch(() -> deliver(session, character, 2));
        Batch batch = poll.unseen().get(0);
        assertThat(eventsIn(batch)).isEqualTo(expected);
        return bytes(batch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void frameHasAsManyBytesAsItMay(String character) {
        int exact = 2 * bytes(event(character)) + 3;
        assertThat(firstFrame(exact, character)).isEqualTo(2);
        assertThat(firstFrame(exact - 1, character)).isEqualTo(1);
    }

    private int firstFrame(int most, String character) {
        TestCore server = servers.start("ws.maxFrameSize", Integer.toString(most));
        Wire socket = server.socket(ScriptedConnection.completingInside());
        CoreSession session = server.connected(socket);
        session.batch(() -> deliver(session, character, 2));
        Batch first = socket.connection().batches().get(0);
        assertThat(bytes(first)).isLessThanOrEqualTo(most);
        return eventsIn(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void responseToAHandshakeHasNoMoreBytesThanItMay(String character) {
        for (int most = 800; most < 1_200; most += 7) {
            TestCore server = servers.start(
                    "allowMessageDeliveryDuringHandshake", "true", "maxResponseSize", Integer.toString(most));
            server.core().addListener(new BayeuxServerListener.SessionListener() {
                @Override
                public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                    deliver((CoreSession) session, character, 12);
                }
            });
            Wire exchange = server.exchange();
            server.handshake(exchange);
            Batch response = exchange.unseen().get(0);
            assertThat(eventsIn(response)).isPositive();
            assertThat(bytes(response)).isLessThanOrEqualTo(most);
        }
    }
}
