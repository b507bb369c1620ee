package dev.halley.core.runtime;

import dev.halley.api.Verdict;
import dev.halley.protocol.BayeuxError;
import dev.halley.spi.ServerEvents;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Calls what applications wrote, so that what it throws harms nothing else, and what blocks is found.
 *
 * <p>Thread-safety: immutable.
 *
 * @param events told what was thrown
 * @param watch knows what is called
 * @param runner is around what calls it, so that what waits for others goes before
 */
public record UserCode(ServerEvents events, CallWatch watch, UserCodeRunner runner) {

    /**
     * @param what names the hook for the log
     * @param callee what is called
     */
    public void run(String what, Object callee, Runnable call) {
        try {
            watch.call(what, callee, call);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
            events.userCodeFailed(what, thrown);
        }
    }

    /** Tells listeners of one kind, one after the other, whatever one of them throws. */
    public <L> void tell(String what, List<L> listeners, Consumer<L> call) {
        if (!listeners.isEmpty()) {
            runner.runUserCode(() -> listeners.forEach(listener -> run(what, listener, () -> call.accept(listener))));
        }
    }

    /**
     * Asks somebody who may stop a message. Who could not look at it has not let it pass.
     *
     * @return the hook's verdict; a refusal with {@link BayeuxError#INTERNAL} if it throws, {@link Verdict#pass()} if it gives null
     */
    public <T> Verdict<T> verdict(String what, Object callee, Supplier<Verdict<T>> call) {
        try {
            Verdict<T> verdict = watch.ask(what, callee, call);
            return verdict == null ? Verdict.pass() : verdict;
        } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
            return Verdict.refuse(failed(events, what, thrown));
        }
    }

    /**
     * Tells of what was thrown while somebody waited for an answer.
     *
     * @return the answer: an id, under which the observer has the rest
     */
    public static BayeuxError failed(ServerEvents events, String what, Throwable thrown) {
        String id = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
        events.userCodeFailed(what + ", error id " + id, thrown);
        return BayeuxError.INTERNAL.with(id);
    }
}
