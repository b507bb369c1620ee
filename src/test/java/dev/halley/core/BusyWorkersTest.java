package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.session.CoreSession;
import dev.halley.testing.ManualWorkers;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A container's executor may be late, or take no task at all. */
class BusyWorkersTest {

    private static final Executor FULL = task -> {
        throw new RejectedExecutionException("full");
    };

    @RegisterExtension
    final TestCores servers = new TestCores();

    @Test
    void connectTimesOutThoughTheWorkersAreFull() {
        TestCore server = servers.startOn(FULL, "timeout", "5000");
        TestPeer peer = server.http("b").connected();
        peer.held();
        server.pass(5_000);
        assertThat(peer.received()).hasSize(1);
    }

    @Test
    void sweeperGoesOnThoughTheWorkersAreFull() {
        TestCore server = servers.startOn(FULL, "sweepPeriod", "1000", "maxInterval", "2000");
        TestPeer peer = server.http("b").connected();
        server.pass(3_000);
        assertThat(server.knows(peer)).isFalse();
        assertThat(server.events().named("swept")).hasSize(3);
    }

    @Test
    void lazyEventGoesThoughTheWorkersAreFull() {
        TestCore server = servers.startOn(FULL);
        server.channel("/lazy").lazy(true);
        TestPeer peer = server.http("b").subscribedTo("/lazy");
        peer.held();
        server.channel("/lazy").publish(null, 1);
        server.pass(5_000);
        assertThat(peer.received()).hasSize(2);
    }

    @Test
    void connectThatTimesOutLateIsAnsweredOnce() {
        ManualWorkers workers = new ManualWorkers();
        TestCore server = servers.startOn(workers, "timeout", "5000");
        TestPeer peer = server.http("b").connected();
        peer.held();
        server.pass(5_000);
        // Nothing runs any more when it stops.
        server.expectFailures(2);
        CoreSession session = server.session(peer);
        session.deliver(null, "/a", 1);
        workers.runAll();
        assertThat(peer.received()).hasSize(2);
        assertThat(peer.last().connection().batches()).hasSize(1);
        peer.held();
        assertThat(peer.last().isPending()).isTrue();
    }

    @Test
    void stoppedSweeperDoesNotComeAgain() {
        ManualWorkers workers = new ManualWorkers();
        TestCore server = servers.startOn(workers, "sweepPeriod", "1000");
        server.pass(1_000);
        server.core().stop();
        workers.runAll();
        assertThat(server.time().waiting()).isZero();
    }
}
