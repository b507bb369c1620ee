package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server under test that is made of objects. */
class SetupTest {

    @RegisterExtension
    final HalleyTestExtension halley = new HalleyTestExtension(new Setup()
            .setting("timeout", "1000")
            .policy(new MembersOnly())
            .service(new HalleyTestTest.Greeter())
            .initially(server -> server.createChannel("/lobby").persistent(true)));

    private static final class MembersOnly implements SecurityPolicy {

        @Override
        public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
            return Decision.of(server.context()
                    .filter(context -> context.isUserInRole("member"))
                    .isPresent());
        }
    }

    @Test
    void thePolicySeesWhoTheClientIs(InProcessServer server) {
        assertThat(server.client().tryHandshake(null)).contains("403::handshake_denied");
        assertThatThrownBy(() -> server.client(Visitor.named("bob")).handshake())
                .hasMessageContaining("403::handshake_denied");

        TestClient ann = server.client(Visitor.named("ann", "member")).handshake();

        assertThat(ann.call("/greet", "\"Ann\"")).contains("Hello, Ann");
        assertThat(server.remoteSessions()).hasSize(1);
    }

    @Test
    void eachTestHasItsOwnServer(InProcessServer server) {
        assertThat(server.remoteSessions()).isEmpty();
        assertThat(server.bayeux().channel("/lobby")).isPresent();
    }

    @Test
    void settingsAreThoseOfInitParams(InProcessServer server) {
        TestClient ann = server.client(Visitor.named("ann", "member")).connected();

        server.advance(Duration.ofMillis(999));
        assertThat(ann.received()).isEmpty();
        server.advance(Duration.ofMillis(1));
        assertThat(ann.received()).hasSize(1);
    }
}
