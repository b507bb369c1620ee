package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.link.DuplexLink;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The socket of a session that ends, which another one may have by then. */
class SuccessorOnSocketTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @EnumSource(
            value = CloseReason.class,
            names = {"EXPIRED", "DISCONNECTED_BY_SERVER", "SERVER_STOPPED"})
    void isLeftToTheOneThatTookItWhileTheOtherWasEnded(CloseReason reason) {
        TestCore server = servers.start();
        Wire socket = server.socket();
        CoreSession ending = server.connected(socket);
        CoreSession[] successor = new CoreSession[1];
        socket.connection().onSend(lastWords -> {
            socket.connection().onSend(others -> {});
            successor[0] = server.handshake(socket);
            socket.says(TestCore.connect(successor[0]));
        });
        ending.batch(() -> {
            TestCore.deliver(ending, 1);
            ending.disconnect(reason);
        });
        assertThat(socket.closedFor()).isNull();
        assertThat(successor[0].queue().isBoundTo((DuplexLink) socket.link())).isTrue();
        TestCore.deliver(successor[0], 2);
        assertThat(socket.events()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = CloseReason.class,
            names = {"EXPIRED", "QUEUE_FULL"})
    void isClosedWhereNobodyHasIt(CloseReason reason) {
        TestCore server = servers.start();
        Wire socket = server.socket();
        server.connected(socket).disconnect(reason);
        assertThat(socket.closedFor()).isEqualTo(reason);
    }
}
