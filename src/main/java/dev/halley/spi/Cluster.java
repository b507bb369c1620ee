package dev.halley.spi;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Links this server with the others that serve the same channels: who they are, and a way for bytes to each of them.
 *
 * <p>What is sent to one node arrives in the order in which it was sent, as long as both are in one view.
 *
 * <p>Thread-safety: implementations are thread-safe. No method but {@link #close} waits for another node.
 *
 * @since 0.1.0
 */
public interface Cluster extends AutoCloseable {

    /** What a message belongs to; each kind has one handler. */
    enum Traffic {
        /** Events on channels without history: the only kind that is dropped when a node's queue is full. */
        PLAIN,
        /** Between a session's owner and the node that has its socket. */
        LINK,
        /** What each node says of itself to all. */
        STATE,
        /** Entries of streams. */
        LOG,
        /** What the application's code of one node asks that of another. */
        OORT
    }

    /** @return this node */
    ClusterNode self();

    /** @return who is linked now; this node is always among them */
    ClusterView view();

    /**
     * @return whether this part of the cluster may do what only one part may; true in both parts of a split unless they are told to refuse that.
     *     Where a listener is told of a view it is so for that view
     */
    default boolean hasQuorum() {
        return true;
    }

    /** Tells of each new view, in order, beginning with the next one. */
    void onView(ViewListener listener);

    /**
     * Hands a message to the queue of a node; it is not sent if the node is not in the view.
     *
     * @param bytes are not copied: they must not change any more
     * @return whether it waits to be sent; false where the node is not in the view, and for a plain message when the queue is full
     * @throws IllegalArgumentException if it is longer than {@link #MAX_LENGTH}
     */
    boolean send(NodeId to, Traffic traffic, byte[] bytes);

    /**
     * Asks a node.
     *
     * @return the answer; fails with a {@link ClusterException} if there is none in time, if the node refuses, and at once when it
     *     is not in the view or falls out of it
     * @throws IllegalArgumentException if the question is longer than {@link #MAX_LENGTH}
     */
    CompletionStage<byte[]> request(NodeId to, Traffic traffic, byte[] question, Duration timeout);

    /** Takes the messages of a kind that come in, instead of whoever took them before. */
    void handle(Traffic traffic, Handler handler);

    /** Answers the questions of a kind that come in, instead of whoever answered before. */
    void answer(Traffic traffic, Answerer answerer);

    /** Leaves the others. */
    @Override
    void close();

    /** The longest message, in bytes. */
    int MAX_LENGTH = 16 * 1024 * 1024;

    /** Takes messages; what it throws is logged and costs nobody else anything. It hands off what takes long. */
    @FunctionalInterface
    interface Handler {
        void received(NodeId from, byte[] bytes);
    }

    /** Answers questions; what it throws, or an answer that fails, refuses the question. It hands off what takes long. */
    @FunctionalInterface
    interface Answerer {
        CompletionStage<byte[]> asked(NodeId from, byte[] question);
    }

    /** Learns who is linked; what it throws is logged and costs nobody else anything. It hands off what takes long. */
    @FunctionalInterface
    interface ViewListener {
        void changed(ClusterView before, ClusterView now);
    }
}
