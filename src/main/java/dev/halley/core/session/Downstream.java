package dev.halley.core.session;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import java.util.List;
import java.util.function.Supplier;

/**
 * What carries messages to a session's client, as far as the session knows it: the one response to a request.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface Downstream {

    /** @return the name of its transport */
    String transport();

    /** @return bytes that the answer to a request may have here, with the events that go with it */
    int maxAnswerLength();

    /** @return bytes that events may take in an answer, beside replies that take so many, a comma with each event */
    default int roomBeside(int replies) {
        return Math.max(0, maxAnswerLength() - replies - 2);
    }

    /** @return whether nothing can be sent here any more */
    boolean isGone();

    /** @return whether it stays while the session's connects come over other connections and are answered there */
    default boolean outlivesConnects() {
        return false;
    }

    /**
     * The connect that is held here is answered: events as its mode says, then the reply.
     *
     * @param session whose it is; it may be carried elsewhere by now
     * @param connect the number of that connect
     * @param answer asked only if there is still a way to the client, so that nothing is taken in vain
     */
    void answerHeld(Carried session, int connect, Supplier<HeldAnswer> answer);

    /** A session, as what carries it knows it. */
    interface Carried {

        /**
         * A connect was answered, or its link lost: the next one is due.
         *
         * @param connect the number of that connect
         */
        void awaitConnect(int connect);
    }

    /**
     * What a connect that was held is answered with.
     *
     * @param numbered whether the reply numbers the events, which then go in one frame with it
     * @param after sequence number of the last event that the reply is to follow, where events go by themselves; else 0
     */
    record HeldAnswer(List<Encoded> events, boolean numbered, Encoded reply, long after) {}

    /**
     * A newer connect took the place of the one that was held here, which is not answered but over a stream: that ends with its reply.
     *
     * @param session whose it was
     * @param connect the number of the older connect
     * @param answer what it would be answered with
     */
    void superseded(Carried session, int connect, Supplier<HeldAnswer> answer);

    /** Says a last word, if there is one, and closes. */
    void end(CloseReason reason);

    /** One that stays, and over which events go by themselves. */
    interface Duplex extends Downstream {

        /** @return whether it carries one connect, whose reply ends it, and goes as a response does where that is not held */
        default boolean endsWithReply() {
            return false;
        }

        /** Sends what waits, on this thread. */
        void send();

        /** Sends what waits, where user code sees it on a worker. */
        void sendUnseen();

        /** A send does not return. */
        void sendIsBlocked();

        /** Takes what the ended session has left to say, unless another one is carried by now. */
        void takeLastWords(Carried session, List<Encoded> events);

        /** It may carry another session. @return false if it does so already, or carries none: then nothing changes */
        boolean release(Carried session);
    }
}
