package dev.halley.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An application's code that blocks until the test lets it go.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class BlockedCode {

    private static final long PATIENCE_SECONDS = 30;

    private final Semaphore entered = new Semaphore(0);
    private final CountDownLatch letGo = new CountDownLatch(1);

    /** Called by the application's code. */
    public void block() {
        entered.release();
        try {
            if (!letGo.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                letGo.countDown();
                throw new AssertionError("Nobody has let it go.");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until so many calls more block. */
    public void awaitBlocked(int calls) throws InterruptedException {
        if (!entered.tryAcquire(calls, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Only " + entered.availablePermits() + " of " + calls + " calls block.");
        }
    }

    /** Waits a little until one call more blocks. @return whether it does; fails once the test has let go */
    public boolean awaitOneMore() throws InterruptedException {
        if (!isBlocking()) {
            throw new AssertionError("It blocks no longer.");
        }
        return entered.tryAcquire(20, TimeUnit.MILLISECONDS);
    }

    public boolean isBlocking() {
        return letGo.getCount() > 0;
    }

    public void letGo() {
        letGo.countDown();
    }
}
