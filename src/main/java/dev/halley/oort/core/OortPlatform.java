package dev.halley.oort.core;

import dev.halley.api.BayeuxServer;
import dev.halley.cluster.runtime.InTurn;
import dev.halley.spi.Cluster;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What the parts of Oort stand on.
 *
 * <p>Thread-safety: immutable.
 *
 * @param workers run the application's code
 * @param questions those of Oort's parts to the ones of other nodes
 */
record OortPlatform(
        BayeuxServer server,
        Cluster cluster,
        OwnedState state,
        Timer timer,
        Executor workers,
        NodeQuestions questions) {

    /** @return runs the application's code for one part of Oort, one call after the other, in the order in which they were given */
    Executor inTurn() {
        return new InTurn(workers);
    }

    /** Runs a task on the workers, or here where they take nothing more: for those that somebody waits for. */
    void onWorkers(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException full) {
            task.run();
        }
    }

    /** Runs code of the application; what it throws is reported as its failure. */
    void guarded(String what, Runnable code) {
        try {
            code.run();
        } catch (RuntimeException | Error thrown) {
            server.reportFailure(what, thrown);
        }
    }
}
