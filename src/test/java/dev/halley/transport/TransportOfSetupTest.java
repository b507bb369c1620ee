package dev.halley.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.boot.app.InjectedTransport;
import dev.halley.boot.app.SilentTransport;
import dev.halley.config.ConfigException;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import org.junit.jupiter.api.Test;

/** A server under test has transports as a deployed one has. */
class TransportOfSetupTest {

    @Test
    void transportIsOfferedStartedAndStopped() {
        SilentTransport transport = new SilentTransport();
        try (InProcessServer server = InProcessServer.start(new Setup().transport(transport))) {
            assertThat(server.bayeux().transports()).containsExactly("websocket", "long-polling", "silent");
            assertThat(transport.isStarted()).isTrue();
        }
        assertThat(transport.isStarted()).isFalse();
    }

    @Test
    void transportThatIsNotAllowedIsNotStarted() {
        SilentTransport transport = new SilentTransport();
        Setup setup = new Setup().transport(transport).setting("allowedTransports", "websocket");
        try (InProcessServer server = InProcessServer.start(setup)) {
            assertThat(server.bayeux().transports()).containsExactly("websocket");
            assertThat(transport.isStarted()).isFalse();
        }
    }

    @Test
    void beanThatIsATransportIsOffered() {
        Setup setup = new Setup().beans(InjectedTransport.class).setting("injected.timeout", "7");
        try (InProcessServer server = InProcessServer.start(setup)) {
            assertThat(server.bayeux().transports()).endsWith("injected");
        }
    }

    @Test
    void settingsOfNoTransportAreRefused() {
        assertThatThrownBy(() -> InProcessServer.start(new Setup().setting("silent.timeout", "7")))
                .isInstanceOf(ConfigException.class);
    }
}
