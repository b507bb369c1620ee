package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.Decision;
import dev.halley.api.LocalSession;
import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.core.link.ResponseLink;
import dev.halley.core.session.CoreSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Broker;
import dev.halley.spi.Link;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import dev.halley.testing.HeldBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A publish that its broker accepts later is answered later, and holds up nothing else. */
class PendingPublishTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final HeldBroker broker = new HeldBroker();

    private static final String UNCONFIRMED = """
            {"channel":"/a","id":"p","successful":false,"error":"503::publish_unconfirmed"}""";

    private static final String PUBLISH = """
            {"channel":"/a","clientId":"$","data":1,"id":"p"}""";

    @Test
    void overASocketTheReplyComesWhenTheBrokerHasAcceptedAndHoldsUpNothing() {
        TestCore server = servers.start(broker);
        TestPeer peer = server.webSocket().connected();
        peer.send("[" + PUBLISH + """
                ,{"channel":"/service/s","clientId":"$","data":1,"id":"s"}]""");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/service/s","id":"s","successful":true}""");
        broker.accept();
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","id":"p","successful":true}""");
    }

    @Test
    void overASocketRepliesToWhatTheBrokerAcceptsInOneStepGoInOneFrame() {
        TestCore server = servers.start(broker);
        TestPeer peer = server.webSocket().connected();
        Wire wire = peer.last();
        peer.sendOver(wire, PUBLISH);
        peer.sendOver(wire, PUBLISH);
        peer.sendOver(wire, PUBLISH);
        wire.unseen();
        broker.accept();
        assertThat(wire.unseen()).singleElement().satisfies(frame -> assertThat(frame.messages())
                .hasSize(1));

        broker.acceptTogether();
        assertThat(wire.unseen()).singleElement().satisfies(frame -> assertThat(frame.messages())
                .hasSize(2));
    }

    @Test
    void aResponseWaitsForItsRepliesWhichKeepTheirPlaces() {
        TestCore server = servers.start(broker);
        TestPeer peer = server.http("b").connected();
        Wire wire = peer.send("[" + PUBLISH + """
                ,{"channel":"/service/s","clientId":"$","data":1,"id":"s"}
                ,{"channel":"/b","clientId":"$","data":1,"id":"q"}]""");
        broker.accept();
        assertThat(wire.isPending()).isTrue();
        broker.accept();
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","id":"p","successful":true}""", """
                {"channel":"/service/s","id":"s","successful":true}""", """
                {"channel":"/b","id":"q","successful":true}""");
    }

    @Test
    void aResponseThatWaitsHoldsItsSessionsEventsBackForAShortWhileOnly() {
        TestCore server = servers.start(broker);
        TestPeer peer = server.http("b").subscribedTo("/news");
        peer.held();
        peer.send(PUBLISH);
        server.session(peer).deliver(null, "/news", 7);
        server.pass(ResponseLink.PATIENCE.toMillis());
        assertThat(peer.received()).as("by the held connect").anyMatch(text -> text.contains("\"data\":7"));
        broker.accept();
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whatABrokerFailsWithIsToldTheObserverAndTheClientGetsAnErrorId(Link.Kind kind) {
        TestCore server = servers.start(broker);
        server.expectFailures(1);
        TestPeer peer = server.peer(kind).connected();
        peer.send(PUBLISH);
        broker.fail(new IllegalStateException("no quorum"));
        assertThat(peer.received()).singleElement().satisfies(reply -> assertThat(reply)
                .matches(".*\"successful\":false,\"error\":\"500:[0-9a-z]+:internal_error\".*")
                .doesNotContain("quorum"));
        assertThat(server.events().failures()).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessage("no quorum"));
    }

    private static final class RefusingBroker implements Broker {

        @Override
        public void start(Receiver local) {}

        @Override
        public CompletionStage<Published> publish(Publication publication) {
            return CompletableFuture.failedStage(new PublishException(BayeuxError.CLUSTER_MINORITY));
        }

        @Override
        public void stop() {}
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whatABrokerRefusesIsAnsweredWithItsErrorAndServerCodeIsTold(Link.Kind kind) {
        TestCore server = servers.start(new RefusingBroker());
        TestPeer peer = server.peer(kind).connected();
        peer.send(PUBLISH);

        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","id":"p","successful":false,"error":"503::cluster_minority"}""");
        assertThat(server.core().createChannel("/b").publish(null, 1)).isFalse();
        assertThat(server.core().createChannel("/b").publishAsync(null, 1))
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(PublishException.class);
        assertThat(server.events().failures()).isEmpty();
        assertThat(server.core().pendingPublishes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void publishThatIsNotConfirmedInTimeIsAnsweredSoAndOnce(Link.Kind kind) {
        TestCore server = servers.start(broker, "publishTimeout", "3000");
        TestPeer peer = server.peer(kind).connected();
        peer.send(PUBLISH);
        server.pass(2_999);
        assertThat(peer.received()).isEmpty();
        server.pass(1);
        assertThat(peer.received()).containsExactly(UNCONFIRMED);
        assertThat(server.core().pendingPublishes()).isZero();
        broker.accept();
        assertThat(peer.received()).isEmpty();
    }

    @Test
    void asManyPublishesPendAsMayAndOneMoreIsRefusedBeforeTheBrokerSeesIt() {
        TestCore server = servers.start(broker, "maxPendingPublishes", "2");
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a", "1");
        peer.publish("/a", "2");
        assertThat(peer.received()).isEmpty();
        assertThat(server.core().pendingPublishes()).isEqualTo(2);
        peer.publish("/a", "3");
        assertThat(peer.received()).singleElement().satisfies(reply -> assertThat(reply)
                .contains("\"error\":\"503:max_pending_publishes:publish_denied\""));
        assertThat(broker.waiting()).isEqualTo(2);
        broker.accept();
        peer.publish("/a", "4");
        assertThat(broker.waiting()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whoIsGoneBeforeTheBrokerAcceptsHarmsNothing(Link.Kind kind) {
        TestCore server = servers.start(broker);
        TestPeer reader = server.webSocket().subscribedTo("/a");
        TestPeer peer = server.peer(kind).connected();
        peer.send(PUBLISH);
        peer.vanish();
        broker.accept();
        assertThat(reader.received()).containsExactly("""
                {"channel":"/a","data":1}""");
        assertThat(server.core().connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void sessionThatEndsMeanwhileStillGetsItsReply(Link.Kind kind) {
        TestCore server = servers.start(broker);
        TestPeer peer = server.peer(kind).connected();
        Wire wire = peer.send(PUBLISH);
        server.session(peer).disconnect();
        broker.accept();
        assertThat(wire.replies()).anyMatch(reply -> reply.text().contains("\"id\":\"p\",\"successful\":true"));
        assertThat(server.core().sizes().publishers()).isZero();
    }

    @Test
    void publishAsyncIsDoneWhenTheBrokerHasAccepted() {
        TestCore server = servers.start(broker);
        CompletableFuture<Position> published =
                server.channel("/a").publishAsync(null, 1).toCompletableFuture();
        assertThat(published).isNotDone();
        broker.accept();
        assertThat(published).isCompletedWithValue(Position.NONE);
    }

    @Test
    void publishAsyncOfALocalSessionIsDoneThenWhilePublishDoesNotWait() {
        TestCore server = servers.start(broker);
        LocalSession local = server.core().newLocalSession("service");
        assertThat(local.publish("/a", 1).successful()).isTrue();
        broker.accept();
        CompletableFuture<Position> published = local.publishAsync("/a", 2).toCompletableFuture();
        assertThat(published).isNotDone();
        broker.accept();
        assertThat(published).isCompletedWithValue(Position.NONE);
    }

    @Test
    void publishAsyncThatIsRefusedFailsWithTheError() {
        TestCore server = servers.start(broker);
        server.channel("/a").addAuthorizer((operation, channel, session, message) -> Decision.deny("not you"));
        LocalSession local = server.core().newLocalSession("service");
        assertThatThrownBy(
                        () -> local.publishAsync("/a", 1).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(PublishException.class, refused -> assertThat(refused.error())
                        .isEqualTo(BayeuxError.publishDenied("not you")));
        assertThat(broker.waiting()).isZero();
    }

    @Test
    void publishAsyncOnAPatternIsRefusedLikePublish() {
        TestCore server = servers.start(broker);
        assertThatThrownBy(() -> server.channel("/a/*").publishAsync(null, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/a/*");
        LocalSession local = server.core().newLocalSession("service");
        assertThatThrownBy(() -> local.publishAsync("/a/**", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void publishAsyncFailsWhenNobodyConfirms() {
        TestCore server = servers.start(broker);
        CompletableFuture<Position> published =
                server.channel("/a").publishAsync(null, 1).toCompletableFuture();
        server.pass(8_000);
        assertThatThrownBy(published::join).cause().isInstanceOfSatisfying(PublishException.class, failed -> assertThat(
                        failed.error())
                .isEqualTo(BayeuxError.PUBLISH_UNCONFIRMED));
    }

    @Test
    void publicationTellsNobodyTheClientId() {
        TestCore server = servers.start(broker);
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a", "1");
        assertThat(broker.next().toString()).doesNotContain(peer.clientId());
        assertThat(broker.next().origin().session())
                .isEqualTo(server.session(peer).number());
        broker.accept();
        server.channel("/a").publish(null, 2);
        assertThat(broker.next().origin().session()).isEqualTo(Origin.SERVER);
    }

    @Test
    void listenersOfSessionsLearnWhoPublishedAsLongAsThatOneIsThere() {
        TestCore server = servers.start(broker);
        TestPeer reader = server.webSocket().subscribedTo("/a");
        List<@Nullable ServerSession> publishers = new ArrayList<>();
        server.session(reader).addListener((ServerSessionListener.MessageListener) (to, from, event) -> {
            publishers.add(from);
            return Verdict.pass();
        });
        TestPeer writer = server.webSocket().connected();
        CoreSession from = server.session(writer);
        writer.publish("/a", "1");
        broker.accept();
        writer.publish("/a", "2");
        writer.disconnect();
        broker.accept();
        assertThat(publishers).containsExactly(from, null);
    }

    @Test
    void extensionsOfTheServerSeeWhatIsPublishedOnceAndBeforeTheBrokerWhoeverSubscribes() {
        TestCore server = servers.start(broker);
        server.core().addExtension(new BayeuxExtension() {
            @Override
            public Verdict<ChannelMessage> event(
                    @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
                return Verdict.replace(event.withData(RawJson.from("seen")));
            }
        });
        server.channel("/a").publish(null, 1);
        assertThat(broker.next().message().data().text()).isEqualTo("\"seen\"");
    }

    @Test
    void brokerThatStopsHandsOnNothing() {
        TestCore server = servers.start(broker);
        TestPeer peer = server.webSocket().connected();
        peer.send(PUBLISH);
        server.core().stop();
        broker.accept();
        assertThat(peer.last().closedFor()).isEqualTo(CloseReason.SERVER_STOPPED);
    }
}
