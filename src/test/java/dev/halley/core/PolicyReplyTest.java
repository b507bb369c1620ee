package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.Advice;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A policy adds to the reply to a handshake. */
class PolicyReplyTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start();

    private String handshakeWith(Decision decision) {
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer core, ServerSession session, Request.Handshake handshake) {
                return decision;
            }
        });
        TestPeer peer = server.webSocket();
        peer.send("""
                {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}""");
        return peer.received().get(0);
    }

    @Test
    void whatAPolicyAddsGoesWithTheReplyThatGrants() {
        String reply = handshakeWith(Decision.grant()
                .withExt("user", Map.of("name", "ann"))
                .withExt("level", 3)
                .advising(new Advice(null, 250L, null, null, false)));

        assertThat(reply)
                .contains("\"successful\":true")
                .contains("\"ext\":{\"user\":{\"name\":\"ann\"},\"level\":3}")
                .contains("\"reconnect\":\"retry\"", "\"interval\":250", "\"timeout\":20000");
    }

    @Test
    void whatAPolicyAddsGoesWithTheReplyThatDenies() {
        String reply = handshakeWith(Decision.deny("who_are_you")
                .withExt("authentication", Map.of("failed", true))
                .advising(Advice.Reconnect.HANDSHAKE));

        assertThat(reply)
                .contains("\"error\":\"403:who_are_you:handshake_denied\"")
                .contains("\"ext\":{\"authentication\":{\"failed\":true}}")
                .contains("\"advice\":{\"reconnect\":\"handshake\",\"interval\":0}");
    }

    @Test
    void withoutAdviceOfThePolicyADeniedClientIsToldNotToTryAgain() {
        assertThat(handshakeWith(Decision.deny())).contains("\"advice\":{\"reconnect\":\"none\"}");
    }

    @Test
    void extensionsSeeWhatThePolicyAdded() {
        server.core().addExtension(new BayeuxExtension() {
            @Override
            public Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
                assertThat(reply.ext()).isNotNull();
                return Verdict.replace(
                        reply.withExt(RawJson.parse("{\"seen\":" + reply.ext().text() + "}")));
            }
        });

        assertThat(handshakeWith(Decision.grant().withExt("a", 1))).contains("\"ext\":{\"seen\":{\"a\":1}}");
    }

    @Test
    void extOfADecisionIsAnObject() {
        assertThatThrownBy(() -> new Decision(Decision.Kind.GRANT, "", null, RawJson.parse("[1]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An ext is a JSON object; this was [1].");
    }

    @Test
    void laterFieldOfTheSameNameCounts() {
        assertThat(Decision.grant().withExt("a", 1).withExt("a", 2).ext()).isEqualTo(RawJson.parse("{\"a\":2}"));
    }
}
