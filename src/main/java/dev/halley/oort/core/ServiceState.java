package dev.halley.oort.core;

import dev.halley.api.Registration;
import dev.halley.json.RawJson;
import dev.halley.oort.OortNode;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of one service.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ServiceState {

    private final String name;
    private final AtomicReference<@Nullable Bound> handler = new AtomicReference<>();
    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger working = new AtomicInteger();
    final LongAdder forwarded = new LongAdder();
    final LongAdder answered = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder timedOut = new LongAdder();
    final LongAdder handled = new LongAdder();

    /** A handler, and the types that it takes and gives. */
    @FunctionalInterface
    interface Bound {

        /**
         * Begins the work.
         *
         * @throws BadParameterException if the parameter does not fit
         * @throws Exception what the handler throws
         */
        CompletionStage<?> handle(RawJson parameter, OortNode caller) throws Exception;
    }

    /** The parameter does not fit the handler. */
    static final class BadParameterException extends Exception {

        private static final long serialVersionUID = 1L;

        BadParameterException(Throwable cause) {
            super(cause);
        }
    }

    ServiceState(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** @throws IllegalStateException if there is one */
    Registration handle(Bound bound) {
        if (!handler.compareAndSet(null, bound)) {
            throw new IllegalStateException("The service \"" + name + "\" has a handler on this node already.");
        }
        return () -> handler.compareAndSet(bound, null);
    }

    @Nullable Bound handler() {
        return handler.get();
    }

    /** Lets go of the application's code. */
    void close() {
        handler.set(null);
    }
}
