package dev.halley.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What operators see of a drain, and how they begin it. */
class DrainShownTest {

    private final CountingEvents counts = new CountingEvents();

    @Test
    void isBegunByAnOperationAndShownUntilItIsOver() {
        try (InProcessServer server = InProcessServer.start(new Setup(), counts)) {
            ServerBean bean = new ServerBean(server.bayeux(), server.inspection(), counts);
            server.bayeux().newLocalSession("service");
            server.client().handshake();
            server.client().handshake();
            assertThat(bean.getDrainState()).isEqualTo("NONE");
            assertThat(bean.dump()).doesNotContain("Drain");

            assertThat(bean.drain())
                    .isEqualTo("The server is draining: it asks 2 sessions to leave, and accepts no new ones.");
            assertThat(bean.getDrainState()).isEqualTo("DRAINING");
            assertThat(bean.dump()).contains("Drain: DRAINING, 0 sessions left, 0 were ended\n");
            assertThat(bean.drain()).isEqualTo("The server is draining already.");

            server.advance(Duration.ofSeconds(30));
            assertThat(bean.getDrainState()).isEqualTo("DRAINED");
            assertThat(bean.dump()).contains("Drain: DRAINED, ");
            assertThat(bean.getSessions()).isEqualTo(bean.getLocalSessions()).isEqualTo(1);
        }
    }

    @Test
    void theOperationSaysThatAServerIsNotRunning() {
        InProcessServer server = InProcessServer.start(new Setup(), counts);
        ServerBean bean = new ServerBean(server.bayeux(), server.inspection(), counts);
        server.close();
        assertThat(bean.drain()).isEqualTo("The server is not running.");
    }
}
