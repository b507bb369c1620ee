package dev.halley.client;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A message of a client and the handler of its reply.
 *
 * <p>Thread-safety: confined to the client's strand once it waits to be sent.
 */
final class Exchange {

    /** What kind of message it is. */
    enum Kind {
        HANDSHAKE,
        CONNECT,
        DISCONNECT,
        SUBSCRIBE,
        UNSUBSCRIBE,
        PUBLISH,
        /** Answered twice: that it was accepted, and by the service. */
        CALL
    }

    /** Waits for the end of an exchange; exactly one of its methods is called, once, on the client's strand. */
    interface Answer {

        /** The server has answered, with or without success. */
        void reply(Message reply);

        /** There is no answer, and there will be none. */
        void failed(BayeuxException why);
    }

    /** Nobody wants to know. */
    static final Answer IGNORED = new Answer() {
        @Override
        public void reply(Message reply) {}

        @Override
        public void failed(BayeuxException why) {}
    };

    private final Kind kind;
    private final Message message;
    private final UnaryOperator<Message> lastTouch;
    private final Answer answer;
    private @Nullable String id;
    private boolean accepted;
    private boolean done;

    /** @param message without id and clientId */
    Exchange(Kind kind, Message message, Answer answer) {
        this(kind, message, UnaryOperator.identity(), answer);
    }

    /**
     * @param message without id and clientId
     * @param lastTouch is given the message when it is sent
     */
    Exchange(Kind kind, Message message, UnaryOperator<Message> lastTouch, Answer answer) {
        this.kind = kind;
        this.message = message;
        this.lastTouch = lastTouch;
        this.answer = answer;
    }

    Kind kind() {
        return kind;
    }

    Message message() {
        return message;
    }

    /** @return the id under which it was sent; null if it was not */
    @Nullable String id() {
        return id;
    }

    /** @return the message, which is sent now under this id */
    Message send(String given) {
        id = given;
        return lastTouch.apply(message).with("id", given);
    }

    /** @return whether the server has accepted a remote call, whose answer is still to come */
    boolean isAccepted() {
        return accepted;
    }

    void accept() {
        accepted = true;
    }

    boolean isDone() {
        return done;
    }

    void reply(Message reply) {
        if (!done) {
            done = true;
            answer.reply(reply);
        }
    }

    void fail(BayeuxException why) {
        if (!done) {
            done = true;
            answer.failed(why);
        }
    }
}
