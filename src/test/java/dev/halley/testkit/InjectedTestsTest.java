package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.cdi.Channel;
import dev.halley.cdi.ChannelPublisher;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a test asks for by {@code @Inject}. */
@HalleyTest(beans = BeansTest.Log.class)
class InjectedTestsTest {

    @Inject
    private BayeuxServer bayeux;

    @Inject
    private BeansTest.Log log;

    @Inject
    private LocalSession session;

    @Inject
    @Channel("/offers")
    private ChannelPublisher<String> offers;

    @Test
    void aTestIsInjectedWhatABeanWouldBe(InProcessServer server, TestClient client) {
        client.connected().subscribe("/offers").received();

        offers.publish("tea");
        log.add("published");

        assertThat(client.dataOn("/offers")).containsExactly("\"tea\"");
        assertThat(server.bean(BeansTest.Log.class).lines()).contains("published");
        assertThat(bayeux.channel("/offers")).isPresent();
        assertThat(server.bayeux().session(session.id())).isPresent();
    }

    @Nested
    class InATestInside {

        @Inject
        private BeansTest.Log mine;

        @Test
        void bothAreInjected() {
            mine.add("here");

            assertThat(log.lines()).contains("here");
        }
    }

    /** Asks, and has no beans. */
    static class Asking {
        @Inject
        private BayeuxServer bayeux;
    }

    @Test
    void aTestThatAsksWithoutBeansIsToldWhatIsMissing() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            assertThatThrownBy(() -> server.inject(new Asking()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(Asking.class.getName() + " has @Inject, but this server has no beans: name their"
                            + " classes in @HalleyTest(beans = …).");
        }
    }
}
