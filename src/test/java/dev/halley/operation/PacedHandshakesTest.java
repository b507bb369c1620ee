package dev.halley.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import org.junit.jupiter.api.Test;

/** What operators see of handshakes that are paced. */
class PacedHandshakesTest {

    private final CountingEvents counts = new CountingEvents();

    @Test
    void areACountOfTheirOwn() {
        Setup setup = new Setup().settings("maxHandshakesPerSecond", "1");
        try (InProcessServer server = InProcessServer.start(setup, counts)) {
            ServerBean bean = new ServerBean(server.bayeux(), server.inspection(), counts);
            server.client().handshake();
            assertThat(bean.getHandshakesPaced()).isZero();
            assertThat(bean.dump()).doesNotContain("Paced");
            server.client().tryHandshake(null);

            assertThat(bean.getHandshakesPaced()).isEqualTo(1);
            assertThat(bean.getCounters()).containsEntry("HANDSHAKES_PACED", 1L);
            assertThat(bean.dump()).contains("Paced handshakes: 1\n");
            assertThat(bean.getMessagesRefused()).isZero();
            assertThat(bean.getTransportFailures()).isZero();
        }
    }
}
