package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.DeliveryMode;
import dev.halley.core.link.DuplexLink;
import dev.halley.core.link.Senders;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.testing.ScriptedConnection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What waits finds its way out, whatever happens to connections and connects just then. */
class WayOutTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final TestCore rig = new TestCore();

    @Test
    void newSocketWhoseFirstMessageIsAHeldConnectGetsWhatWaits() {
        Wire first = rig.socket();
        CoreSession session = rig.connected(first);
        first.breaks();
        TestCore.deliver(session, 1, 2);
        rig.workers().runAll();
        Wire second = rig.socket().says(TestCore.connect(session));
        rig.workers().runAll();
        assertThat(second.events()).containsExactly(1, 2);
    }

    @Test
    void socketThatGoesOnWithAnotherSessionLeavesTheFirstItsEvents() {
        Wire shared = rig.socket();
        CoreSession first = rig.connected(shared);
        CoreSession second = rig.handshake(shared);
        TestCore.deliver(first, 1);
        rig.workers().runAll();
        Wire poll = rig.exchange();
        Wire next = rig.socket().says(TestCore.publish(first, "p"));
        rig.workers().runAll();
        assertThat(next.events()).containsExactly(1);
        assertThat(shared.events()).isEmpty();
        assertThat(poll.events()).isEmpty();
        assertThat(shared.link()).isInstanceOf(DuplexLink.class);
        assertThat(((DuplexLink) shared.link()).session()).isSameAs(second);
    }

    @Test
    void sessionWhoseSocketWentOnWithAnotherOneExpires() {
        Wire shared = rig.socket();
        CoreSession first = rig.connected(shared);
        shared.says(TestCore.connect(first));
        rig.handshake(shared);
        shared.breaks();
        rig.time().advance(LONG);
        rig.workers().runAll();
        rig.time().advance(LONG);
        rig.workers().runAll();
        assertThat(rig.events().of(first.id())).contains("closed:EXPIRED");
    }

    @Test
    void eventsThatWaitedForAConnectGoAtOnceWhenTheModeBecomesPush() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        session.deliveryMode(DeliveryMode.WITH_CONNECT);
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        assertThat(socket.events()).isEmpty();
        session.deliveryMode(DeliveryMode.PUSH);
        rig.workers().runAll();
        assertThat(socket.events()).containsExactly(1);
    }

    @Test
    void whatWasNotAcknowledgedTakesNoRoomAnyMoreWhenTheModeIsLeft() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        session.deliveryMode(DeliveryMode.ACKNOWLEDGED);
        TestCore.deliver(session, 1);
        socket.says(TestCore.connect(session));
        assertThat(session.queue().inspect().messages()).isEqualTo(1);
        session.deliveryMode(DeliveryMode.PUSH);
        assertThat(session.queue().inspect().messages()).isZero();
    }

    @Test
    void connectThatIsHeldOnADeadLinkTakesNothing() {
        CoreSession session = rig.polling();
        Wire older = rig.exchange().says(TestCore.connect(session));
        assertThat(older.connection().batches()).isEmpty();
        Wire dead = rig.exchange(ScriptedConnection.completingWhenTold());
        rig.events().atNext("released:SUPERSEDED", dead::breaks);
        dead.says(TestCore.connect(session));
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        assertThat(rig.exchange().says(TestCore.connect(session)).events()).containsExactly(1);
    }

    @Test
    void sessionWhoseConnectIsHeldOnADeadLinkExpires() {
        CoreSession session = rig.polling();
        rig.exchange().says(TestCore.connect(session));
        Wire dead = rig.exchange();
        rig.events().atNext("released:SUPERSEDED", dead::breaks);
        dead.says(TestCore.connect(session));
        rig.time().advance(Duration.ofSeconds(12));
        rig.workers().runAll();
        assertThat(rig.events().of(session.id())).contains("closed:EXPIRED");
    }

    @Test
    void linkThatBreaksBetweenReleaseAndAnswerTakesNoEventsAndTheSessionExpires() {
        CoreSession session = rig.polling();
        Wire poll = rig.exchange().says(TestCore.connect(session));
        rig.events().atNext("released:MESSAGES", poll::breaks);
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        assertThat(poll.events()).isEmpty();
        assertThat(session.queue().inspect().messages()).isEqualTo(1);
        rig.time().advance(Duration.ofSeconds(12));
        rig.workers().runAll();
        assertThat(rig.events().of(session.id())).contains("closed:EXPIRED");
    }

    @Test
    void socketThatBreaksBetweenReleaseAndAnswerTakesNoEvents() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        session.deliveryMode(DeliveryMode.WITH_CONNECT);
        socket.says(TestCore.connect(session));
        rig.events().atNext("released:MESSAGES", socket::breaks);
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        assertThat(session.queue().inspect().messages()).isEqualTo(1);
        Wire next = rig.socket().says(TestCore.connect(session));
        rig.workers().runAll();
        assertThat(next.events()).containsExactly(1);
    }

    @Test
    void responseThatCannotBeSentAnyMoreTakesNoEvents() {
        CoreSession session = rig.polling();
        TestCore.deliver(session, 1);
        Wire post = rig.exchange();
        rig.events().atNext("received:/service/s", post::breaks);
        post.says(TestCore.publish(session, "p"));
        assertThat(rig.exchange().says(TestCore.connect(session)).events()).containsExactly(1);
    }

    @Test
    void ofTwoConnectsThatCrossOneIsHeldAndTheOtherSuperseded() {
        TestCore rig = new TestCore(Map.of("maxSessionsPerBrowser", "-1"));
        CoreSession session = rig.polling();
        Wire first = rig.exchange().says(TestCore.connect(session));
        Wire second = rig.exchange();
        Wire third = rig.exchange();
        rig.events().atNext("released:SUPERSEDED", () -> third.says(TestCore.connect(session)));
        second.says(TestCore.connect(session));
        assertThat(first.connection().closedFor()).isEqualTo(CloseReason.SUPERSEDED);
        assertThat(third.connection().closedFor()).isEqualTo(CloseReason.SUPERSEDED);
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        assertThat(second.events()).containsExactly(1);
    }

    @Test
    void sessionWhoseNextConnectIsHeldDoesNotExpireForALateCompletionOfTheOneBefore() {
        CoreSession session = rig.polling();
        Wire slow = rig.exchange(ScriptedConnection.completingWhenTold()).says(TestCore.connect(session));
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        Wire next = rig.exchange().says(TestCore.connect(session));
        slow.connection().complete();
        rig.time().advance(Duration.ofSeconds(15));
        rig.workers().runAll();
        assertThat(rig.events().of(session.id())).doesNotContain("closed:EXPIRED");
        TestCore.deliver(session, 2);
        rig.workers().runAll();
        assertThat(next.events()).containsExactly(2);
    }

    @Test
    void lazyEventsThatWereNotAcknowledgedGoAgainAtOnce() {
        CoreSession session = rig.polling();
        session.deliveryMode(DeliveryMode.ACKNOWLEDGED);
        TestCore.deliverLazy(session, 1);
        rig.exchange().says(TestCore.connect(session));
        rig.time().advance(Duration.ofSeconds(6));
        rig.workers().runAll();
        long number = session.queue().batchNumber();
        session.queue().acknowledge(number - 1);
        assertThat(rig.exchange().says(TestCore.connect(session)).events()).containsExactly(1);
    }

    @Test
    void heldConnectGetsWhatWaitedForASocketThatDied() {
        CoreSession session = rig.polling();
        Wire poll = rig.exchange().says(TestCore.connect(session));
        Wire socket = rig.socket().says(TestCore.publish(session, "p"));
        socket.connection().breakSilently();
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        socket.breaks();
        rig.workers().runAll();
        assertThat(poll.events()).containsExactly(1);
    }

    @Test
    void lazyEventThatMayWaitLessIsNotHeldBackByOneThatMayWaitLonger() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        session.deliver(null, Encoded.of(Events.event(1, true, 0)), Duration.ofSeconds(9));
        session.deliver(null, Encoded.of(Events.event(2, true, 0)), Duration.ofSeconds(1));
        rig.time().advance(Duration.ofSeconds(1));
        rig.workers().runAll();
        assertThat(socket.events()).containsExactly(1, 2);
        rig.time().advance(Senders.PERIOD);
        assertThat(rig.time().waiting()).as("besides the sweep").isEqualTo(1);
    }

    @Test
    void lazyEventsWaitTheirTimeOrForCompany() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        TestCore.deliverLazy(session, 1);
        rig.time().advance(Duration.ofMillis(4_999));
        rig.workers().runAll();
        assertThat(socket.events()).isEmpty();
        rig.time().advance(Duration.ofMillis(1));
        rig.workers().runAll();
        assertThat(socket.events()).containsExactly(1);
        TestCore.deliverLazy(session, 2);
        TestCore.deliver(session, 3);
        rig.workers().runAll();
        assertThat(socket.events()).containsExactly(1, 2, 3);
    }

    @Test
    void lazyEventsAreNotHurriedByAConnectionThatIsNoLongerTheSessions() {
        Wire old = rig.socket(ScriptedConnection.completingWhenTold());
        CoreSession session = rig.handshake(old);
        old.says(TestCore.connect(session), TestCore.publish(session, "p"));
        old.says(TestCore.publish(session, "q"));
        Wire next = rig.socket().says(TestCore.publish(session, "r"));
        rig.workers().runAll();
        TestCore.deliverLazy(session, 1);
        old.connection().complete();
        old.connection().complete();
        session.flush();
        assertThat(next.events()).isEmpty();
        assertThat(old.events()).isEmpty();
    }

    @Test
    void clientThatSendsWithoutReadingLosesItsConnectionBeforeTheRepliesFillTheMemory() {
        TestCore small = new TestCore(Map.of("maxQueue", "10"));
        Wire deaf = small.socket(ScriptedConnection.completingWhenTold());
        CoreSession session = small.handshake(deaf);
        int sent = 0;
        while (deaf.connection().closedFor() == null && sent < 100) {
            deaf.says(TestCore.publish(session, "p" + sent++));
        }
        assertThat(deaf.connection().closedFor()).isEqualTo(CloseReason.QUEUE_FULL);
        // As many as wait for others, then as many behind the frame that does not go.
        assertThat(sent).isBetween(11, 2 * 11 + 2);
    }

    @Test
    void clientThatReadsMaySendInOneRequestMoreThanItsQueueHolds() {
        TestCore small = new TestCore(Map.of("maxQueue", "2"));
        Wire socket = small.socket();
        CoreSession session = small.connected(socket);
        for (int i = 0; i < 5; i++) {
            socket.says(
                    TestCore.publish(session, "a"),
                    TestCore.publish(session, "b"),
                    TestCore.publish(session, "c"),
                    TestCore.publish(session, "d"));
        }
        assertThat(socket.replies()).hasSize(20);
        assertThat(socket.connection().closedFor()).isNull();
    }

    @Test
    void replyFollowsTheEventsBeforeItThoughABatchBeganAndAnotherTransportWasUsedMeanwhile() {
        Wire socket = rig.socket(ScriptedConnection.completingWhenTold());
        CoreSession session = rig.handshake(socket);
        socket.connection().complete();
        rig.core().createChannel("/e").subscribe(session);
        socket.says(TestCore.publish(session, "a"));
        TestCore.deliver(session, 1);
        socket.says(TestCore.publish(session, "b"));
        session.batch(() -> {
            rig.exchange().says(TestCore.publish(session, "c"));
            TestCore.deliver(session, 2);
            socket.connection().complete();
            assertThat(socket.events()).containsExactly(1);
            assertThat(socket.replies()).hasSize(3);
        });
    }

    @Test
    void eventThatComesWhileAShardIsAtItsSessionIsFlushedToo() {
        CoreSession session = rig.polling();
        Wire first = rig.exchange();
        Wire second = rig.exchange();
        first.connection().onSend(batch -> {
            // The client is quick, and so is the publisher.
            second.says(TestCore.connect(session));
            TestCore.deliver(session, 2);
        });
        first.says(TestCore.connect(session));
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        assertThat(first.events()).containsExactly(1);
        assertThat(second.events()).containsExactly(2);
    }

    @Test
    void connectionThatCarriesAnEndedSessionIsFreeForAnother() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        rig.events().atNext("received:/service/s", session::disconnect);
        socket.says(TestCore.publish(session, "p"));
        assertThat(((DuplexLink) socket.link()).session()).isNull();
    }
}
