package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.LocalSession;
import dev.halley.cluster.broker.ClusterBroker;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Link;
import dev.halley.testing.HeldBroker;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers whose brokers are those of one cluster: what is published on one reaches the subscribers of the other. */
class ClusteredCoresTest {

    private static final String SUBSCRIBED = """
            {"channel":"/meta/subscribe","successful":true,"subscription":"/a"}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final ManualTime time = new ManualTime();
    private final MemoryNetwork network = new MemoryNetwork();
    private final MemoryNode nodeA = network.join("a");
    private final MemoryNode nodeB = network.join("b");
    private final ClusterBroker brokerA = nodeA.broker(time);
    private final ClusterBroker brokerB = nodeB.broker(time);
    private final TestCore a = servers.start(brokerA);
    private final TestCore b = servers.start(brokerB);

    private static String event(String channel, Object data) {
        return "{\"channel\":\"" + channel + "\",\"data\":" + data + '}';
    }

    private static List<String> events(List<String> received) {
        return received.stream()
                .filter(text -> !text.contains("\"successful\""))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Link.Kind.class,
            names = {"RESPONSE", "DUPLEX"})
    void whoSubscribesHereGetsWhatIsPublishedThereInItsOrder(Link.Kind kind) {
        TestPeer subscriber = a.peer(kind).subscribedTo("/a");
        if (kind == Link.Kind.RESPONSE) {
            subscriber.held();
        }
        TestPeer publisher = b.webSocket().connected();
        IntStream.range(0, 20).forEach(i -> publisher.publish("/a", "" + i));
        if (kind == Link.Kind.RESPONSE) {
            subscriber.connect();
        }
        assertThat(events(subscriber.received()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> event("/a", i)).toList());
    }

    @Test
    void bothDirectionsAtOnce() {
        TestPeer onA = a.webSocket().subscribedTo("/a");
        TestPeer onB = b.webSocket().subscribedTo("/a");
        onA.publish("/a", "\"of a\"");
        onB.publish("/a", "\"of b\"");
        assertThat(events(onA.received())).containsExactly(event("/a", "\"of a\""), event("/a", "\"of b\""));
        assertThat(events(onB.received())).containsExactly(event("/a", "\"of a\""), event("/a", "\"of b\""));
    }

    @Test
    void patternsMatchAcrossNodesAndEachSessionGetsItOnce() {
        TestPeer all = a.webSocket().subscribedTo("/room/**", "/room/*", "/room/1", "/**");
        TestPeer one = a.webSocket().subscribedTo("/room/*");
        TestPeer publisher = b.webSocket().connected();
        publisher.publish("/room/1", "1");
        publisher.publish("/room/1/2", "2");
        publisher.publish("/other", "3");
        assertThat(all.received()).containsExactly(event("/room/1", 1), event("/room/1/2", 2), event("/other", 3));
        assertThat(one.received()).containsExactly(event("/room/1", 1));
    }

    @Test
    void afterTheLastHasUnsubscribedNothingIsSent() {
        TestPeer subscriber = a.webSocket().subscribedTo("/a");
        TestPeer publisher = b.webSocket().connected();
        subscriber.unsubscribe("/a");
        publisher.publish("/a", "1");
        assertThat(network.sent(nodeB, nodeA)).as("it lingers").isOne();
        time.advance(Duration.ofSeconds(5));
        publisher.publish("/a", "2");
        assertThat(network.sent(nodeB, nodeA)).isOne();
        assertThat(events(subscriber.received())).isEmpty();
        assertThat(brokerB.state().wanted()).isZero();
    }

    @Test
    void publisherGetsItsOwnCopyOnceAndNoneWhereItWantsNone() {
        TestPeer publisher = a.webSocket().subscribedTo("/a");
        TestPeer other = b.webSocket().subscribedTo("/a");
        publisher.publish("/a", "1");
        assertThat(events(publisher.received())).containsExactly(event("/a", 1));
        a.session(publisher).broadcastToPublisher(false);
        publisher.publish("/a", "2");
        assertThat(events(publisher.received())).isEmpty();
        assertThat(other.received()).containsExactly(event("/a", 1), event("/a", 2));
    }

    /** The first session of both servers has the same number there. */
    @Test
    void sessionOfTheSameNumberOnAnotherNodeIsNotTakenForThePublisher() {
        TestPeer onA = a.webSocket().subscribedTo("/a");
        TestPeer onB = b.webSocket().subscribedTo("/a");
        a.session(onA).broadcastToPublisher(false);
        b.session(onB).broadcastToPublisher(false);
        onA.publish("/a", "1");
        onB.publish("/a", "2");
        assertThat(events(onA.received())).containsExactly(event("/a", 2));
        assertThat(events(onB.received())).containsExactly(event("/a", 1));
    }

    @Test
    void whatTheServerItselfPublishesGoesToAllNodesToo() {
        TestPeer onB = b.webSocket().subscribedTo("/a");
        a.channel("/a").publish(null, "news");
        a.core().newLocalSession("service").publish("/a", "more");
        assertThat(onB.received()).containsExactly(event("/a", "\"news\""), event("/a", "\"more\""));
    }

    @Test
    void everyFieldOfAMessageArrives() {
        TestPeer onB = b.webSocket().subscribedTo("/a");
        a.channel("/a")
                .publish(
                        null,
                        ChannelMessage.of("/a", RawJson.from(Map.of("text", "ä €")))
                                .withExt(RawJson.parse("{\"x\":[1]}")));
        a.webSocket().connected().send("""
                [{"channel":"/a","clientId":"$","data":1,"ext":{"y":null},"priority":"high"}]""");
        assertThat(onB.received())
                .containsExactly(
                        "{\"channel\":\"/a\",\"data\":{\"text\":\"ä €\"},\"ext\":{\"x\":[1]}}",
                        "{\"channel\":\"/a\",\"data\":1,\"ext\":{\"y\":null},\"priority\":\"high\"}");
    }

    @Test
    void lazyMessageWaitsOnTheOtherNodeToo() {
        TestPeer onB = b.webSocket().subscribedTo("/a");
        a.channel("/a").lazyTimeout(Duration.ofMillis(300));
        a.webSocket().connected().publish("/a", "1");
        assertThat(onB.received()).isEmpty();
        b.pass(299);
        assertThat(onB.received()).isEmpty();
        b.pass(1);
        assertThat(onB.received()).containsExactly(event("/a", 1));
    }

    @Test
    void whatASubscriberPublishesWhileItIsHandedAMessageComesBehindIt() {
        TestPeer onB = b.webSocket().subscribedTo("/a");
        LocalSession echo = a.core().newLocalSession("echo");
        echo.subscribe("/a", (session, message) -> {
            if (message.data().text().equals("1")) {
                session.publish("/a", 2);
            }
        });
        echo.publish("/a", 1);
        assertThat(onB.received()).containsExactly(event("/a", 1), event("/a", 2));
    }

    @Test
    void serviceChannelsDoNotCross() {
        b.core().createChannel("/service/**");
        LocalSession listening = b.core().newLocalSession("listening");
        List<String> heard = new ArrayList<>();
        listening.addListener("/service/**", (session, message) -> heard.add(message.channel()));
        TestPeer all = b.webSocket().subscribedTo("/**");
        TestPeer publisher = a.webSocket().connected();
        publisher.publish("/service/x", "1");
        assertThat(publisher.received()).singleElement().satisfies(reply -> assertThat(reply)
                .contains("\"successful\":true"));
        assertThat(network.sent(nodeA, nodeB)).isZero();
        assertThat(brokerA.state().published()).isZero();
        assertThat(all.received()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void subscribeIsAnsweredWhenTheOtherNodeKnows() {
        network.hold(nodeA, nodeB);
        TestPeer subscriber = a.webSocket().connected();
        subscriber.subscribe("/a");
        b.webSocket().connected().publish("/a", "1");
        assertThat(subscriber.received()).isEmpty();
        network.release(nodeA, nodeB);
        assertThat(subscriber.received()).containsExactly(SUBSCRIBED);
        b.webSocket().connected().publish("/a", "2");
        assertThat(subscriber.received()).containsExactly(event("/a", 2));
    }

    @Test
    void subscribeIsAnsweredAllTheSameWhereAnotherNodeLags() {
        network.hold(nodeA, nodeB);
        TestPeer subscriber = a.webSocket().connected();
        subscriber.subscribe("/a");
        time.advance(Duration.ofMillis(499));
        assertThat(subscriber.received()).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(subscriber.received()).containsExactly(SUBSCRIBED);
        assertThat(a.events().named("interestUnconfirmed")).containsExactly("interestUnconfirmed:[b#1]");
        a.webSocket().connected().publish("/a", "1");
        assertThat(subscriber.received()).as("this node's own are served").containsExactly(event("/a", 1));
        network.release(nodeA, nodeB);
        b.webSocket().connected().publish("/a", "2");
        assertThat(subscriber.received()).containsExactly(event("/a", 2));
    }

    @Test
    void nodeThatIsLostIsForgottenAndServedAgainWhenItIsBack() {
        TestPeer onA = a.webSocket().subscribedTo("/a");
        TestPeer onB = b.webSocket().subscribedTo("/a");
        network.cut(nodeA, nodeB);
        onA.publish("/a", "1");
        onB.publish("/a", "2");
        assertThat(events(onA.received())).containsExactly(event("/a", 1));
        assertThat(events(onB.received())).containsExactly(event("/a", 2));
        assertThat(brokerA.state().wanted()).isZero();
        assertThat(brokerA.state().nodes()).isEmpty();
        network.heal(nodeA, nodeB);
        onA.publish("/a", "3");
        onB.publish("/a", "4");
        assertThat(events(onA.received())).containsExactly(event("/a", 3), event("/a", 4));
        assertThat(events(onB.received())).containsExactly(event("/a", 3), event("/a", 4));
    }

    /** It has kept the patterns that match it: so looking for nodes that want them makes nothing. */
    @Test
    void brokerGetsTheNameOfAChannelAsTheServerHasIt() {
        HeldBroker held = new HeldBroker();
        TestCore server = servers.start(held);
        server.webSocket().connected().publish("/x/y", "1");
        assertThat(held.next().channel()).isSameAs(server.channel("/x/y").id());
    }

    @Test
    void fullQueueDropsFromItsTail() {
        TestPeer onB = b.webSocket().subscribedTo("/a");
        TestPeer publisher = a.webSocket().connected();
        network.capacity(nodeA, nodeB, 3);
        network.hold(nodeA, nodeB);
        IntStream.range(0, 5).forEach(i -> publisher.publish("/a", "" + i));
        assertThat(network.dropped(nodeA, nodeB)).isEqualTo(2);
        network.release(nodeA, nodeB);
        publisher.publish("/a", "5");
        assertThat(onB.received()).containsExactly(event("/a", 0), event("/a", 1), event("/a", 2), event("/a", 5));
    }
}
