package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryDuringHandshakeTest {

    private static final String HANDSHAKE = """
            {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    /** Delivers so many events to each new session before its handshake is answered. */
    private static TestCore welcoming(TestCore server, int count) {
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                for (int i = 1; i <= count; i++) {
                    session.deliver(null, "/welcome", i);
                }
            }
        });
        return server;
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void eventsWaitForTheFirstConnectUnlessAllowed(Link.Kind kind) {
        TestCore server = welcoming(servers.start(), 1);
        TestPeer peer = server.peer(kind);
        assertThat(peer.handshake()).doesNotContain("x-messages");
        peer.connect();
        assertThat(peer.received()).containsExactly("""
                {"channel":"/welcome","data":1}""", """
                {"channel":"/meta/connect","successful":true}""");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void eventsFollowTheReplyThatCountsThemWhereAllowed(Link.Kind kind) {
        TestCore server = welcoming(servers.start("allowMessageDeliveryDuringHandshake", "true"), 2);
        TestPeer peer = server.peer(kind);
        List<String> received = peer.ask(HANDSHAKE);
        assertThat(received).hasSize(3);
        assertThat(received.get(0)).contains("\"successful\":true").endsWith(",\"x-messages\":2}");
        assertThat(received.subList(1, 3)).containsExactly("""
                {"channel":"/welcome","data":1}""", """
                {"channel":"/welcome","data":2}""");
        assertThat(peer.last().connection().batches()).as("all in one response").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void replyCountsNothingWhereThereIsNothing(Link.Kind kind) {
        TestPeer peer =
                servers.start("allowMessageDeliveryDuringHandshake", "true").peer(kind);
        assertThat(peer.handshake()).doesNotContain("x-messages");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void eventsThatGoWithConnectsOnlyWait(Link.Kind kind) {
        TestCore server = welcoming(
                servers.start("allowMessageDeliveryDuringHandshake", "true", "metaConnectDeliverOnly", "true"), 1);
        TestPeer peer = server.peer(kind);
        assertThat(peer.handshake()).doesNotContain("x-messages");
        peer.connect();
        assertThat(peer.received()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whatDoesNotFitIntoTheResponseComesLater(Link.Kind kind) {
        String size = kind == Link.Kind.DUPLEX ? "maxFrameSize" : "maxResponseSize";
        TestCore server = welcoming(servers.start("allowMessageDeliveryDuringHandshake", "true", size, "1000"), 30);
        TestPeer peer = server.peer(kind);
        List<String> received = peer.handshakeWithEvents();
        int count = Integer.parseInt(received.get(0).replaceFirst(".*\"x-messages\":(\\d+)}", "$1"));
        assertThat(count).isBetween(20, 25);
        assertThat(received).hasSize(1 + count);
        peer.connect();
        assertThat(peer.received()).hasSize(30 - count + 1);
    }
}
