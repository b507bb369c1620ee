package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.Outbox;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The listeners of sessions, but for their order among other hooks. */
class SessionEventsTest {

    private final TestCore rig = new TestCore();

    private static ServerSessionListener.DequeueListener dequeue(UnaryOperator<List<ChannelMessage>> change) {
        return (session, events) -> change.apply(events);
    }

    @Test
    void dequeueListenerMayMergeReorderAndDrop() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        session.addListener(dequeue(events -> List.of(Events.event(12, false, 0), events.get(3), events.get(2))));
        session.batch(() -> TestCore.deliver(session, 1, 2, 3, 4));
        rig.workers().runAll();
        assertThat(socket.events()).containsExactly(12, 4, 3);
        rig.assertNothingFailed();
    }

    @Test
    void dequeueListenersSeeWhatTheOneBeforeLeft() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        session.addListener(dequeue(events -> events.subList(1, events.size())));
        session.addListener(dequeue(events -> events.subList(1, events.size())));
        session.batch(() -> TestCore.deliver(session, 1, 2, 3));
        rig.workers().runAll();
        assertThat(socket.events()).containsExactly(3);
    }

    @Test
    void dequeueListenerThatThrowsLetsNothingOfThatGo() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        session.addListener(dequeue(events -> {
            throw new IllegalStateException("on purpose");
        }));
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        assertThat(socket.events()).isEmpty();
        assertThat(rig.events().failures()).hasSize(1);
        assertThat(rig.events().named("dropped")).hasSize(1);
    }

    @Test
    void dequeueListenerThatDropsAllLeavesTheReplyAlone() {
        CoreSession session = rig.polling();
        session.addListener(dequeue(events -> List.of()));
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        Wire poll = rig.exchange().says(TestCore.connect(session));
        assertThat(poll.events()).isEmpty();
        assertThat(poll.replies()).hasSize(1);
    }

    @Test
    void sessionWithADequeueListenerIsDrainedByAWorker() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        List<Thread> threads = new ArrayList<>();
        session.addListener(dequeue(events -> {
            threads.add(Thread.currentThread());
            return events;
        }));
        TestCore.deliver(session, 1);
        assertThat(threads).as("not on the publisher's way").isEmpty();
        rig.workers().runAll();
        assertThat(threads).hasSize(1);
    }

    @Test
    void queueListenerSeesWhatWasQueuedBeforeItIsSent() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        List<Object> seen = new ArrayList<>();
        session.addListener((ServerSessionListener.QueueListener) (to, from, event) -> {
            seen.add(event.data().string());
            seen.add(socket.events().size());
        });
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        assertThat(seen).containsExactly("1-", 0);
        assertThat(socket.events()).containsExactly(1);
    }

    @Test
    void heartbeatListenerSeesConnectsHeldAndAnswered() {
        CoreSession session = rig.polling();
        List<String> seen = new ArrayList<>();
        session.addListener(new ServerSessionListener.HeartbeatListener() {
            @Override
            public void suspended(ServerSession suspended, Duration timeout) {
                seen.add("suspended " + timeout.toMillis());
            }

            @Override
            public void resumed(ServerSession resumed, boolean timedOut) {
                seen.add(timedOut ? "timed out" : "resumed");
            }
        });
        rig.exchange().says(TestCore.connect(session));
        rig.time().advance(Duration.ofSeconds(20));
        rig.workers().runAll();
        rig.exchange().says(TestCore.connect(session));
        TestCore.deliver(session, 1);
        rig.workers().runAll();
        rig.exchange().says(TestCore.connect(session));
        session.disconnect();
        assertThat(seen)
                .containsExactly(
                        "suspended 20000", "timed out", "suspended 20000", "resumed", "suspended 20000", "resumed");
    }

    @Test
    void removedListenerIsToldTheReasonOnce() {
        CoreSession session = rig.polling();
        List<CloseReason> reasons = new ArrayList<>();
        session.addListener((ServerSessionListener.RemovedListener) (gone, reason) -> reasons.add(reason));
        session.disconnect();
        session.disconnect();
        assertThat(reasons).containsExactly(CloseReason.DISCONNECTED_BY_SERVER);
    }

    @Test
    void listenerThatIsTakenAwayIsCalledNoMore() {
        CoreSession session = rig.polling();
        List<ChannelMessage> seen = new ArrayList<>();
        var registration =
                session.addListener((ServerSessionListener.QueueListener) (to, from, event) -> seen.add(event));
        TestCore.deliver(session, 1);
        registration.close();
        TestCore.deliver(session, 2);
        assertThat(seen).hasSize(1);
    }

    @Test
    void queueTellsEachDoublingFromTheFirstMarkOnce() {
        TestCore wide = new TestCore(Map.of("maxQueue", "5000"));
        CoreSession session = wide.polling();
        for (int i = 1; i < Outbox.FIRST_MARK; i++) {
            TestCore.deliver(session, i);
        }
        assertThat(wide.events().named("highWater")).as("one short of the mark").isEmpty();
        TestCore.deliver(session, Outbox.FIRST_MARK);
        assertThat(wide.events().named("highWater"))
                .containsExactly("highWater:1024:" + session.queue().inspect().length());
        for (int i = Outbox.FIRST_MARK; i < 4 * Outbox.FIRST_MARK; i++) {
            TestCore.deliver(session, i);
        }
        assertThat(wide.events().named("highWater"))
                .extracting(text -> text.split(":")[1])
                .containsExactly("1024", "2048", "4096");
    }

    @Test
    void extensionAndListenerThatBlockHoldNobodyElseUp() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch blocked = new CountDownLatch(2);
        CountDownLatch letGo = new CountDownLatch(1);
        try {
            TestCore busy = new TestCore(Map.of(), threads);
            Wire socket = busy.socket();
            CoreSession session = busy.handshake(socket);
            busy.core().addExtension(new BayeuxExtension() {
                @Override
                public Verdict<Request> incoming(@Nullable ServerSession of, Request request) {
                    if ("/service/extension".equals(request.envelope().channel())) {
                        block(blocked, letGo);
                    }
                    return Verdict.pass();
                }
            });
            busy.core().createChannel("/service/listener").addListener((ServerChannelListener.MessageListener)
                    (from, message) -> {
                        block(blocked, letGo);
                        return Verdict.pass();
                    });
            for (String channel : List.of("/service/extension", "/service/listener")) {
                Wire other = busy.socket();
                CoreSession slow = busy.handshake(other);
                threads.execute(() -> other.says(TestCore.publish(slow, "p").replace("/service/s", channel)));
            }
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
            socket.says(TestCore.connect(session));
            socket.says(TestCore.publish(session, "quick"));
            TestCore.deliver(session, 1);
            socket.connection().awaitMessages(4);
            assertThat(letGo.getCount()).as("they still block").isEqualTo(1);
            assertThat(socket.events()).containsExactly(1);
        } finally {
            letGo.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void block(CountDownLatch blocked, CountDownLatch letGo) {
        blocked.countDown();
        try {
            letGo.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
