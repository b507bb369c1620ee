package dev.halley.transport.http;

import java.util.concurrent.atomic.AtomicReference;

/**
 * How far an HTTP exchange is, and what is to be done next; the answer may come from any thread while the request is
 * still processed, or much later.
 *
 * <pre>
 *                    answered                processed
 *     PROCESSING ----------------&gt; ANSWERED -----------------+
 *         |                                                  v
 *         |  processed             answered               WRITING ----&gt; DONE
 *         +----------------&gt; HELD --------------------------&gt;|   written
 *
 *     failed leads from everywhere to DONE.
 * </pre>
 *
 * <p>Thread-safety: thread-safe; of several callers one is told to act.
 */
final class HttpExchangeState {

    /** How far it is. */
    enum State {
        /** The request is read and handled. */
        PROCESSING,
        /** The answer is there, but the request's thread is still busy, and will write it. */
        ANSWERED,
        /** Handled, without an answer yet. */
        HELD,
        /** The answer goes out. */
        WRITING,
        /** Nothing more will happen. */
        DONE
    }

    /** What happens to it. */
    enum Event {
        /** Somebody gave the one answer. */
        ANSWERED,
        /** The request was handled. */
        PROCESSED,
        /** The answer went out. */
        WRITTEN,
        /** The connection broke. */
        FAILED
    }

    /** What the caller has to do. */
    enum Action {
        NOTHING,
        /** Write the answer. */
        WRITE,
        /** Tell the core that the client is gone, and end the exchange. */
        LOSE,
        /** Tell who gave the answer that it did not get out, and end the exchange. */
        FAIL,
        /** Tell who gave the answer that it will not get out; the exchange has ended already. */
        REJECT,
        /** Tell who gave the answer that it got out, and end the exchange. */
        FINISH
    }

    private final AtomicReference<State> state;

    HttpExchangeState() {
        this(State.PROCESSING);
    }

    HttpExchangeState(State initial) {
        state = new AtomicReference<>(initial);
    }

    State state() {
        return state.get();
    }

    Action on(Event event) {
        while (true) {
            State from = state.get();
            State to = next(from, event);
            if (state.compareAndSet(from, to)) {
                return action(from, to, event);
            }
        }
    }

    private static State next(State from, Event event) {
        return switch (event) {
            case ANSWERED ->
                switch (from) {
                    case PROCESSING -> State.ANSWERED;
                    case HELD -> State.WRITING;
                    default -> from;
                };
            case PROCESSED ->
                switch (from) {
                    case PROCESSING -> State.HELD;
                    case ANSWERED -> State.WRITING;
                    default -> from;
                };
            case WRITTEN -> from == State.WRITING ? State.DONE : from;
            case FAILED -> State.DONE;
        };
    }

    private static Action action(State from, State to, Event event) {
        if (from == to) {
            return from == State.DONE && event == Event.ANSWERED ? Action.REJECT : Action.NOTHING;
        }
        return switch (to) {
            case WRITING -> Action.WRITE;
            case DONE -> event == Event.WRITTEN ? Action.FINISH : failure(from);
            default -> Action.NOTHING;
        };
    }

    private static Action failure(State from) {
        return from == State.PROCESSING || from == State.HELD ? Action.LOSE : Action.FAIL;
    }
}
