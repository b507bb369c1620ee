package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerSessionListener;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import dev.halley.testing.ScriptedConnection;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueLimitsTest {

    private static final int MOST = 3;

    private final TestCore rig = new TestCore(Map.of("maxQueue", Integer.toString(MOST)));
    private final Wire slow = rig.socket(ScriptedConnection.completingWhenTold());
    private final CoreSession session = rig.handshake(slow);

    private void settle() {
        slow.connection().complete();
        slow.says(TestCore.connect(session));
        rig.workers().runAll();
        slow.connection().forget();
        slow.connection().onClose(reason -> slow.link().closed(reason));
    }

    @Test
    void queueHoldsWhatItMayAndAnEventMoreEndsTheSession() {
        settle();
        TestCore.deliver(session, 1, 2, 3);
        rig.workers().runAll();
        assertThat(session.isHandshaken()).isTrue();
        TestCore.deliver(session, 4);
        assertThat(rig.core().session(session.id())).isEmpty();
        rig.workers().runAll();
        assertThat(rig.events().of(session.id()))
                .endsWith("dropped:/e:queue full", "lost:3:QUEUE_FULL", "closed:QUEUE_FULL");
        assertThat(slow.connection().closedFor()).isEqualTo(CloseReason.QUEUE_FULL);
    }

    @Test
    void queueHoldsAsManyCharactersAsItMayAndOneMoreEndsTheSession() {
        int length = Events.encoded(1).length();
        TestCore tight = new TestCore(Map.of("maxQueueBytes", Integer.toString(2 * length)));
        CoreSession polling = tight.polling();
        TestCore.deliver(polling, 1, 2);
        assertThat(polling.isHandshaken()).isTrue();
        TestCore.deliver(polling, 3);
        assertThat(polling.isHandshaken()).isFalse();
        CoreSession another = tight.polling();
        TestCore.deliver(another, 1);
        another.deliver(null, Events.event(2, false, 1));
        tight.workers().runAll();
        assertThat(tight.events().of(another.id())).endsWith("closed:QUEUE_FULL");
    }

    @Test
    void lazyEventsMakeRoomFirst() {
        settle();
        TestCore.deliverLazy(session, 1);
        TestCore.deliver(session, 2);
        TestCore.deliverLazy(session, 3);
        TestCore.deliver(session, 4);
        assertThat(session.isHandshaken()).isTrue();
        assertThat(rig.events().of(session.id()))
                .endsWith("dropped:/e:queue full, lazy", "dropped:/e:queue full, lazy");
        slow.connection().complete();
        rig.workers().runAll();
        assertThat(slow.events()).containsExactly(2, 4);
    }

    @Test
    void listenerMayDropTheEventAndKeepTheSession() {
        settle();
        session.addListener((ServerSessionListener.QueueMaxedListener) (full, from, event) -> true);
        TestCore.deliver(session, 1, 2, 3, 4);
        rig.workers().runAll();
        assertThat(session.isHandshaken()).isTrue();
        assertThat(rig.events().of(session.id())).endsWith("dropped:/e:queue full");
        slow.connection().complete();
        rig.workers().runAll();
        assertThat(slow.events()).containsExactly(1, 2, 3);
    }

    @Test
    void listenerThatDoesNotDropLeavesItToTheNextAndThenToTheEnd() {
        settle();
        session.addListener((ServerSessionListener.QueueMaxedListener) (full, from, event) -> false);
        session.addListener((ServerSessionListener.QueueMaxedListener) (full, from, event) -> {
            throw new IllegalStateException("a listener's fault");
        });
        TestCore.deliver(session, 1, 2, 3, 4);
        rig.workers().runAll();
        assertThat(rig.events().of(session.id())).endsWith("closed:QUEUE_FULL");
    }

    @Test
    void heldConnectOfASessionThatEndsForAFullQueueIsAnswered() {
        TestCore one = new TestCore(Map.of("maxQueue", "1"));
        CoreSession polling = one.polling();
        Wire poll = one.exchange().says(TestCore.connect(polling));
        TestCore.deliver(polling, 1, 2);
        one.workers().runAll();
        assertThat(poll.connection().texts()).hasSize(1);
        assertThat(poll.connection().texts().get(0))
                .contains("\"reconnect\":\"handshake\"")
                .doesNotContain("/e");
    }
}
