package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.LocalSession;
import dev.halley.api.ServerSessionListener.QueueMaxedListener;
import dev.halley.core.channel.CoreChannel;
import dev.halley.protocol.CloseReason;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each limit of docs/configuration.md that the core keeps: what it lets through, and one more. */
class LimitsTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    @Test
    void subscriptionsOfOneSession() {
        TestCore server = servers.start("maxSubscriptionsPerSession", "3");
        TestPeer peer = server.webSocket().subscribedTo("/a", "/b", "/c");
        peer.subscribe("/d");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/subscribe","successful":false,"error":"403:max_subscriptions:subscribe_denied",\
                "subscription":"/d"}""");
        assertThat(server.core().channel("/d")).isEmpty();
        peer.subscribe("/c", "/service/x");
        assertThat(peer.received()).as("neither is one more").containsExactly("""
                {"channel":"/meta/subscribe","successful":true,"subscription":["/c","/service/x"]}""");
        peer.unsubscribe("/a");
        peer.subscribe("/d");
        assertThat(peer.received()).allMatch(reply -> reply.contains("\"successful\":true"));
    }

    @Test
    void subscriptionsOfOneMessage() {
        TestCore server = servers.start("maxSubscriptionsPerSession", "3");
        TestPeer peer = server.webSocket().subscribedTo("/a");
        peer.subscribe("/b", "/c", "/d");
        assertThat(peer.received()).singleElement().asString().contains("403:max_subscriptions:subscribe_denied");
        assertThat(server.session(peer).subscriptions()).hasSize(1);
        peer.subscribe("/a", "/b", "/c");
        assertThat(peer.received()).singleElement().asString().contains("\"successful\":true");
    }

    @Test
    void channelsThatOneSessionBringsIntoBeing() {
        TestCore server = servers.start("maxChannelsPerSession", "2");
        server.channel("/there").persistent(true);
        TestPeer peer = server.webSocket().connected();
        peer.publish("/there", "0");
        peer.publish("/a", "0");
        peer.subscribe("/b");
        assertThat(peer.received()).hasSize(3).allMatch(reply -> reply.contains("\"successful\":true"));
        peer.publish("/c", "0");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/c","successful":false,"error":"403:max_channels:channel_create_denied"}""");
        peer.subscribe("/c");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/subscribe","successful":false,"error":"403:max_channels:create_denied",\
                "subscription":"/c"}""");
        peer.publish("/a", "0");
        peer.publish("/service/c", "0");
        assertThat(peer.received()).hasSize(2).allMatch(reply -> reply.contains("\"successful\":true"));
        assertThat(server.webSocket().connected().ask("""
                {"channel":"/c","clientId":"$","data":0}"""))
                .as("another session has its own")
                .containsExactly("""
                {"channel":"/c","successful":true}""");
    }

    @Test
    void channelsThatAreGoneDoNotCount() {
        TestCore server = servers.start("maxChannelsPerSession", "1");
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a", "0");
        server.core().sweep();
        server.core().sweep();
        server.core().sweep();
        peer.publish("/b", "0");
        assertThat(peer.received()).hasSize(2).allMatch(reply -> reply.contains("\"successful\":true"));
        server.channel("/b").remove();
        peer.subscribe("/c");
        assertThat(peer.received()).hasSize(1).allMatch(reply -> reply.contains("\"successful\":true"));
        assertThat(server.session(peer).quota().made()).isEqualTo(1);
    }

    @Test
    void localSessionsHaveNoLimits() {
        TestCore server = servers.start("maxChannelsPerSession", "1", "maxSubscriptionsPerSession", "1");
        LocalSession local = server.core().newLocalSession("service");
        for (int i = 0; i < 5; i++) {
            local.subscribe("/a" + i, (session, event) -> {});
            assertThat(local.publish("/b" + i, 1).successful()).isTrue();
        }
        assertThat(local.session().subscriptions()).hasSize(5);
    }

    @Test
    void sessionsFromOneAddress() {
        TestCore server = servers.start("maxSessionsPerAddress", "2");
        InetSocketAddress here = new InetSocketAddress("192.0.2.1", 4711);
        InetSocketAddress samePlace = new InetSocketAddress("192.0.2.1", 4712);
        InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.2", 4711);
        TestPeer first = server.webSocket(Peers.from(here)).connected();
        server.webSocket(Peers.from(samePlace)).connected();
        String handshake = """
                {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}""";
        assertThat(server.webSocket(Peers.from(here)).ask(handshake)).containsExactly("""
                {"channel":"/meta/handshake","successful":false,"error":"403:max_sessions_per_address:handshake_denied",\
                "advice":{"reconnect":"retry","interval":10000},\
                "supportedConnectionTypes":["websocket","long-polling"]}""");
        server.webSocket(Peers.from(elsewhere)).connected();
        server.webSocket().connected();
        first.disconnect();
        server.webSocket(Peers.from(here)).connected();
        assertThat(server.core().sessions()).hasSize(4);
    }

    @Test
    void whoIsRefusedForALimitThatPassesIsNotToComeBackAtOnce() {
        TestCore server = servers.start("maxSessionsPerAddress", "1", "maxInterval", "0");
        InetSocketAddress here = new InetSocketAddress("192.0.2.1", 4711);
        server.webSocket(Peers.from(here)).connected();
        assertThat(server.webSocket(Peers.from(here)).ask("""
                {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}"""))
                .singleElement()
                .asString()
                .contains("\"advice\":{\"reconnect\":\"retry\",\"interval\":1000}");
    }

    @Test
    void aConnectThatCannotBeHeldIsToComeAgainAfterAWhile() {
        TestCore server = servers.start();
        TestPeer peer =
                server.http("b").with(traits -> traits.withMayHold(false)).subscribedTo("/a");
        peer.connect();
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/connect","successful":true,"advice":{"reconnect":"retry","interval":1000}}""");
        server.channel("/a").publish(null, 1);
        peer.connect();
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":1}""", """
                {"channel":"/meta/connect","successful":true,"advice":{"reconnect":"retry","interval":1000}}""");
    }

    @Test
    void sessionsFromOneAddressHaveNoLimitByDefault() {
        TestCore server = servers.start();
        InetSocketAddress here = new InetSocketAddress("192.0.2.1", 4711);
        for (int i = 0; i < 50; i++) {
            server.webSocket(Peers.from(here)).connected();
        }
        assertThat(server.core().sessions()).hasSize(50);
    }

    @Test
    void messagesThatWaitForOneSession() {
        TestCore server = servers.start("maxQueue", "3");
        TestPeer peer = server.http("b").subscribedTo("/a");
        CoreChannel channel = server.channel("/a");
        for (int i = 0; i < 3; i++) {
            channel.publish(null, i);
        }
        assertThat(server.knows(peer)).isTrue();
        channel.publish(null, 3);
        assertThat(server.knows(peer)).isFalse();
        assertThat(server.events().of(peer.clientId()))
                .endsWith("dropped:/a:queue full", "lost:3:QUEUE_FULL", "closed:QUEUE_FULL");
        peer.connect();
        assertThat(peer.received())
                .singleElement()
                .asString()
                .contains("402:queue_full:session_unknown", "\"reconnect\":\"handshake\"");
    }

    @Test
    void listenerKeepsASessionWhoseQueueIsFull() {
        TestCore server = servers.start("maxQueue", "2");
        TestPeer peer = server.http("b").subscribedTo("/a");
        server.session(peer).addListener((QueueMaxedListener)
                (session, from, event) -> event.data().text().equals("3"));
        for (int i = 1; i <= 3; i++) {
            server.channel("/a").publish(null, i);
        }
        assertThat(server.knows(peer)).isTrue();
        peer.connect();
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":1}""", """
                {"channel":"/a","data":2}""", """
                {"channel":"/meta/connect","successful":true}""");
        for (int i = 4; i <= 6; i++) {
            server.channel("/a").publish(null, i);
        }
        assertThat(server.knows(peer)).isFalse();
    }

    @Test
    void slowWebSocketIsClosedWhenItsQueueIsFull() {
        TestCore server = servers.start("maxQueue", "3");
        TestPeer peer = server.webSocket().subscribedTo("/a");
        peer.last().connection().completeWhenTold();
        for (int i = 0; i < 4; i++) {
            server.channel("/a").publish(null, i);
        }
        assertThat(server.knows(peer)).as("one is in flight, three wait").isTrue();
        server.channel("/a").publish(null, 4);
        assertThat(server.knows(peer)).isFalse();
        assertThat(peer.last().closedFor()).isEqualTo(CloseReason.QUEUE_FULL);
    }
}
