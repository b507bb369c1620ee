package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many channels and sessions work, and leave nothing behind. */
class GrowthTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    @Test
    void hundredThousandChannels() {
        TestCore server = servers.start("maxChannelsPerSession", "100000", "maxInterval", "3600000");
        TestPeer peer = server.webSocket().subscribedTo("/room/7");
        TestPeer all = server.webSocket().subscribedTo("/room/*");
        CoreSession session = server.session(peer);
        for (int i = 0; i < 100_000; i++) {
            server.core().createChannel("/room/" + i);
        }
        assertThat(server.core().channels()).hasSize(100_001);
        server.channel("/room/7").publish(null, 1);
        assertThat(peer.received()).hasSize(1);
        assertThat(all.received()).hasSize(1);
        assertThat(session.subscriptions()).hasSize(1);
        for (int i = 0; i < 3; i++) {
            server.core().sweep();
        }
        assertThat(server.core().channels())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("/room/7", "/room/*");
    }

    @Test
    void tenThousandSubscribers() {
        TestCore server = servers.start("maxSessionsPerAddress", "20000");
        InetSocketAddress address = new InetSocketAddress("192.0.2.1", 80);
        List<TestPeer> peers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            TestPeer peer = i % 2 == 0 ? server.webSocket(Peers.from(address)) : server.http("b" + i);
            peers.add(peer);
            peer.handshake();
            peer.connect();
            peer.subscribe("/a", "/own/" + i);
            peer.connect();
            peer.received();
        }
        assertThat(server.channel("/a").subscriberSet().all()).hasSize(10_000);
        assertThat(server.core().heldBrowsers()).isEqualTo(5_000);
        server.channel("/a").publish(null, 1);
        assertThat(peers).allSatisfy(peer -> assertThat(peer.received()).startsWith("""
                {"channel":"/a","data":1}"""));
        for (int i = 0; i < peers.size(); i++) {
            TestPeer peer = peers.get(i);
            switch (i % 4) {
                case 0 -> peer.disconnect();
                case 1 -> server.session(peer).disconnect(CloseReason.POLICY);
                case 2 -> peer.vanish();
                default -> peer.connect();
            }
        }
        peers.forEach(TestPeer::vanish);
        server.pass(30_000);
        for (int i = 0; i < 3; i++) {
            server.core().sweep();
        }
        assertThat(server.core().sizes()).isEqualTo(CoreServer.Sizes.NONE);
        assertThat(server.time().waiting()).as("only the sweeper's timer").isEqualTo(1);
    }
}
