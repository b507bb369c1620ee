package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Extensions see what sessions that are not known send, and the last words of the server to a session. */
class ExtensionsSeeAllTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** Notes what comes in, and refuses it if it is told to. */
    private final class Noting implements BayeuxExtension {

        private final @Nullable BayeuxError refusal;

        Noting(@Nullable BayeuxError refusal) {
            this.refusal = refusal;
        }

        @Override
        public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
            seen.add((session == null ? "nobody " : "somebody ")
                    + request.envelope().channel());
            return refusal == null ? Verdict.pass() : Verdict.refuse(refusal);
        }

        @Override
        public Verdict<ChannelMessage> event(
                @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
            seen.add("event " + event.channel() + " to " + (to == null ? "all" : "one"));
            return refusal == null
                    ? Verdict.replace(event.withExt(RawJson.parse("{\"seen\":true}")))
                    : Verdict.refuse(refusal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/meta/connect", "/meta/disconnect", "/a", "/service/a"})
    void theServersExtensionsSeeWhatAnUnknownSessionSends(String channel) {
        server.core().addExtension(new Noting(null));
        TestPeer peer = server.webSocket();
        peer.send("""
                {"channel":"%s","clientId":"nobody","data":1}""".formatted(channel));
        assertThat(peer.received()).singleElement().asString().contains("\"error\":\"402::session_unknown\"");
        assertThat(seen).containsExactly("nobody " + channel);
    }

    @Test
    void aRefusalOfAnExtensionIsWhatAnUnknownSessionIsTold() {
        server.core().addExtension(new Noting(new BayeuxError(403, List.of(), "not_today", Advice.Reconnect.RETRY)));
        TestPeer peer = server.webSocket();
        peer.send("""
                {"channel":"/a","clientId":"nobody","data":1}""");
        assertThat(peer.received())
                .singleElement()
                .asString()
                .contains("\"error\":\"403::not_today\"")
                .contains("\"advice\":{\"reconnect\":\"handshake\"");
    }

    @Test
    void theServersExtensionsSeeWhatComesWithAHandshake() {
        server.core().addExtension(new Noting(null));
        TestPeer peer = server.webSocket();
        peer.send("""
                [{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]},
                 {"channel":"/a","data":1}]""");
        assertThat(peer.received()).hasSize(2);
        assertThat(seen).containsExactly("nobody /meta/handshake", "nobody /a");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void extensionsOfServerAndSessionSeeItsLastWords(Link.Kind kind) {
        TestPeer peer = server.peer(kind).connected();
        peer.connect();
        server.core().addExtension(new Noting(null));
        server.session(peer).addExtension(new Noting(null));
        server.session(peer).disconnect();
        assertThat(seen)
                .filteredOn(what -> what.startsWith("event"))
                .containsExactly("event /meta/disconnect to one", "event /meta/disconnect to one");
        assertThat(peer.received()).anySatisfy(message -> assertThat(message)
                .contains("\"channel\":\"/meta/disconnect\"", "\"ext\":{\"seen\":true}"));
    }

    @Test
    void anExtensionKeepsTheLastWordsBack() {
        TestPeer peer = server.webSocket().connected();
        peer.connect();
        server.session(peer)
                .addExtension(new Noting(new BayeuxError(403, List.of(), "silence", Advice.Reconnect.RETRY)));
        server.session(peer).disconnect();
        assertThat(peer.received())
                .singleElement()
                .asString()
                .contains("\"channel\":\"/meta/connect\"", "\"reconnect\":\"none\"");
    }

    @Test
    void anObjectThatIsThereAlreadyIsRefused() {
        BayeuxExtension extension = new Noting(null);
        ServerSession session =
                server.core().session(server.core().newLocalSession("s").id()).orElseThrow();
        Registration ofServer = server.core().addExtension(extension);
        session.addExtension(extension);
        String sentence = "This " + Noting.class.getName()
                + " was added already: it would see each message twice. Add another object, or remove it first.";

        assertThatThrownBy(() -> server.core().addExtension(extension)).hasMessage(sentence);
        assertThatThrownBy(() -> session.addExtension(extension)).hasMessage(sentence);
        ofServer.close();
        server.core().addExtension(extension);
        server.core().addExtension(new Noting(null));
    }
}
