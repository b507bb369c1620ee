package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.Link;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that can wait no longer, as when their container ends them. */
class ReleaseTest {

    private static final String REPLY = """
            {"channel":"/meta/connect","successful":true}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void heldConnectIsAnsweredAtOnceWhenItsConnectionCannotWait(Link.Kind kind) {
        TestCore server = servers.start("timeout", "20000");
        TestPeer peer = server.peer(kind).connected();
        Wire held = peer.held();
        held.link().release();
        assertThat(peer.received()).containsExactly(REPLY);
        held.link().release();
        server.pass(20_000);
        assertThat(peer.received()).isEmpty();
        assertThat(server.events().named("released")).containsExactly("released:TIMEOUT");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void connectionThatHoldsNothingHasNothingToRelease(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind);
        peer.open().link().release();
        peer.handshake();
        peer.last().link().release();
        assertThat(peer.received()).isEmpty();
    }
}
