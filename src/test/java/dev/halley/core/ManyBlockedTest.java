package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.ServerSessionListener.RemovedListener;
import dev.halley.api.Verdict;
import dev.halley.core.runtime.WorkerPool;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.spi.Clock;
import dev.halley.spi.Timer;
import dev.halley.testing.BlockedCode;
import dev.halley.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As many blocked calls as there are workers, and many more: others go on. */
class ManyBlockedTest {

    private static final int USUAL = 64;

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final BlockedCode blocked = new BlockedCode();
    private final Semaphore told = new Semaphore(0);
    private final ManualTime poolTime = new ManualTime();
    private final WorkerPool workers = pool(poolTime, poolTime);

    private static WorkerPool pool(Clock clock, Timer timer) {
        return new WorkerPool(
                USUAL,
                1_000,
                task -> {
                    Thread thread = new Thread(null, task, "worker under test", 256 * 1024);
                    thread.setDaemon(true);
                    return thread;
                },
                clock,
                timer);
    }

    /** What blocks. */
    enum Hook {
        DEQUEUE,
        HEARTBEAT,
        REPLY;

        void blockIn(CoreSession session, BlockedCode code) {
            switch (this) {
                case DEQUEUE ->
                    session.addListener((ServerSessionListener.DequeueListener) (of, events) -> {
                        code.block();
                        return events;
                    });
                case HEARTBEAT ->
                    session.addListener(new ServerSessionListener.HeartbeatListener() {
                        @Override
                        public void resumed(ServerSession resumed, boolean timedOut) {
                            code.block();
                        }
                    });
                case REPLY ->
                    session.addExtension(new BayeuxExtension() {
                        @Override
                        public Verdict<Reply> reply(@Nullable ServerSession to, Request request, Reply reply) {
                            code.block();
                            return Verdict.pass();
                        }
                    });
            }
        }
    }

    @AfterEach
    void letGo() {
        blocked.letGo();
    }

    /** Waits until so many calls block; the pool's time moves on meanwhile, as tasks may yet come. */
    private void awaitBlocked(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            while (!blocked.awaitOneMore()) {
                poolTime.advance(WorkerPool.MOMENT);
            }
        }
    }

    private void awaitTold() throws InterruptedException {
        poolTime.advance(WorkerPool.MOMENT);
        assertThat(told.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        assertThat(blocked.isBlocking()).isTrue();
    }

    private TestPeer polling(TestCore server, String browser) {
        return server.http(browser).connected();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 500})
    void sessionsExpireAndTheirListenersAreTold(int count) throws Exception {
        TestCore server =
                servers.startOn(workers, "stopTimeout", "20000", "sweepPeriod", "1000", "maxInterval", "2000");
        List<TestPeer> stuck = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TestPeer peer = polling(server, "b" + i);
            server.session(peer).addListener((RemovedListener) (session, reason) -> blocked.block());
            stuck.add(peer);
        }
        server.pass(1_000);
        TestPeer healthy = polling(server, "healthy");
        server.session(healthy).addListener((RemovedListener) (session, reason) -> told.release());
        server.pass(1_000);
        awaitBlocked(count);
        assertThat(stuck).noneMatch(server::knows);
        server.pass(1_000);
        assertThat(server.knows(healthy)).as("in its time").isFalse();
        awaitTold();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 500})
    void serverStopsAndOthersAreTold(int count) throws Exception {
        TestCore server = servers.startOn(workers, "stopTimeout", "500");
        server.expectFailures(1);
        for (int i = 0; i < count; i++) {
            server.session(polling(server, "b" + i))
                    .addListener((RemovedListener) (session, reason) -> blocked.block());
        }
        server.session(polling(server, "healthy")).addListener((RemovedListener) (session, reason) -> told.release());
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.core()::stop);
        awaitBlocked(count);
        awaitTold();
        stopped.get(30, TimeUnit.SECONDS);
        assertThat(blocked.isBlocking()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfOthersArrive(Hook hook) throws Exception {
        TestCore server = servers.startOn(workers, "stopTimeout", "20000");
        server.channel("/e");
        for (int i = 0; i < USUAL; i++) {
            TestPeer peer = server.http("b" + i).connected();
            peer.held();
            CoreSession session = server.session(peer);
            hook.blockIn(session, blocked);
            server.channel("/e").subscribe(session);
        }
        Wire ready = server.socket();
        CoreSession healthy = server.handshake(ready);
        ready.says(TestCore.connect(healthy));
        ready.connection().awaitMessages(2);
        server.channel("/e").publish(null, "1-");
        server.channel("/e").subscribe(healthy);
        blocked.awaitBlocked(USUAL);
        server.channel("/e").publish(null, "2-");
        poolTime.advance(WorkerPool.MOMENT);
        ready.connection().awaitMessages(3);
        assertThat(ready.events()).containsExactly(2);
        assertThat(blocked.isBlocking()).isTrue();
    }

    @Test
    void heldConnectOfAnotherIsAnsweredInItsTime() throws Exception {
        TestCore server = servers.startOn(workers, "stopTimeout", "20000", "timeout", "5000");
        for (int i = 0; i < USUAL; i++) {
            TestPeer peer = server.http("b" + i).connected();
            peer.held();
            Hook.HEARTBEAT.blockIn(server.session(peer), blocked);
        }
        server.pass(1_000);
        TestPeer healthy = server.http("healthy").connected();
        Wire poll = healthy.held();
        server.pass(4_000);
        blocked.awaitBlocked(USUAL);
        server.pass(1_000);
        poolTime.advance(WorkerPool.MOMENT);
        poll.connection().awaitMessages(1);
        assertThat(blocked.isBlocking()).isTrue();
    }
}
