package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.link.DuplexLink;
import dev.halley.core.runtime.Closers;
import dev.halley.core.runtime.SenderThreads;
import dev.halley.core.runtime.Threads;
import dev.halley.core.session.CoreSession;
import dev.halley.spi.ReadBoundary;
import dev.halley.testing.BlockedCode;
import dev.halley.testing.ScriptedConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocked code of the application has all the workers there are, or a client keeps a sender: others get their messages. */
class SendersApartTest {

    private static final int WORKERS = 64;

    private final BlockedCode blocked = new BlockedCode();
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, SendersApartTest::thread);
    private final SenderThreads senders = new SenderThreads(SendersApartTest::thread, 1);
    private final TestCore server = new TestCore(
            Map.of("senderThreads", "1", "maxInterval", "3600000", "timeout", "3600000"),
            new Threads(workers, senders, new Closers(senders)),
            ReadBoundary.UNKNOWN);

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(null, task, "thread under test", 256 * 1024);
        thread.setDaemon(true);
        return thread;
    }

    @AfterEach
    void end() throws Exception {
        blocked.letGo();
        server.core().stop();
        workers.shutdown();
        senders.close();
        assertThat(workers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Makes sessions with held connects, subscribed to {@code /e}, whose answers block. */
    private void blockedSessions(int count, ManyBlockedTest.Hook hook) {
        server.channel("/e");
        for (int i = 0; i < count; i++) {
            TestPeer peer = server.http("b" + i).connected();
            peer.held();
            CoreSession session = server.session(peer);
            hook.blockIn(session, blocked);
            server.channel("/e").subscribe(session);
        }
    }

    private Wire healthy() {
        return healthy(ScriptedConnection.completingInside());
    }

    /** A WebSocket, subscribed to {@code /e}. */
    private Wire healthy(ScriptedConnection connection) {
        Wire wire = server.socket(connection);
        CoreSession session = server.handshake(wire);
        wire.says(TestCore.connect(session));
        connection.awaitMessages(2);
        server.channel("/e").subscribe(session);
        return wire;
    }

    @ParameterizedTest
    @EnumSource
    void healthySocketGetsItsMessagesThoughAllWorkersAreBlocked(ManyBlockedTest.Hook hook) throws Exception {
        blockedSessions(WORKERS, hook);
        Wire ready = healthy();
        server.channel("/e").publish(null, "1-");
        blocked.awaitBlocked(WORKERS);
        server.channel("/e").publish(null, "2-");
        ready.connection().awaitMessages(4);
        assertThat(ready.events()).containsExactly(1, 2);
        assertThat(blocked.isBlocking()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 500})
    void healthyClientsAreServedThoughHooksOfHundredsBlock(int count) throws Exception {
        blockedSessions(count, ManyBlockedTest.Hook.REPLY);
        Wire ready = healthy();
        TestPeer polling = server.http("healthy").subscribedTo("/e");
        Wire poll = polling.held();
        server.channel("/e").publish(null, "1-");
        blocked.awaitBlocked(WORKERS);
        ready.connection().awaitMessages(3);
        poll.connection().awaitMessages(2);
        server.channel("/e").publish(null, "2-");
        ready.connection().awaitMessages(4);
        assertThat(ready.events()).containsExactly(1, 2);
        assertThat(poll.events()).containsExactly(1);
        assertThat(blocked.isBlocking()).isTrue();
    }

    @Test
    void heldConnectEndsInItsTimeThoughAllWorkersAreBlocked() throws Exception {
        blockedSessions(WORKERS, ManyBlockedTest.Hook.HEARTBEAT);
        server.channel("/e").publish(null, "1-");
        blocked.awaitBlocked(WORKERS);
        TestPeer polling = server.http("healthy").connected();
        server.session(polling).timeout(Duration.ofSeconds(1));
        Wire poll = polling.held();
        server.pass(1_000);
        poll.connection().awaitMessages(1);
        assertThat(blocked.isBlocking()).isTrue();
    }

    @Test
    void connectionsAreClosedThoughAllWorkersAreBlocked() throws Exception {
        blockedSessions(WORKERS, ManyBlockedTest.Hook.REPLY);
        server.channel("/e").publish(null, "1-");
        blocked.awaitBlocked(WORKERS);
        List<String> closed = new ArrayList<>();
        Thread caller = Thread.currentThread();
        server.platform().threads().closers().execute(() -> {
            synchronized (closed) {
                closed.add(Thread.currentThread() == caller ? "the caller's" : "another");
                closed.notifyAll();
            }
        });
        synchronized (closed) {
            while (closed.isEmpty()) {
                closed.wait();
            }
            assertThat(closed).containsExactly("another");
        }
    }

    @Test
    void sendThatBlocksLeavesTheOthersOfItsShardToANewThread() throws Exception {
        Wire stuck = healthy();
        Wire ready = healthy();
        CoreSession stuckSession = ((DuplexLink) stuck.link()).session();
        CoreSession readySession = ((DuplexLink) ready.link()).session();
        stuck.connection().onSend(batch -> blocked.block());
        TestCore.deliver(stuckSession, 1);
        blocked.awaitBlocked(1);
        TestCore.deliver(readySession, 2);
        assertThat(ready.events()).isEmpty();
        server.pass(100);
        ready.connection().awaitMessages(3);
        assertThat(ready.events()).containsExactly(2);
        assertThat(server.core().blockedSends()).isEqualTo(1);
        assertThat(server.events().of(stuckSession.id())).contains("sendBlocked");
        TestCore.deliver(readySession, 3);
        ready.connection().awaitMessages(4);
        blocked.letGo();
        TestCore.deliver(stuckSession, 4);
        stuck.connection().awaitMessages(4);
        assertThat(stuck.events()).as("in order, whoever sends").containsExactly(1, 4);
    }

    @Test
    void publisherWhoseOwnThreadIsBlockedInASendHoldsUpNobodyElse() throws Exception {
        Wire first = healthy();
        Wire stuck = healthy();
        Wire last = healthy();
        stuck.connection().onSend(batch -> blocked.block());
        ExecutorService publisher = Executors.newSingleThreadExecutor();
        try {
            publisher.execute(() -> server.channel("/e").publish(null, "1-"));
            blocked.awaitBlocked(1);
            server.pass(100);
            first.connection().awaitMessages(3);
            last.connection().awaitMessages(3);
            assertThat(last.events()).containsExactly(1);
            assertThat(blocked.isBlocking()).isTrue();
        } finally {
            blocked.letGo();
            publisher.shutdown();
            assertThat(publisher.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void hundredsOfBlockedSendsEachKeepOneThreadAndNothingElse() throws Exception {
        List<Wire> stuck = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Wire wire = healthy();
            wire.connection().onSend(batch -> blocked.block());
            stuck.add(wire);
        }
        Wire ready = healthy();
        for (int i = 0; i < stuck.size(); i++) {
            TestCore.deliver(((DuplexLink) stuck.get(i).link()).session(), i);
            blocked.awaitBlocked(1);
            server.pass(100);
            assertThat(server.core().blockedSends()).isEqualTo(i + 1);
        }
        TestCore.deliver(((DuplexLink) ready.link()).session(), 7);
        ready.connection().awaitMessages(3);
        assertThat(ready.events()).containsExactly(7);
    }
}
