package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.DeliveryMode;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.core.session.CoreSession;
import dev.halley.extension.AckExtension;
import dev.halley.extension.BinaryExtension;
import dev.halley.extension.TimesyncExtension;
import dev.halley.protocol.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the container tells what it has read at once, what is to be sent because of it goes together. */
class ReadAtOnceTest {

    private final ManualReading reading = new ManualReading();
    private final TestCore rig = new TestCore(reading);
    private final Wire socket = rig.socket();
    private final CoreSession session = rig.connected(socket);

    private Wire subscriber() {
        Wire subscriber = rig.socket();
        rig.core().createChannel("/e").subscribe(rig.connected(subscriber));
        return subscriber;
    }

    private String publish(int number) {
        return publish(session, "/e", number);
    }

    private static String publish(CoreSession from, String channel, int number) {
        return "{'channel':'" + channel + "','data':'" + number + "-','clientId':'" + from.id() + "','id':'" + number
                + "'}";
    }

    @Test
    void repliesShareAFrameThatGoesWhenAllIsHandled() {
        reading.begin();
        for (int i = 0; i < 8; i++) {
            socket.says(TestCore.publish(session, "p" + i));
        }
        assertThat(socket.replies()).isEmpty();
        reading.end();
        assertThat(socket.replies()).hasSize(8);
        assertThat(socket.connection().batches()).hasSize(1);
    }

    @Test
    void whatIsReadNextGetsAFrameOfItsOwn() {
        for (int i = 1; i <= 3; i++) {
            reading.begin();
            socket.says(TestCore.publish(session, "p"));
            reading.end();
            assertThat(socket.replies()).hasSize(i);
        }
    }

    @Test
    void eventsForOthersGoOutFromOneRunOfAShard() {
        Wire subscriber = subscriber();
        rig.time().advance(Duration.ofMillis(1));
        reading.begin();
        socket.says(publish(1)).says(publish(2)).says(publish(3));
        assertThat(rig.workers().waiting()).isZero();
        reading.end();
        assertThat(rig.workers().waiting()).isEqualTo(1);
        rig.workers().runAll();
        assertThat(subscriber.events()).containsExactly(1, 2, 3);
        assertThat(subscriber.connection().batches()).hasSize(1);
    }

    @Test
    void eventsOfASingleRequestGoOutOnTheThreadThatReads() {
        Wire subscriber = subscriber();
        rig.time().advance(Duration.ofMillis(1));
        reading.begin();
        socket.says(publish(1));
        reading.end();
        assertThat(rig.workers().waiting()).isZero();
        assertThat(subscriber.events()).containsExactly(1);
    }

    @Test
    void ownEventsGoWithTheReplies() {
        rig.core().createChannel("/e").subscribe(session);
        reading.begin();
        socket.says(publish(1)).says(publish(2));
        assertThat(socket.connection().batches()).isEmpty();
        reading.end();
        assertThat(socket.events()).containsExactly(1, 2);
        assertThat(socket.replies()).hasSize(2);
        assertThat(socket.connection().batches()).hasSize(1);
    }

    @Test
    void ownEventsAnswerTheHeldConnectInAcknowledgedMode() {
        session.deliveryMode(DeliveryMode.ACKNOWLEDGED);
        rig.core().createChannel("/e").subscribe(session);
        socket.says(TestCore.connect(session));
        reading.begin();
        socket.says(publish(1)).says(publish(2));
        reading.end();
        assertThat(socket.events()).containsExactly(1, 2);
    }

    @Test
    void listenerThatBlocksHoldsNoReplyBackAndNobodysEvents() {
        Wire subscriber = subscriber();
        List<Integer> seenWhileBlocked = new ArrayList<>();
        rig.core().createChannel("/slow").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            rig.workers().runAll();
            seenWhileBlocked.add(socket.replies().size());
            seenWhileBlocked.addAll(subscriber.events());
            return Verdict.pass();
        });
        reading.begin();
        socket.says(publish(7)).says(publish(session, "/slow", 1));
        assertThat(seenWhileBlocked).containsExactly(1, 7);
        reading.end();
        assertThat(socket.replies()).hasSize(2);
    }

    @Test
    void policyOfTheApplicationThatBlocksHoldsNoReplyBack() {
        List<Integer> seenWhileBlocked = new ArrayList<>();
        rig.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canPublish(BayeuxServer server, ServerSession from, Request.Publish publish) {
                seenWhileBlocked.add(socket.replies().size());
                return Decision.grant();
            }
        });
        reading.begin();
        socket.says(publish(1)).says(publish(2)).says(publish(3));
        assertThat(seenWhileBlocked).containsExactly(0, 1, 2);
        reading.end();
        assertThat(socket.replies()).hasSize(3);
    }

    @Test
    void extensionsOfTheServersOwnLeaveRepliesTogether() {
        rig.core().addExtension(new AckExtension());
        rig.core().addExtension(new TimesyncExtension(rig.time()));
        rig.core().addExtension(new BinaryExtension());
        reading.begin();
        socket.says(publish(1)).says(publish(2)).says(publish(3));
        assertThat(socket.replies()).isEmpty();
        reading.end();
        assertThat(socket.connection().batches()).hasSize(1);
    }

    @Test
    void anotherConnectionsRequestOnTheSameThreadDoesNotJoinTheFirst() {
        Wire other = rig.socket();
        CoreSession another = rig.connected(other);
        reading.begin();
        socket.says(TestCore.publish(session, "p"));
        other.says(TestCore.publish(another, "q"));
        assertThat(socket.replies()).hasSize(1);
        reading.end();
        assertThat(other.replies()).hasSize(1);
        assertThat(socket.connection().batches()).hasSize(1);
    }

    @Test
    void contextIsThatOfTheRequestAndEndsWithIt() {
        reading.begin();
        socket.says(TestCore.publish(session, "p"));
        assertThat(rig.core().context()).isEmpty();
        reading.end();
    }

    @Test
    void noMoreRepliesWaitThanTheQueueMayHold() {
        TestCore small = new TestCore(Map.of("maxQueue", "4"), reading);
        Wire narrow = small.socket();
        CoreSession its = small.connected(narrow);
        reading.begin();
        for (int i = 0; i < 4; i++) {
            narrow.says(TestCore.publish(its, "p"));
        }
        assertThat(narrow.replies()).isEmpty();
        narrow.says(TestCore.publish(its, "p"));
        assertThat(narrow.replies()).hasSize(5);
        reading.end();
        assertThat(narrow.replies()).hasSize(5);
    }
}
