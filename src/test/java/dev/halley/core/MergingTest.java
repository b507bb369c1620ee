package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.LocalSession;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.core.link.DuplexLink;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is published together goes together, encoded once, and nobody's slowness holds anybody else back. */
class MergingTest {

    private static final int SESSIONS = 100;

    private final TestCore rig = new TestCore(Map.of("senderThreads", "2"));
    private final Wire publisher = rig.socket();
    private final CoreSession publishing = rig.connected(publisher);

    private static String toOthers(CoreSession session, String id) {
        return TestCore.publish(session, id).replace("/service/s", "/e");
    }

    private List<Wire> subscribers(int count) {
        List<Wire> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Wire socket = rig.socket();
            rig.core().createChannel("/e").subscribe(rig.connected(socket));
            sockets.add(socket);
        }
        return sockets;
    }

    private String[] publishes(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i ->
                        "{'channel':'/e','data':'" + i + "-','clientId':'" + publishing.id() + "','id':'" + i + "'}")
                .toArray(String[]::new);
    }

    @Test
    void batchOfTenPublishesMakesOneFrameForEachOfAHundredSessions() {
        List<Wire> sockets = subscribers(SESSIONS);
        publisher.says(publishes(0, 10));
        rig.workers().runAll();
        for (Wire socket : sockets) {
            assertThat(socket.connection().batches()).hasSize(1);
            assertThat(socket.events()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
        assertThat(publisher.replies()).hasSize(10);
        assertThat(publisher.connection().batches()).hasSize(1);
    }

    @Test
    void framesInQuickSuccessionAreMergedByTheSenders() {
        List<Wire> sockets = subscribers(SESSIONS);
        publisher.says(publishes(0, 1));
        publisher.says(publishes(1, 1));
        publisher.says(publishes(2, 1));
        assertThat(sockets.get(0).events())
                .as("time stands still: it is in a burst")
                .isEmpty();
        assertThat(rig.workers().waiting()).as("one task for each shard").isEqualTo(2);
        rig.workers().runAll();
        assertThat(sockets).allSatisfy(socket -> {
            assertThat(socket.connection().batches()).hasSize(1);
            assertThat(socket.events()).containsExactly(0, 1, 2);
        });
    }

    @Test
    void singlePublishGoesOutOnThePublishersThread() {
        List<Wire> sockets = subscribers(3);
        rig.time().advance(Duration.ofMillis(1));
        rig.workers().runAll();
        publisher.says(publishes(0, 1));
        assertThat(rig.workers().waiting()).isZero();
        assertThat(sockets).allSatisfy(socket -> assertThat(socket.events()).containsExactly(0));
    }

    @Test
    void burstEndsAfterFiftyMicroseconds() {
        Wire socket = subscribers(1).get(0);
        publisher.says(publishes(0, 1));
        rig.workers().runAll();
        rig.time().advance(Duration.ofNanos(49_999));
        publisher.says(publishes(1, 1));
        assertThat(socket.events()).containsExactly(0);
        rig.workers().runAll();
        rig.time().advance(Duration.ofNanos(50_000));
        publisher.says(publishes(2, 1));
        assertThat(socket.events()).containsExactly(0, 1, 2);
    }

    @Test
    void handlingThatTakesLongDoesNotEndABurst() {
        Wire socket = subscribers(1).get(0);
        handlingTakes(Duration.ofMillis(1));
        publisher.says(publishes(0, 1));
        rig.workers().runAll();
        publisher.says(publishes(1, 1));
        assertThat(socket.events()).containsExactly(0);
        rig.workers().runAll();
        assertThat(socket.events()).containsExactly(0, 1);
    }

    @Test
    void burstLastsAsLongAsHandlingTakesIfThatIsLonger() {
        Wire socket = subscribers(1).get(0);
        handlingTakes(Duration.ofNanos(200_000));
        publisher.says(publishes(0, 1));
        rig.workers().runAll();
        rig.time().advance(Duration.ofNanos(199_999));
        publisher.says(publishes(1, 1));
        assertThat(socket.events()).containsExactly(0);
        rig.workers().runAll();
        rig.time().advance(Duration.ofNanos(200_000));
        publisher.says(publishes(2, 1));
        assertThat(socket.events()).containsExactly(0, 1, 2);
    }

    private void handlingTakes(Duration time) {
        rig.core().createChannel("/e").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            rig.time().advance(time);
            return Verdict.pass();
        });
    }

    @Test
    void eventIsEncodedOnceAndTheJoinedTextIsSharedByAll() {
        List<Wire> sockets = subscribers(SESSIONS);
        publisher.says(publishes(0, 10));
        rig.workers().runAll();
        Batch first = sockets.get(0).connection().batches().get(0);
        for (Wire socket : sockets) {
            Batch batch = socket.connection().batches().get(0);
            assertThat(batch).isSameAs(first);
            assertThat(batch.text()).isSameAs(first.text());
        }
        assertThat(first.messages()).extracting(Encoded::text).doesNotHaveDuplicates();
    }

    @Test
    void sessionWhoseListenerChangesAnEventLeavesTheOthersTheSharedOne() {
        List<Wire> sockets = subscribers(3);
        CoreSession changed = ((DuplexLink) sockets.get(1).link()).session();
        changed.addListener((ServerSessionListener.MessageListener)
                (session, from, event) -> Verdict.replace(Events.event(99, false, 0)));
        publisher.says(publishes(0, 1));
        rig.workers().runAll();
        assertThat(sockets.get(1).events()).containsExactly(99);
        Encoded first = sockets.get(0).connection().messages().get(0);
        assertThat(sockets.get(2).connection().messages().get(0)).isSameAs(first);
    }

    @Test
    void listenerThatBlocksHoldsNobodysEventsBack() {
        Wire socket = subscribers(1).get(0);
        rig.time().advance(Duration.ofMillis(1));
        List<Integer> seenWhileBlocked = new ArrayList<>();
        rig.core().createChannel("/slow").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            // As long as it likes: the workers go on meanwhile.
            rig.workers().runAll();
            seenWhileBlocked.addAll(socket.events());
            return Verdict.pass();
        });
        publisher.says(publishes(0, 1)[0], "{'channel':'/slow','data':1,'clientId':'" + publishing.id() + "'}");
        assertThat(seenWhileBlocked).containsExactly(0);
    }

    @Test
    void whatIsPublishedAfterAListenerInTheSameRequestGoesOutToo() {
        Wire socket = subscribers(1).get(0);
        rig.core().createChannel("/slow").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            // The senders have done their work before the request goes on.
            rig.workers().runAll();
            return Verdict.pass();
        });
        String slow = "{'channel':'/slow','data':1,'clientId':'" + publishing.id() + "'}";
        publisher.says(publishes(0, 1)[0], slow, publishes(1, 1)[0]);
        rig.workers().runAll();
        assertThat(socket.events()).containsExactly(0, 1);
    }

    @Test
    void whatAListenerPublishesGoesOutBeforeItReturns() {
        Wire socket = subscribers(1).get(0);
        LocalSession local = rig.core().newLocalSession("l");
        List<Integer> seen = new ArrayList<>();
        rig.core().createChannel("/slow").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            local.publish("/e", "7-");
            rig.workers().runAll();
            seen.addAll(socket.events());
            return Verdict.pass();
        });
        publisher.says("{'channel':'/slow','data':1,'clientId':'" + publishing.id() + "'}");
        assertThat(seen).containsExactly(7);
    }

    @Test
    void listenerOfAFullQueueThatBlocksHoldsNobodysEventsBack() {
        TestCore small = new TestCore(Map.of("maxQueue", "1"));
        Wire ready = small.socket();
        CoreSession first = small.connected(ready);
        CoreSession second = small.polling();
        small.core().createChannel("/e").subscribe(first);
        small.core().createChannel("/e").subscribe(second);
        List<Integer> seen = new ArrayList<>();
        second.addListener((ServerSessionListener.QueueMaxedListener) (session, from, event) -> {
            small.workers().runAll();
            seen.addAll(ready.events());
            return true;
        });
        small.core().createChannel("/e").publish(null, "1-");
        small.workers().runAll();
        small.core().createChannel("/e").publish(null, "2-");
        small.workers().runAll();
        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void sessionWhoseConnectionThrowsKeepsNobodyFromTheirEvents() {
        TestCore http = new TestCore(Map.of("maxSessionsPerBrowser", "-1"));
        List<Wire> polls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CoreSession session = http.polling();
            http.core().createChannel("/e").subscribe(session);
            polls.add(http.exchange().says(TestCore.connect(session)));
        }
        polls.get(0).connection().throwAtNextSend(new IllegalStateException("no"));
        polls.get(1).connection().throwAtNextSend(new IllegalStateException("no"));
        http.core().createChannel("/e").publish(null, "1-");
        http.workers().runAll();
        assertThat(polls.get(2).events()).containsExactly(1);
        assertThat(http.events().named("transportFailed")).hasSize(2);
        assertThat(polls.get(0).connection().closedFor()).isEqualTo(CloseReason.INTERNAL_ERROR);
    }

    @Test
    void deliveryGoesOnWhenTheWorkersTakeNothingForAWhile() {
        boolean[] full = {true};
        TestCore busy = new TestCore(Map.of(), task -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        });
        Wire socket = busy.socket();
        CoreSession session = busy.handshake(socket);
        socket.says(TestCore.connect(session));
        TestCore.deliver(session, 1);
        assertThat(socket.events()).isEmpty();
        full[0] = false;
        TestCore.deliver(session, 2);
        assertThat(socket.events()).containsExactly(1, 2);
    }

    @Test
    void repliesToRequestsThatWereReadTogetherShareAFrame() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        subscribers(1);
        rig.time().advance(Duration.ofMillis(1));
        for (int i = 0; i < 8; i++) {
            socket.says(toOthers(session, "p" + i));
        }
        assertThat(socket.replies()).as("the first one waits for nobody").hasSize(1);
        rig.workers().runAll();
        assertThat(socket.replies()).hasSize(8);
        assertThat(socket.connection().batches()).hasSize(2);
    }

    @Test
    void repliesAloneDoNotWaitForThoseOfTheNextRequests() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        for (int i = 1; i <= 3; i++) {
            socket.says(TestCore.publish(session, "p" + i));
            assertThat(socket.replies()).hasSize(i);
        }
        assertThat(rig.workers().waiting()).isZero();
    }

    @Test
    void replyToAClientThatWaitsForItIsSentAtOnce() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        for (int i = 1; i <= 3; i++) {
            rig.time().advance(Duration.ofNanos(20_000));
            socket.says(TestCore.publish(session, "p"));
            assertThat(socket.replies()).hasSize(i);
        }
        assertThat(rig.workers().waiting()).isZero();
    }

    @Test
    void repliesThatWaitForOthersAreSentThoughAnotherConnectionTakesTheSessionMeanwhile() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        subscribers(1);
        socket.says(toOthers(session, "p"));
        assertThat(socket.replies()).isEmpty();
        rig.socket().says(toOthers(session, "q"));
        assertThat(socket.replies()).hasSize(1);
    }

    @Test
    void repliesThatWaitForOthersAreSentThoughTheClientGoesOnWithPolling() {
        Wire socket = rig.socket();
        CoreSession session = rig.connected(socket);
        subscribers(1);
        socket.says(toOthers(session, "p"));
        rig.exchange().says(TestCore.connect(session));
        assertThat(socket.replies()).hasSize(1);
    }

    @Test
    void noMoreRepliesWaitForOthersThanTheQueueMayHold() {
        TestCore small = new TestCore(Map.of("maxQueue", "4"));
        Wire socket = small.socket();
        CoreSession session = small.connected(socket);
        small.core().createChannel("/e").subscribe(small.connected(small.socket()));
        for (int i = 0; i < 4; i++) {
            socket.says(toOthers(session, "p" + i));
        }
        assertThat(socket.replies()).isEmpty();
        socket.says(toOthers(session, "p4"));
        assertThat(socket.replies()).hasSize(5);
        assertThat(socket.connection().closedFor()).isNull();
    }
}
