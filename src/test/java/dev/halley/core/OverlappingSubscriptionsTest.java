package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerChannelListener;
import dev.halley.api.Verdict;
import dev.halley.core.channel.Subscribers;
import dev.halley.protocol.BayeuxError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session is subscribed once to each channel and pattern, and gets a message once, however many of these match. */
class OverlappingSubscriptionsTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @ValueSource(ints = {1, Subscribers.MANY - 1, Subscribers.MANY, Subscribers.MANY + 1})
    void eachOfSeveralSessionsGetsAMessageOnce(int sessions) {
        TestCore server = servers.start("maxSessionsPerAddress", "1000");
        List<TestPeer> peers = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            peers.add(server.webSocket().subscribedTo("/a/*", "/a/b"));
        }
        TestPeer onlyAll = server.webSocket().subscribedTo("/**");
        peers.add(onlyAll);

        server.channel("/a/b").publish(null, 1);

        assertThat(peers).allSatisfy(peer -> assertThat(peer.received()).containsExactly("""
                {"channel":"/a/b","data":1}"""));
        assertThat(server.events().named("published")).containsExactly("published:/a/b:" + (sessions + 1));
    }

    @Test
    void whoUnsubscribesOneOfThemGetsMessagesByTheOther() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().subscribedTo("/a/*", "/a/b");
        peer.unsubscribe("/a/b");
        peer.received();

        server.channel("/a/b").publish(null, 1);

        assertThat(peer.received()).containsExactly("""
                {"channel":"/a/b","data":1}""");
    }

    @Test
    void publisherThatIsLeftOutIsLeftOutByAllOfThem() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().subscribedTo("/a/*", "/a/b");
        server.session(peer).broadcastToPublisher(false);

        server.channel("/a/b").publish(server.session(peer), 1);

        assertThat(peer.received()).isEmpty();
    }

    @Test
    void sessionsThatMissAMessageAreCountedOnceAndTheLeftOutPublisherIsNot() {
        TestCore server = servers.start();
        TestPeer publisher = server.webSocket().subscribedTo("/a/*", "/a/b");
        server.webSocket().subscribedTo("/a/*", "/a/b");
        server.webSocket().subscribedTo("/a/**");
        server.session(publisher).broadcastToPublisher(false);
        server.channel("/a/b").addListener((ServerChannelListener.MessageListener)
                (from, message) -> Verdict.refuse(BayeuxError.publishDenied("no")));

        server.channel("/a/b").publish(null, 1);
        server.channel("/a/b").publish(server.session(publisher), 1);

        assertThat(server.events().named("stopped"))
                .satisfiesExactly(all -> assertThat(all).startsWith("stopped:/a/b:3"), others -> assertThat(others)
                        .startsWith("stopped:/a/b:2"));
    }
}
