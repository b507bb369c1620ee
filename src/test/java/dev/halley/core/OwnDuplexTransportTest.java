package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.testing.ScriptedConnection;
import dev.halley.testkit.Visitor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A transport of an application's own that goes both ways is swept and framed by its own settings. */
class OwnDuplexTransportTest {

    /** A connection may be there so much longer without a session than a session without a connect. */
    private static final long GRACE = 30_000;

    @RegisterExtension
    final TestCores servers = new TestCores();

    private static Wire serial(TestCore server) {
        ScriptedConnection connection = ScriptedConnection.completingWhenTold();
        Peer peer = Peer.of(Visitor.anonymous().over("serial"));
        return server.wire(Link.Kind.DUPLEX, connection, peer);
    }

    private static CoreSession connected(TestCore server, Wire wire) {
        CoreSession session = server.handshake(wire);
        wire.says(TestCore.connect(session));
        takeAll(wire);
        wire.connection().forget();
        return session;
    }

    private static void takeAll(Wire wire) {
        while (wire.connection().complete()) {
            // On to the next frame.
        }
    }

    private TestCore start(String... settings) {
        return servers.startWithTransport("serial", settings);
    }

    @ParameterizedTest
    @CsvSource({"serial.maxInterval, 60000", "maxInterval, 60000", "websocket.maxInterval, 10000"})
    void connectionWithoutASessionIsClosedByItsOwnInterval(String setting, long own) {
        TestCore server = start(setting, "60000");
        Wire wire = serial(server);
        server.time().advance(Duration.ofMillis(own + GRACE));
        server.core().sweep();
        assertThat(wire.closedFor()).as("at the limit").isNull();
        server.time().advance(Duration.ofMillis(1));
        server.core().sweep();
        assertThat(wire.closedFor()).as("past the limit").isEqualTo(CloseReason.EXPIRED);
    }

    @Test
    void framesHaveAsManyMessagesAsItsOwnSettingSays() {
        TestCore server = start("serial.messagesPerFrame", "2", "ws.messagesPerFrame", "1");
        Wire wire = serial(server);
        CoreSession session = connected(server, wire);
        session.batch(() -> TestCore.deliver(session, 1, 2, 3));
        assertThat(wire.connection().batches()).hasSize(1);
        takeAll(wire);
        assertThat(wire.connection().batches())
                .extracting(batch -> Events.numbers(batch.messages()))
                .containsExactly(List.of(1, 2), List.of(3));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 2"})
    void framesAreAsLargeAsItsOwnSettingSays(int more, int frames) {
        int two = 2 * Events.encoded(1).length() + 3;
        TestCore server = start("serial.maxFrameSize", Integer.toString(two + more), "ws.maxFrameSize", "1");
        Wire wire = serial(server);
        CoreSession session = connected(server, wire);
        session.batch(() -> TestCore.deliver(session, 1, 2));
        takeAll(wire);
        assertThat(wire.connection().batches()).hasSize(frames);
    }

    @Test
    void framesAreAsLargeAsAWebSocketsUnlessItSaysMore() {
        TestCore server = start();
        Wire wire = serial(server);
        CoreSession session = connected(server, wire);
        int padding = 4_094 - Events.encoded(1).length();
        session.batch(() -> {
            session.deliver(null, Events.event(1, false, padding));
            session.deliver(null, Events.event(2, false, padding + 1));
            session.deliver(null, Events.event(3, false, padding));
            session.deliver(null, Events.event(4, false, padding + 2));
        });
        takeAll(wire);
        assertThat(wire.connection().batches())
                .as("8,192 go together, 8,193 do not")
                .extracting(batch -> batch.messages().size())
                .containsExactly(2, 1, 1);
    }
}
