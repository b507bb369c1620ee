package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.LocalSession;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Link;
import dev.halley.testing.HeldBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The broker is told which channels have subscribers, and subscribers that they are subscribed when it knows. */
class InterestTest {

    private static final String REPLY = """
            {"channel":"/meta/subscribe","successful":true,"subscription":"/a"}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final HeldBroker broker = new HeldBroker();

    @Test
    void theFirstSubscriberAndTheLastAreToldAndNobodyBetween() {
        TestCore server = servers.start(broker);
        TestPeer first = server.webSocket().connected();
        TestPeer second = server.webSocket().connected();
        first.subscribe("/a", "/b/**");
        second.subscribe("/a");
        first.unsubscribe("/a");
        assertThat(broker.told()).containsExactly("+/a", "+/b/**");
        second.disconnect();
        assertThat(broker.told()).containsExactly("+/a", "+/b/**", "-/a");
        first.vanish();
        server.session(first).disconnect();
        assertThat(broker.told()).containsExactly("+/a", "+/b/**", "-/a", "-/b/**");
        assertThat(server.core().sizes().interests()).isZero();
    }

    @Test
    void channelThatIsRemovedWithItsSubscribersIsToldOnce() {
        TestCore server = servers.start(broker);
        server.webSocket().subscribedTo("/a");
        server.webSocket().subscribedTo("/a");
        server.channel("/a").remove();
        assertThat(broker.told()).containsExactly("+/a", "-/a");
        assertThat(server.core().sizes().interests()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void subscribeIsAnsweredWhenTheBrokerKnows(Link.Kind kind) {
        TestCore server = servers.start(broker.holdingInterest());
        TestPeer peer = server.peer(kind).connected();
        peer.subscribe("/a");
        assertThat(peer.received()).isEmpty();
        broker.know();
        assertThat(peer.received()).containsExactly(REPLY);
    }

    @Test
    void theSecondSubscriberWaitsForTheSame() {
        TestCore server = servers.start(broker.holdingInterest());
        TestPeer first = server.webSocket().connected();
        TestPeer second = server.webSocket().connected();
        first.subscribe("/a");
        second.subscribe("/a");
        assertThat(second.received()).isEmpty();
        broker.know();
        assertThat(first.received()).containsExactly(REPLY);
        assertThat(second.received()).containsExactly(REPLY);
        TestPeer third = server.webSocket().connected();
        third.subscribe("/a");
        assertThat(third.received()).as("known already").containsExactly(REPLY);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void subscribeThatTheBrokerDoesNotKnowOfInTimeSubscribesNobody(Link.Kind kind) {
        TestCore server = servers.start(broker.holdingInterest(), "publishTimeout", "3000");
        TestPeer peer = server.peer(kind).connected();
        peer.subscribe("/a");
        server.pass(2_999);
        assertThat(peer.received()).isEmpty();
        server.pass(1);
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/subscribe","successful":false,"error":"503::subscribe_unconfirmed","subscription":"/a"}""");
        assertThat(server.session(peer).subscriptions()).isEmpty();
        assertThat(broker.told()).containsExactly("+/a", "-/a");
    }

    @Test
    void whatTheBrokerFailsWithIsToldTheObserverAndNobodyIsSubscribed() {
        TestCore server = servers.start(broker.holdingInterest());
        server.expectFailures(1);
        TestPeer peer = server.webSocket().connected();
        peer.subscribe("/a");
        broker.failToKnow(new IllegalStateException("no quorum"));
        assertThat(peer.received()).singleElement().satisfies(reply -> assertThat(reply)
                .matches(".*\"successful\":false,\"error\":\"500:[0-9a-z]+:internal_error\".*"));
        assertThat(server.session(peer).subscriptions()).isEmpty();
    }

    @Test
    void whoSubscribesAfterAFailureHasTheBrokerAskedAgain() {
        TestCore server = servers.start(broker.holdingInterest());
        server.channel("/a").subscribe(server.session(server.webSocket().connected()));
        broker.failToKnow(new IllegalStateException("no quorum"));
        TestPeer peer = server.webSocket().connected();
        peer.subscribe("/a");
        assertThat(peer.received()).isEmpty();
        broker.know();
        assertThat(peer.received()).containsExactly(REPLY);
        assertThat(broker.told()).containsExactly("+/a", "+/a");
    }

    @Test
    void codeOfTheServersOwnDoesNotWait() {
        TestCore server = servers.start(broker.holdingInterest());
        CoreSession session = server.session(server.webSocket().connected());
        assertThat(server.channel("/a").subscribe(session)).isTrue();
        server.core().newLocalSession("service").subscribe("/b", (local, event) -> {});
        assertThat(broker.told()).containsExactly("+/a", "+/b");
    }

    @Test
    void whatTheServersOwnCodeSubscribedStaysWhateverTheBrokerSays() {
        TestCore server = servers.start(broker.holdingInterest());
        LocalSession late = server.core().newLocalSession("late");
        LocalSession failing = server.core().newLocalSession("failing");
        failing.subscribe("/b", (local, event) -> {});
        late.subscribe("/a", (local, event) -> {});
        broker.failToKnow(new IllegalStateException("no quorum"));
        server.pass(8_000);
        assertThat(failing.session().subscriptions()).containsExactly(ChannelId.of("/b"));
        assertThat(late.session().subscriptions()).containsExactly(ChannelId.of("/a"));
    }

    @Test
    void manyThatComeAndGoAtTheSameTimeLeaveTheBrokerWithWhatThereIs() throws Exception {
        TestCore server = servers.start(broker);
        int threads = 4;
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            CoreSession session = server.session(server.webSocket().connected());
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                for (int round = 0; round < 500; round++) {
                    server.channel("/a").subscribe(session);
                    if (round % 50 == 0) {
                        server.channel("/a").remove();
                    }
                    server.channel("/a").unsubscribe(session);
                }
            });
            all.add(thread);
            thread.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        List<String> told = broker.told();
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i)).isEqualTo(i % 2 == 0 ? "+/a" : "-/a");
        }
        assertThat(told.size() % 2).as("nobody is subscribed in the end").isZero();
        assertThat(server.core().sizes().interests()).isZero();
    }
}
