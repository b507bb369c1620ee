package dev.halley.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.BlockedCode;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that block do not keep others from being run. */
class WorkerPoolTest {

    private static final int USUAL = 2;
    private static final int BLOCKED = 5;

    private final ManualTime time = new ManualTime();
    private final BlockedCode blocked = new BlockedCode();
    private final WorkerPool pool = new WorkerPool(
            USUAL,
            BLOCKED,
            task -> {
                Thread thread = new Thread(task, "pool under test");
                thread.setDaemon(true);
                return thread;
            },
            time,
            time);

    @AfterEach
    void end() {
        blocked.letGo();
        pool.shutdown();
    }

    private CountDownLatch quickTask() {
        CountDownLatch ran = new CountDownLatch(1);
        pool.execute(ran::countDown);
        return ran;
    }

    private void block(int tasks) {
        for (int i = 0; i < tasks; i++) {
            pool.execute(blocked::block);
        }
    }

    private static void assertRuns(CountDownLatch task) throws InterruptedException {
        assertThat(task.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void noMoreThreadsThanUsualAsLongAsNothingIsBlockedForAMoment() throws Exception {
        block(USUAL);
        blocked.awaitBlocked(USUAL);
        CountDownLatch quick = quickTask();
        time.advance(WorkerPool.MOMENT.minusNanos(1));
        assertThat(pool.size()).isEqualTo(USUAL);
        time.advance(Duration.ofNanos(1));
        assertRuns(quick);
        assertThat(blocked.isBlocking()).isTrue();
    }

    @Test
    void asManyBlockAsTheBoundAllowsAndOneMoreWaits() throws Exception {
        block(USUAL + BLOCKED);
        CountDownLatch quick = quickTask();
        blocked.awaitBlocked(USUAL);
        time.advance(WorkerPool.MOMENT);
        blocked.awaitBlocked(2 * USUAL);
        time.advance(WorkerPool.MOMENT);
        blocked.awaitBlocked(1);
        time.advance(WorkerPool.MOMENT.multipliedBy(10));
        assertThat(pool.size()).isEqualTo(USUAL + BLOCKED);
        assertThat(quick.getCount()).as("one past the bound").isEqualTo(1);
        blocked.letGo();
        assertRuns(quick);
    }

    @Test
    void oneBelowTheBoundLeavesAThreadForOthers() throws Exception {
        block(USUAL + BLOCKED - 1);
        CountDownLatch quick = quickTask();
        blocked.awaitBlocked(USUAL);
        time.advance(WorkerPool.MOMENT);
        blocked.awaitBlocked(2 * USUAL);
        time.advance(WorkerPool.MOMENT);
        assertRuns(quick);
        assertThat(blocked.isBlocking()).isTrue();
    }

    @Test
    void looksNoMoreOnceNothingBlocks() throws Exception {
        block(USUAL);
        blocked.awaitBlocked(USUAL);
        CountDownLatch quick = quickTask();
        time.advance(WorkerPool.MOMENT);
        assertRuns(quick);
        assertThat(time.waiting()).isEqualTo(1);
        blocked.letGo();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (time.waiting() > 0 && System.nanoTime() < end) {
            time.advance(WorkerPool.MOMENT);
        }
        assertThat(time.waiting()).isZero();
    }
}
