package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may stop a message, and throws, has stopped it. */
class ThrowingHooksTest {

    private static final String INTERNAL = "\"successful\":false,\"error\":\"500:[0-9a-z]+:internal_error\"}";

    @RegisterExtension
    final TestCores servers = new TestCores();

    /** Throws for what is of one channel. */
    private record Broken(String channel) implements BayeuxExtension {

        private void look(String some) {
            if (some.equals(channel)) {
                throw new IllegalStateException("the database is away");
            }
        }

        @Override
        public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
            look("in " + request.envelope().channel());
            return Verdict.pass();
        }

        @Override
        public Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
            look("reply " + reply.channel());
            return Verdict.pass();
        }

        @Override
        public Verdict<ChannelMessage> event(
                @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
            look("event " + event.channel());
            return Verdict.pass();
        }
    }

    @Test
    void extensionThatThrowsAtAMessageFailsIt() {
        TestCore server = servers.start();
        server.expectFailures(2);
        TestPeer peer = server.webSocket().subscribedTo("/a");
        var ofServer = server.core().addExtension(new Broken("in /a"));
        peer.publish("/a", "1");
        assertThat(peer.received()).singleElement().asString().matches("\\{\"channel\":\"/a\"," + INTERNAL);
        ofServer.close();
        server.session(peer).addExtension(new Broken("in /a"));
        peer.publish("/a", "1");
        assertThat(peer.received()).singleElement().asString().matches("\\{\"channel\":\"/a\"," + INTERNAL);
    }

    @Test
    void extensionThatThrowsAtAHandshakeLetsNobodyIn() {
        TestCore server = servers.start();
        server.expectFailures(1);
        server.core().addExtension(new Broken("in /meta/handshake"));
        TestPeer peer = server.webSocket();
        peer.send("""
                {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}""");
        assertThat(peer.received()).singleElement().asString().contains("500:", ":internal_error");
        assertThat(server.core().sessions()).isEmpty();
    }

    @Test
    void extensionThatThrowsAtAReplyHasAFailureSentInItsPlace() {
        TestCore server = servers.start();
        server.expectFailures(1);
        TestPeer peer = server.webSocket().connected();
        server.core().addExtension(new Broken("reply /service/secret"));
        peer.publish("/service/secret", "1");
        assertThat(peer.received())
                .singleElement()
                .asString()
                .matches("\\{\"channel\":\"/service/secret\"," + INTERNAL);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void extensionThatThrowsAtAnEventKeepsItBack(boolean ofSession) {
        TestCore server = servers.start();
        server.expectFailures(2);
        TestPeer reader = server.webSocket().subscribedTo("/a");
        if (ofSession) {
            server.session(reader).addExtension(new Broken("event /a"));
        } else {
            server.core().addExtension(new Broken("event /a"));
        }
        server.channel("/a").publish(null, 1);
        server.session(reader).deliver(null, "/a", 2);
        assertThat(reader.received()).isEmpty();
    }

    @Test
    void messageListenerOfASessionThatThrowsKeepsTheEventBack() {
        TestCore server = servers.start();
        server.expectFailures(1);
        TestPeer reader = server.webSocket().subscribedTo("/a");
        TestPeer other = server.webSocket().subscribedTo("/a");
        server.session(reader).addListener((ServerSessionListener.MessageListener) (session, from, event) -> {
            throw new IllegalStateException("the database is away");
        });
        server.channel("/a").publish(null, 1);
        assertThat(reader.received()).isEmpty();
        assertThat(other.received()).hasSize(1);
        assertThat(server.events().named("dropped")).hasSize(1);
    }
}
