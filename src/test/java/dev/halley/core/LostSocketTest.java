package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session whose socket is lost has as long to come back as if its connect had been answered just then. */
class LostSocketTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    @Test
    void sessionThatIsAboutToExpireLivesOnFromTheLossOfItsSocket() {
        TestCore server = servers.start("maxInterval", "1000", "sweepPeriod", "1");
        TestPeer peer = server.webSocket().connected();
        server.pass(999);
        peer.last().breaks();
        server.pass(999);
        assertThat(server.knows(peer)).isTrue();
        server.pass(1);
        assertThat(server.knows(peer)).isFalse();
    }

    @Test
    void lossOfASocketThatWasReplacedChangesNothing() {
        TestCore server = servers.start("maxInterval", "1000", "sweepPeriod", "1");
        TestPeer older = server.webSocket().connected();
        TestPeer newer = server.webSocket().as(older);
        newer.publish("/a", "1");
        server.pass(999);
        older.last().breaks();
        server.pass(1);
        assertThat(server.knows(older)).isFalse();
    }
}
