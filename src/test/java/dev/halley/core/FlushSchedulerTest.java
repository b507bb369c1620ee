package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.LocalSession;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.core.link.DuplexLink;
import dev.halley.core.link.FlushScheduler;
import dev.halley.core.link.Senders;
import dev.halley.core.runtime.Threads;
import dev.halley.core.session.CoreSession;
import dev.halley.spi.ReadBoundary;
import dev.halley.testing.ManualWorkers;
import dev.halley.testing.ScriptedConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each row of the table in {@link FlushScheduler}: when something goes, and on which thread. */
class FlushSchedulerTest {

    private final ManualWorkers workers = new ManualWorkers();
    private final ManualWorkers senders = new ManualWorkers();
    private final ManualReading reading = new ManualReading();
    private boolean workersTakeTasks = true;
    private final TestCore rig = server(reading);
    private final Wire socket = rig.socket();
    private final CoreSession session = connected(socket);

    private TestCore server(ReadBoundary boundary) {
        Executor busy = task -> {
            if (!workersTakeTasks) {
                throw new RejectedExecutionException("busy");
            }
            workers.execute(task);
        };
        return new TestCore(
                Map.of("senderThreads", "1", "maxQueue", "8"), new Threads(busy, senders, senders), boundary);
    }

    private CoreSession connected(Wire wire) {
        CoreSession made = rig.handshake(wire);
        wire.says(TestCore.connect(made));
        senders.runAll();
        wire.connection().forget();
        return made;
    }

    private Wire subscriber() {
        Wire subscriber = rig.socket();
        rig.core().createChannel("/e").subscribe(connected(subscriber));
        return subscriber;
    }

    private String toOthers(int number) {
        return "{'channel':'/e','data':'" + number + "-','clientId':'" + session.id() + "','id':'" + number + "'}";
    }

    private String slow() {
        return "{'channel':'/slow','data':1,'clientId':'" + session.id() + "'}";
    }

    private void silence() {
        rig.time().advance(Duration.ofMillis(1));
    }

    /** Lets a shard run, and not be done yet. */
    private void wakeAShard() {
        rig.core().newLocalSession("l").publish("/nobody", 1);
        TestCore.deliver(connected(rig.socket()), 1);
        assertThat(senders.waiting()).isEqualTo(1);
    }

    @Test
    void everyRowHasATest() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/halley/core/link/FlushScheduler.java"));
        List<String> rows = Pattern.compile("<tr><td>(\\d+)</td>")
                .matcher(source)
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(rows).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        List<String> tests = Stream.of(FlushSchedulerTest.class.getDeclaredMethods())
                .map(method -> method.getName().replaceFirst("^row(\\d+)\\D.*$", "$1"))
                .toList();
        assertThat(tests).containsAll(rows);
    }

    @Test
    void row1RequestThatTouchedItsOwnSessionAloneSendsAtItsEndOnItsThread() {
        rig.core().createChannel("/e").subscribe(session);
        silence();
        socket.says(toOthers(1));
        assertThat(socket.events()).containsExactly(1);
        assertThat(senders.waiting()).isZero();
    }

    @Test
    void row2RequestAfterASilenceSendsToOthersAtItsEndOnItsThread() {
        Wire subscriber = subscriber();
        silence();
        socket.says(toOthers(1));
        assertThat(subscriber.events()).containsExactly(1);
        assertThat(senders.waiting()).isZero();
    }

    @Test
    void row2PublishOfTheApplicationSendsAtItsEndOnItsThread() {
        Wire subscriber = subscriber();
        rig.core().createChannel("/e").publish(null, "1-");
        assertThat(subscriber.events()).containsExactly(1);
        assertThat(senders.waiting()).isZero();
    }

    @Test
    void row2WhenOneSendBlocksTheOthersGoByTheirShards() {
        Wire first = subscriber();
        Wire stuck = subscriber();
        Wire last = subscriber();
        List<Integer> seenWhileBlocked = new ArrayList<>();
        stuck.connection().onSend(batch -> {
            rig.time().advance(Senders.PERIOD.multipliedBy(2));
            senders.runAll();
            seenWhileBlocked.addAll(last.events());
        });
        rig.core().createChannel("/e").publish(null, "1-");
        assertThat(first.events()).containsExactly(1);
        assertThat(seenWhileBlocked).containsExactly(1);
        assertThat(last.events()).as("once").containsExactly(1);
        assertThat(stuck.events()).containsExactly(1);
    }

    @Test
    void row2PublishesOfTheApplicationThatAreNotInABurstSendThemselves() {
        Wire subscriber = subscriber();
        rig.core().createChannel("/e").publish(null, "1-");
        rig.time().advance(FlushScheduler.BURST);
        rig.core().createChannel("/e").publish(null, "2-");
        assertThat(subscriber.events()).containsExactly(1, 2);
        assertThat(senders.waiting()).isZero();
    }

    @Test
    void row3PublishOfTheApplicationRightAfterTheLastLeavesAllToTheirShards() {
        Wire subscriber = subscriber();
        rig.core().createChannel("/e").publish(null, "1-");
        rig.time().advance(FlushScheduler.BURST.minusNanos(1));
        rig.core().createChannel("/e").publish(null, "2-");
        rig.core().createChannel("/e").publish(null, "3-");
        assertThat(subscriber.events()).containsExactly(1);
        senders.runAll();
        assertThat(subscriber.events()).containsExactly(1, 2, 3);
        assertThat(subscriber.connection().batches()).as("frames").hasSize(2);
    }

    @Test
    void row3WhileAnotherThreadSendsToManyAllGoByTheirShards() {
        Wire first = subscriber();
        Wire last = subscriber();
        List<Integer> seen = new ArrayList<>();
        first.connection().onSend(batch -> {
            first.connection().onSend(next -> {});
            silence();
            inAnotherThread(() -> rig.core().createChannel("/e").publish(null, "2-"));
            seen.addAll(last.events());
        });
        rig.core().createChannel("/e").publish(null, "1-");
        assertThat(seen).isEmpty();
        senders.runAll();
        assertThat(last.events()).containsExactly(1, 2);
    }

    private static void inAnotherThread(Runnable work) {
        CompletableFuture.runAsync(work).orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void row3RequestInABurstLeavesOthersToTheirShards() {
        Wire subscriber = subscriber();
        silence();
        socket.says(toOthers(1));
        rig.time().advance(Duration.ofNanos(9_000));
        socket.says(toOthers(2));
        assertThat(subscriber.events()).containsExactly(1);
        senders.runAll();
        assertThat(subscriber.events()).containsExactly(1, 2);
    }

    @Test
    void row3RequestLeavesOthersToTheirShardsWhileOneRuns() {
        Wire subscriber = subscriber();
        wakeAShard();
        silence();
        socket.says(toOthers(1));
        assertThat(subscriber.events()).isEmpty();
        senders.runAll();
        assertThat(subscriber.events()).containsExactly(1);
    }

    @Test
    void row4RepliesOfRequestsReadTogetherGoWithTheShard() {
        subscriber();
        silence();
        socket.says(toOthers(1));
        assertThat(socket.replies()).hasSize(1);
        rig.time().advance(Duration.ofNanos(7_999));
        socket.says(toOthers(2));
        assertThat(socket.replies()).hasSize(1);
        senders.runAll();
        assertThat(socket.replies()).hasSize(2);
    }

    @Test
    void row4RepliesAloneGoAtOnceUnlessAShardRuns() {
        socket.says(TestCore.publish(session, "p"));
        assertThat(socket.replies()).hasSize(1);
        wakeAShard();
        socket.says(TestCore.publish(session, "q"));
        assertThat(socket.replies()).hasSize(1);
        senders.runAll();
        assertThat(socket.replies()).hasSize(2);
    }

    @Test
    void row5WhatWasReadAtOnceIsAnsweredWhenAllIsHandledByTheThreadThatReads() {
        Wire subscriber = subscriber();
        silence();
        reading.begin();
        socket.says(toOthers(1));
        assertThat(socket.replies()).isEmpty();
        assertThat(subscriber.events()).isEmpty();
        reading.end();
        assertThat(socket.replies()).hasSize(1);
        assertThat(subscriber.events()).containsExactly(1);
        assertThat(senders.waiting()).isZero();
    }

    @Test
    void row5ManyReadAtOnceLeaveOthersToTheirShards() {
        Wire subscriber = subscriber();
        silence();
        reading.begin();
        socket.says(toOthers(1)).says(toOthers(2));
        reading.end();
        assertThat(socket.replies()).hasSize(2);
        assertThat(subscriber.events()).isEmpty();
        senders.runAll();
        assertThat(subscriber.connection().batches()).hasSize(1);
    }

    @Test
    void row6ReplyGoesWhenItsRequestIsHandledOnItsThread() {
        rig.time().advance(Duration.ofNanos(8_000));
        socket.says(TestCore.publish(session, "p"));
        assertThat(socket.replies()).hasSize(1);
        assertThat(senders.waiting()).isZero();
    }

    @Test
    void row7NoMoreRepliesWaitThanAQueueHolds() {
        reading.begin();
        for (int i = 0; i < 8; i++) {
            socket.says(TestCore.publish(session, "p"));
        }
        assertThat(socket.replies()).isEmpty();
        socket.says(TestCore.publish(session, "p"));
        assertThat(socket.replies()).hasSize(9);
        reading.end();
    }

    @Test
    void row8BeforeCodeOfTheApplicationRunsRepliesGoHereAndSessionsByTheirShards() {
        Wire subscriber = subscriber();
        silence();
        List<Integer> seen = new ArrayList<>();
        rig.core().createChannel("/slow").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            seen.add(socket.replies().size());
            seen.addAll(subscriber.events());
            senders.runAll();
            seen.addAll(subscriber.events());
            return Verdict.pass();
        });
        reading.begin();
        socket.says(toOthers(7)).says(slow());
        assertThat(seen).containsExactly(1, 7);
        reading.end();
    }

    @Test
    void row9WhatTheApplicationsCodeTouchesGoesAtOnceByItsShard() {
        Wire subscriber = subscriber();
        LocalSession local = rig.core().newLocalSession("l");
        List<Integer> seen = new ArrayList<>();
        rig.core().createChannel("/slow").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            local.publish("/e", "7-");
            assertThat(subscriber.events()).isEmpty();
            senders.runAll();
            seen.addAll(subscriber.events());
            return Verdict.pass();
        });
        socket.says(slow());
        assertThat(seen).containsExactly(7);
    }

    @Test
    void row9WhatIsDeliveredToASessionOutsideAnyRequestGoesByItsShard() {
        TestCore.deliver(session, 1);
        assertThat(socket.events()).isEmpty();
        senders.runAll();
        assertThat(socket.events()).containsExactly(1);
    }

    @Test
    void row10ShardSendsTogetherWhatCameBeforeItsTurn() {
        TestCore.deliver(session, 1);
        TestCore.deliver(session, 2);
        assertThat(senders.waiting()).isEqualTo(1);
        senders.runAll();
        assertThat(socket.events()).containsExactly(1, 2);
        assertThat(socket.connection().batches()).hasSize(1);
    }

    @Test
    void row11WhatADequeueListenerSeesIsSentByAWorker() {
        session.addListener((ServerSessionListener.DequeueListener) (to, events) -> events);
        TestCore.deliver(session, 1);
        TestCore.deliver(session, 2);
        senders.runAll();
        TestCore.deliver(session, 3);
        senders.runAll();
        assertThat(socket.events()).isEmpty();
        assertThat(workers.waiting()).as("one task a session").isEqualTo(1);
        workers.runAll();
        assertThat(socket.events()).containsExactly(1, 2, 3);
    }

    @Test
    void row11HeldConnectWhoseReplyAnExtensionSeesIsAnsweredByAWorker() {
        rig.core().addExtension(new BayeuxExtension() {});
        CoreSession polling = polling();
        Wire poll = rig.exchange().says(TestCore.connect(polling));
        TestCore.deliver(polling, 1);
        senders.runAll();
        assertThat(poll.events()).isEmpty();
        workers.runAll();
        assertThat(poll.events()).containsExactly(1);
    }

    @Test
    void row11ExtensionThatSeesRepliesKeepsNoEventsFromTheSenders() {
        rig.core().addExtension(new BayeuxExtension() {});
        TestCore.deliver(session, 1);
        senders.runAll();
        assertThat(socket.events()).containsExactly(1);
        assertThat(workers.waiting()).isZero();
    }

    private CoreSession polling() {
        CoreSession polling = rig.polling();
        senders.runAll();
        workers.runAll();
        return polling;
    }

    @Test
    void row12WorkersThatTakeNoTaskAreAskedAgain() {
        session.addListener((ServerSessionListener.DequeueListener) (to, events) -> events);
        workersTakeTasks = false;
        TestCore.deliver(session, 1);
        senders.runAll();
        rig.time().advance(FlushScheduler.RETRY);
        workersTakeTasks = true;
        rig.time().advance(FlushScheduler.RETRY);
        assertThat(socket.events()).isEmpty();
        workers.runAll();
        assertThat(socket.events()).containsExactly(1);
    }

    @Test
    void row13WhatWaitsWhenABatchHasGoneGoesOnTheThreadThatTellsSo() {
        socket.connection().completeWhenTold();
        TestCore.deliver(session, 1);
        senders.runAll();
        TestCore.deliver(session, 2);
        senders.runAll();
        socket.connection().complete();
        assertThat(socket.events()).containsExactly(1, 2);
    }

    @Test
    void row13ButNotWhatADequeueListenerSees() {
        socket.connection().completeWhenTold();
        TestCore.deliver(session, 1);
        senders.runAll();
        session.addListener((ServerSessionListener.DequeueListener) (to, events) -> events);
        TestCore.deliver(session, 2);
        socket.connection().complete();
        assertThat(socket.events()).containsExactly(1);
        workers.runAll();
        assertThat(socket.events()).containsExactly(1, 2);
    }

    @Test
    void row14AfterSixteenBatchesTheOthersOfTheShardComeFirst() {
        TestCore narrow = new TestCore(
                Map.of("senderThreads", "1", "ws.messagesPerFrame", "1"),
                new Threads(workers, senders, senders),
                ReadBoundary.UNKNOWN);
        Wire many = narrow.socket();
        CoreSession first = narrow.handshake(many);
        many.says(TestCore.connect(first));
        Wire other = narrow.socket();
        CoreSession second = narrow.handshake(other);
        other.says(TestCore.connect(second));
        senders.runAll();
        many.connection().forget();
        List<Integer> before = new ArrayList<>();
        other.connection()
                .onSend(batch -> before.add(many.connection().batches().size()));
        for (int i = 0; i < 20; i++) {
            TestCore.deliver(first, i);
        }
        TestCore.deliver(second, 99);
        senders.runAll();
        assertThat(before).containsExactly(16);
        assertThat(many.connection().batches()).hasSize(20);
    }

    @Test
    void row15LazyEventsThatAreDueGoByTheirShard() {
        TestCore.deliverLazy(session, 1);
        rig.time().advance(Duration.ofSeconds(5));
        assertThat(socket.events()).isEmpty();
        senders.runAll();
        assertThat(socket.events()).containsExactly(1);
    }

    @Test
    void row15HeldConnectThatIsDueIsAnsweredByItsShard() {
        CoreSession polling = polling();
        Wire poll = rig.exchange().says(TestCore.connect(polling));
        rig.time().advance(Duration.ofSeconds(20));
        assertThat(poll.replies()).isEmpty();
        senders.runAll();
        assertThat(poll.replies()).hasSize(1);
    }

    @Test
    void row15HeldConnectThatIsDueIsAnsweredByAWorkerIfAnExtensionSeesIt() {
        rig.core().addExtension(new BayeuxExtension() {});
        CoreSession polling = polling();
        Wire poll = rig.exchange().says(TestCore.connect(polling));
        rig.time().advance(Duration.ofSeconds(20));
        senders.runAll();
        assertThat(poll.replies()).isEmpty();
        workers.runAll();
        assertThat(poll.replies()).hasSize(1);
    }

    @Test
    void row16SendThatDoesNotReturnHoldsUpTheOthersOfItsShardForAHundredMilliseconds() {
        Wire other = subscriber();
        CoreSession others = ((DuplexLink) other.link()).session();
        List<Integer> seen = new ArrayList<>();
        socket.connection().onSend(batch -> {
            TestCore.deliver(others, 2);
            rig.time().advance(Duration.ofMillis(99));
            assertThat(senders.waiting())
                    .as("the shard's thread is the one that is blocked")
                    .isZero();
            rig.time().advance(Duration.ofMillis(1));
            senders.runAll();
            seen.addAll(other.events());
        });
        TestCore.deliver(session, 1);
        TestCore.deliver(others, 1);
        senders.runAll();
        assertThat(seen).containsExactly(1, 2);
        assertThat(rig.events().of(session.id())).contains("sendBlocked");
        assertThat(rig.core().blockedSends()).isZero();
    }

    @Test
    void connectionWhoseSendIsBlockedIsToldSoAndNobodyElse() {
        Wire other = subscriber();
        socket.connection().onSend(batch -> rig.time().advance(Duration.ofMillis(100)));
        TestCore.deliver(session, 1);
        senders.runAll();
        assertThat(socket.connection().wasBlocked()).isTrue();
        assertThat(other.connection().wasBlocked()).isFalse();
    }

    @Test
    void whileASendIsBlockedTheServerSaysSo() {
        List<Integer> blocked = new ArrayList<>();
        socket.connection().onSend(batch -> {
            rig.time().advance(Duration.ofMillis(100));
            blocked.add(rig.core().blockedSends());
        });
        TestCore.deliver(session, 1);
        senders.runAll();
        assertThat(blocked).containsExactly(1);
        assertThat(rig.core().senderThreads()).isEqualTo(1);
    }

    @Test
    void watchEndsWhenNothingIsSentAnyMore() {
        int before = rig.time().waiting();
        TestCore.deliver(session, 1);
        senders.runAll();
        rig.time().advance(Duration.ofMillis(100));
        assertThat(rig.time().waiting()).isLessThanOrEqualTo(before);
        assertThat(socket.connection())
                .extracting(ScriptedConnection::wasBlocked)
                .isEqualTo(false);
    }
}
