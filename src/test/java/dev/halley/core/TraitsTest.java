package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.core.session.CoreSession;
import dev.halley.spi.Link;
import dev.halley.spi.Traits;
import dev.halley.testing.ScriptedConnection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a connection can do is what its transport says, whatever is configured for others. */
class TraitsTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    @Test
    void aFrameHasAsManyMessagesAsTheConnectionAllows() {
        TestCore server = servers.start("messagesPerFrame", "1");
        ScriptedConnection connection = ScriptedConnection.completingWhenTold();
        Wire wire = server.wire(Link.Kind.DUPLEX, connection, Peers.onWebSocket(), usual -> Traits.ofDuplex(8_192, 2));
        CoreSession session = server.handshake(wire);
        wire.says(TestCore.connect(session));
        while (connection.complete()) {
            // On to the next frame.
        }
        connection.forget();
        session.batch(() -> List.of(1, 2, 3).forEach(data -> session.deliver(null, "/a", data)));
        while (connection.complete()) {
            // On to the next frame.
        }
        assertThat(connection.batches())
                .extracting(batch -> batch.messages().size())
                .containsExactly(2, 1);
    }

    @Test
    void aResponseHasAsManyBytesAsTheConnectionAllows() {
        TestCore server = servers.start("maxResponseSize", "100000");
        int[] most = {100_000};
        TestPeer peer =
                server.http("b").with(usual -> Traits.ofResponses(most[0])).connected();
        String text = "x".repeat(1_000);
        CoreSession session = server.session(peer);
        session.batch(() -> List.of(1, 2, 3).forEach(data -> session.deliver(null, "/a", text)));
        most[0] = 2_500;
        assertThat(events(peer)).as("those that fit").isEqualTo(2);
        most[0] = 1_000;
        assertThat(events(peer)).as("one that is longer goes alone").isEqualTo(1);
    }

    private static long events(TestPeer peer) {
        peer.connect();
        return peer.received().stream()
                .filter(text -> text.contains("\"data\""))
                .count();
    }

    @Test
    void aResponseThatLimitsItsMessagesIsRefused() {
        TestCore server = servers.start();
        ScriptedConnection connection = ScriptedConnection.completingInside();
        Traits limited = new Traits(100, 1, false, true, true);
        assertThatThrownBy(() -> server.wire(Link.Kind.RESPONSE, connection, Peers.onHttp("b"), usual -> limited))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A response takes all messages that fit: maxBatchMessages must be 0, not 1.");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, ''",
        "1, 1, ''",
        "0, 0, maxBatchLength must be at least 1",
        "1, -1, maxBatchMessages must be at least 0"
    })
    void limitsOfBatchesHaveLimits(int length, int messages, String fault) {
        if (fault.isEmpty()) {
            assertThat(Traits.ofDuplex(length, messages).maxBatchLength()).isEqualTo(length);
        } else {
            assertThatThrownBy(() -> Traits.ofDuplex(length, messages)).hasMessageContaining(fault);
        }
    }
}
