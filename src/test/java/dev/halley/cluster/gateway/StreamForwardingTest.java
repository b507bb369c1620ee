package dev.halley.cluster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerSession;
import dev.halley.cluster.gateway.ForwardingNode.Client;
import dev.halley.json.RawJson;
import dev.halley.protocol.CloseReason;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream comes to one node, and its session is on another. */
@Timeout(60)
class StreamForwardingTest {

    private final MemoryNetwork network = new MemoryNetwork();
    private final ManualTime time = new ManualTime();
    private final ForwardingNode owner = new ForwardingNode(network, "owner", time, Runnable::run);
    private final ForwardingNode edge = new ForwardingNode(network, "edge", time, Runnable::run);

    private final String clientId = owner.handshake();

    private ServerSession session() {
        return owner.core.session(clientId).orElseThrow();
    }

    private void sendFromOwner(String data) {
        session().deliver(null, "/news", RawJson.parse(data));
    }

    @Test
    void itBeginsAtTheEdgeAndBringsWhatTheSessionGets() {
        Client stream = edge.stream(clientId);
        assertThat(stream.connection.hasBegun()).isTrue();
        sendFromOwner("1");
        sendFromOwner("2");
        assertThat(stream.text()).isEqualTo("[{\"channel\":\"/news\",\"data\":1}][{\"channel\":\"/news\",\"data\":2}]");
        assertThat(edge.gateway.report().forwarded()).isEqualTo(1);
        stream.connection.forget();

        time.advance(Duration.ofMinutes(6));

        assertThat(stream.text()).contains("/meta/connect", "\"successful\":true");
        assertThat(stream.connection.closedFor()).isEqualTo(CloseReason.SUPERSEDED);
        assertThat(edge.gateway.report().forwarded()).isZero();
        assertThat(owner.gateway.report().remote()).isZero();
    }

    @Test
    void aRefusalIsAnsweredWithoutAStream() {
        Client stream = edge.stream(clientId + "x");
        assertThat(stream.connection.hasBegun()).isFalse();
        assertThat(stream.text()).contains("402::session_unknown");
    }

    @Test
    void itEndsWithTheReplyOfThisNodeWhenTheOwnerIsLost() {
        Client stream = edge.stream(clientId);
        network.lose(owner.node);
        assertThat(stream.text()).contains("402::session_unknown", "\"reconnect\":\"handshake\"");
        assertThat(stream.connection.closedFor()).isEqualTo(CloseReason.SUPERSEDED);
        assertThat(edge.gateway.report().forwarded()).isZero();
    }

    @Test
    void aClientThatLeavesTheEdgeHasLeftItsSession() {
        Client stream = edge.stream(clientId);
        stream.link.closed(CloseReason.CONNECTION_LOST);
        assertThat(owner.events.of(clientId, "released")).containsExactly("released:LOST");
        assertThat(owner.gateway.report().remote()).isZero();
        sendFromOwner("1");
        assertThat(edge.stream(clientId).text()).contains("\"data\":1");
    }

    @Test
    void anEdgeThatStopsEndsItWithItsReply() {
        Client stream = edge.stream(clientId);
        edge.gateway.stop();
        assertThat(stream.text()).contains("/meta/connect", "\"successful\":true");
        assertThat(stream.connection.closedFor()).isEqualTo(CloseReason.SUPERSEDED);
    }

    @Test
    void anEventSourceIsForwardedWithTheConnectsBesideItAndEndsWithoutAWord() {
        Client stream = edge.eventSource(clientId);
        assertThat(stream.connection.hasBegun()).isTrue();
        assertThat(edge.keepAlive(clientId).text()).contains("\"interval\":20000,\"timeout\":0");
        sendFromOwner("1");
        assertThat(stream.take()).isEqualTo("[{\"channel\":\"/news\",\"data\":1}]");

        Client newer = owner.eventSource(clientId);

        assertThat(stream.text()).isEmpty();
        assertThat(stream.connection.closedFor()).isEqualTo(CloseReason.SUPERSEDED);
        sendFromOwner("2");
        assertThat(newer.text()).isEqualTo("[{\"channel\":\"/news\",\"data\":2}]");
        assertThat(edge.gateway.report().forwarded()).isZero();
    }

    @Test
    void anEventSourceOfALostOwnerTellsItsClientToHandshake() {
        Client stream = edge.eventSource(clientId);
        network.lose(owner.node);
        assertThat(stream.text()).contains("402::session_unknown", "\"reconnect\":\"handshake\"");
        assertThat(stream.connection.closedFor()).isEqualTo(CloseReason.SUPERSEDED);
    }
}
