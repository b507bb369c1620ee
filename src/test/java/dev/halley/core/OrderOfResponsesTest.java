package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.DeliveryMode;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.testing.ScriptedConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What one client gets over several connections comes once, and in order. */
class OrderOfResponsesTest {

    private final TestCore rig = new TestCore();

    @Test
    void ownEventsOfAPollingClientRideOnItsResponseThoughAConnectArrivesMeanwhile() {
        CoreSession session = rig.polling();
        rig.core().createChannel("/e").subscribe(session);
        Wire poll = rig.exchange();
        Wire post = rig.exchange(ScriptedConnection.completingWhenTold());
        String second = "{'channel':'/e','data':'2-','clientId':'" + session.id() + "'}";
        rig.core().createChannel("/service/between").addListener((ServerChannelListener.MessageListener)
                (from, message) -> {
                    poll.says(TestCore.connect(session));
                    rig.workers().runAll();
                    return Verdict.pass();
                });
        String between = "{'channel':'/service/between','data':0,'clientId':'" + session.id() + "'}";
        post.says("{'channel':'/e','data':'1-','clientId':'" + session.id() + "'}", between, second);
        assertThat(post.events()).containsExactly(1, 2);
        assertThat(poll.connection().messages()).isEmpty();
        TestCore.deliver(session, 3);
        rig.workers().runAll();
        assertThat(poll.connection().messages())
                .as("the response is not written yet, and must not be overtaken")
                .isEmpty();
        post.connection().complete();
        rig.workers().runAll();
        assertThat(poll.events()).containsExactly(3);
    }

    @Test
    void eventsThatWaitedForAResponseGoElsewhereWhenItsClientIsGone() {
        CoreSession session = rig.polling();
        rig.core().createChannel("/e").subscribe(session);
        Wire poll = rig.exchange().says(TestCore.connect(session));
        Wire post = rig.exchange();
        rig.core().createChannel("/service/gone").addListener((ServerChannelListener.MessageListener)
                (from, message) -> {
                    post.breaks();
                    return Verdict.pass();
                });
        post.says(
                "{'channel':'/e','data':'1-','clientId':'" + session.id() + "'}",
                "{'channel':'/service/gone','data':0,'clientId':'" + session.id() + "'}");
        rig.workers().runAll();
        assertThat(poll.events()).containsExactly(1);
    }

    @Test
    void connectThatArrivesDuringABatchIsHeldUntilItsEnd() {
        CoreSession session = rig.polling();
        Wire poll = rig.exchange();
        session.batch(() -> {
            TestCore.deliver(session, 1);
            poll.says(TestCore.connect(session));
            rig.workers().runAll();
            assertThat(poll.connection().messages()).isEmpty();
            TestCore.deliver(session, 2);
        });
        rig.workers().runAll();
        assertThat(poll.events()).containsExactly(1, 2);
    }

    @Test
    void connectThatMayNotBeHeldTakesNothingOutOfABatch() {
        CoreSession session = rig.handshake(rig.exchange());
        Wire first = rig.exchange();
        session.batch(() -> {
            TestCore.deliver(session, 1);
            first.says(TestCore.connect(session));
            assertThat(first.events()).isEmpty();
            assertThat(first.replies()).hasSize(1);
        });
        rig.workers().runAll();
        assertThat(rig.exchange().says(TestCore.connect(session)).events()).containsExactly(1);
    }

    @Test
    void slowSocketThatWasReplacedSendsNothingThatGoesAgainOverItsSuccessor() {
        Wire slow = rig.socket(ScriptedConnection.completingWhenTold());
        CoreSession session = rig.handshake(slow);
        session.deliveryMode(DeliveryMode.ACKNOWLEDGED);
        TestCore.deliver(session, 1, 2);
        slow.says(TestCore.connect(session));
        Wire next = rig.socket();
        next.says(TestCore.connect(session));
        rig.workers().runAll();
        while (slow.connection().complete()) {
            // On to what its drain still holds.
        }
        assertThat(next.events()).containsExactly(1, 2);
        assertThat(slow.events()).isEmpty();
        assertThat(slow.replies())
                .as("only the one to the handshake: that to the connect would number events that did not come")
                .hasSize(1);
    }

    @Test
    void modeThatTheApplicationChoseSurvivesAChangeOfTheTransport() {
        CoreSession session = rig.handshake(rig.exchange());
        session.deliveryMode(DeliveryMode.WITH_CONNECT);
        rig.socket().says(TestCore.publish(session, "p"));
        assertThat(session.deliveryMode()).isEqualTo(DeliveryMode.WITH_CONNECT);
    }

    @Test
    void requestWhoseRepliesWereKeptBackGetsItsResponse() {
        CoreSession session = rig.polling();
        rig.core().addExtension(new BayeuxExtension() {
            @Override
            public Verdict<Reply> reply(@Nullable ServerSession to, Request request, Reply reply) {
                return Verdict.refuse(BayeuxError.MESSAGE_DELETED);
            }
        });
        Wire post = rig.exchange().says(TestCore.publish(session, "p"));
        assertThat(post.connection().texts()).containsExactly("[]");
    }
}
