package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener.QueueMaxedListener;
import dev.halley.api.ServerSessionListener.RemovedListener;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.StuckCall;
import dev.halley.testing.BlockedCode;
import dev.halley.testing.ScriptedConnection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Listeners that block: nobody waits for them but who asked for it, and the operator learns which they are. */
class StuckListenersTest {

    private static final int STUCK_AFTER = 2_000;

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockedCode blocked = new BlockedCode();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @AfterEach
    void letGo() throws Exception {
        blocked.letGo();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private TestCore start(String... settings) {
        String[] all = new String[settings.length + 2];
        all[0] = "stuckAfter";
        all[1] = String.valueOf(STUCK_AFTER);
        System.arraycopy(settings, 0, all, 2, settings.length);
        return servers.startOn(threads, all);
    }

    private void awaitTold(String... what) throws InterruptedException {
        for (String one : what) {
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo(one);
        }
    }

    private RemovedListener blocking() {
        return (session, reason) -> blocked.block();
    }

    private RemovedListener telling(String what) {
        return (session, reason) -> told.add(what + " " + reason);
    }

    @Test
    void otherSessionsExpireWhileAListenerBlocks() throws Exception {
        TestCore server = start("sweepPeriod", "1000", "maxInterval", "3000");
        TestPeer stuck = server.http("a").connected();
        server.session(stuck).addListener(blocking());
        TestPeer early = server.http("b").connected();
        server.pass(2_000);
        TestPeer late = server.http("c").connected();
        for (TestPeer peer : List.of(early, late)) {
            server.session(peer).addListener(telling(peer == early ? "early" : "late"));
        }

        server.pass(1_000);
        blocked.awaitBlocked(1);
        awaitTold("early EXPIRED");
        assertThat(server.knows(stuck)).as("gone, whoever is told of it").isFalse();
        assertThat(server.knows(early)).isFalse();
        server.pass(2_000);
        awaitTold("late EXPIRED");
        assertThat(server.knows(late)).isFalse();
        assertThat(server.events().named("swept")).hasSize(5);
        assertThat(blocked.isBlocking()).isTrue();
    }

    @Test
    void stuckListenerIsReportedOnceWithItsClassAndAge() throws Exception {
        TestCore server = start("maxInterval", "1000", "sweepPeriod", "1000");
        TestPeer peer = server.http("a").connected();
        server.session(peer).addListener(blocking());
        server.pass(1_000);
        blocked.awaitBlocked(1);

        server.pass(STUCK_AFTER - 1);
        assertThat(server.events().named("stuck")).as("one short of it").isEmpty();
        assertThat(server.core().stuckCalls()).isEmpty();
        server.pass(1);
        assertThat(server.events().named("stuck"))
                .singleElement()
                .asString()
                .startsWith("stuck:session removed listener:" + StuckListenersTest.class.getName())
                .endsWith(":" + STUCK_AFTER);
        server.pass(10L * STUCK_AFTER);
        assertThat(server.events().named("stuck")).hasSize(1);
        StuckCall call = server.core().stuckCalls().get(0);
        assertThat(call.age()).hasMillis(11L * STUCK_AFTER);
        assertThat(call.stack()).as("where it blocks").anyMatch(frame -> frame.getClassName()
                .equals(BlockedCode.class.getName()));
    }

    @Test
    void nextListenersOfTheSessionAreToldInTheirOrderOnceOneIsStuck() throws Exception {
        TestCore server = start("maxInterval", "1000", "sweepPeriod", "1000");
        TestPeer peer = server.http("a").subscribedTo("/a");
        CoreSession session = server.session(peer);
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionRemoved(ServerSession gone, CloseReason reason) {
                told.add("server's " + gone.subscriptions());
            }
        });
        session.addListener(telling("first"));
        session.addListener(blocking());
        session.addListener(telling("second"));
        session.addListener(telling("third"));

        server.pass(1_000);
        blocked.awaitBlocked(1);
        awaitTold("server's [/a]", "first EXPIRED");
        assertThat(server.channel("/a").subscribers()).isEmpty();
        assertThat(told).isEmpty();
        server.pass(STUCK_AFTER);
        awaitTold("second EXPIRED", "third EXPIRED");
        blocked.letGo();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).as("told twice").isEmpty();
        assertThat(server.events().of(session.id())).endsWith("closed:EXPIRED");
        assertThat(server.core().stuckCalls()).isEmpty();
    }

    @Test
    void listenerOfAChannelThatIsSweptDoesNotHoldUpTheSweep() throws Exception {
        TestCore server = start("maxInterval", "1000", "sweepPeriod", "1000");
        TestPeer peer = server.http("a").connected();
        server.core().addListener(new BayeuxServerListener.ChannelListener() {
            @Override
            public void channelRemoved(String channel) {
                blocked.block();
            }
        });
        server.channel("/a");
        server.channel("/b");
        server.pass(5_000);
        blocked.awaitBlocked(2);
        assertThat(server.core().channels()).isEmpty();
        assertThat(server.knows(peer)).isFalse();
        assertThat(server.events().named("swept")).hasSize(5);
    }

    @Test
    void serverStopsInItsTimeThoughAListenerBlocksAndTheOthersAreTold() throws Exception {
        TestCore server = start("stopTimeout", "200");
        server.expectFailures(1);
        for (int i = 0; i < 64; i++) {
            TestPeer peer = server.http("stuck " + i).connected();
            server.session(peer).addListener(blocking());
        }
        TestPeer held = server.http("held").connected();
        held.held();
        server.session(held).addListener(telling("held"));

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.core()::stop);
        blocked.awaitBlocked(64);
        awaitTold("held SERVER_STOPPED");
        stopped.get(30, TimeUnit.SECONDS);
        assertThat(blocked.isBlocking()).isTrue();
        assertThat(held.received()).singleElement().asString().contains("\"advice\":{\"reconnect\":\"retry\"");
        assertThat(server.core().sessions()).isEmpty();
        assertThat(server.events().named("stuck"))
                .as("told of at the latest then")
                .hasSize(64);
        assertThat(server.events().named("transportFailed"))
                .singleElement()
                .asString()
                .contains("listeners");
        assertThat(server.time().waiting()).as("no timer is left").isZero();
    }

    @Test
    void serverThatStopsWaitsForListenersThatTakeAWhile() throws Exception {
        TestCore server = start("stopTimeout", "30000");
        TestPeer peer = server.http("a").connected();
        server.session(peer).addListener(blocking());
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.core()::stop);
        blocked.awaitBlocked(1);
        assertThat(stopped).isNotDone();
        blocked.letGo();
        stopped.get(20, TimeUnit.SECONDS);
        assertThat(server.events().of(peer.clientId())).endsWith("closed:SERVER_STOPPED");
    }

    /** @return a session whose queue is full */
    private static CoreSession full(TestCore server) {
        Wire slow = server.socket(ScriptedConnection.completingWhenTold());
        CoreSession session = server.handshake(slow);
        slow.connection().onClose(reason -> slow.link().closed(reason));
        session.batch(() -> TestCore.deliver(session, 1, 2));
        return session;
    }

    @Test
    void publisherDoesNotWaitForListenersOfFullQueues() throws Exception {
        TestCore server = start("maxQueue", "2");
        // The slow connection never closes.
        server.expectFailures(1);
        CoreSession slow = full(server);
        List<String> asked = new CopyOnWriteArrayList<>();
        slow.addListener((QueueMaxedListener) (session, from, event) -> {
            asked.add(event.data().string());
            blocked.block();
            return true;
        });
        Wire ready = server.socket();
        CoreSession healthy = server.handshake(ready);
        ready.says(TestCore.connect(healthy));
        ready.connection().awaitMessages(2);
        server.channel("/e").subscribe(healthy);
        server.channel("/e").subscribe(slow);

        // One at a time: the queue of the healthy one is as short.
        server.channel("/e").publish(null, "3-");
        blocked.awaitBlocked(1);
        ready.connection().awaitMessages(3);
        server.channel("/e").publish(null, "4-");
        ready.connection().awaitMessages(4);
        server.channel("/e").publish(null, "5-");
        ready.connection().awaitMessages(5);
        assertThat(ready.events()).containsExactly(3, 4, 5);
        assertThat(blocked.isBlocking()).isTrue();
        assertThat(server.events().of(slow.id()))
                .as("dropped while somebody thinks about it")
                .filteredOn(event -> event.startsWith("dropped"))
                .hasSize(3);
        blocked.letGo();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(asked).as("asked about the first alone").containsExactly("3-");
        assertThat(slow.isHandshaken()).isTrue();
    }

    @Test
    void sessionWhoseListenerOfAFullQueueDoesNotAnswerEnds() throws Exception {
        TestCore server = start("maxQueue", "2");
        CoreSession slow = full(server);
        slow.addListener((QueueMaxedListener) (session, from, event) -> {
            blocked.block();
            return true;
        });
        slow.addListener(telling("removed"));
        TestCore.deliver(slow, 3);
        blocked.awaitBlocked(1);
        server.pass(STUCK_AFTER - 1);
        assertThat(slow.isHandshaken()).isTrue();
        server.pass(1);
        awaitTold("removed QUEUE_FULL");
        assertThat(server.events().named("stuck")).hasSize(1);
    }
}
