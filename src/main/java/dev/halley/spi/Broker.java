package dev.halley.spi;

import dev.halley.api.Position;
import dev.halley.api.Registration;
import dev.halley.protocol.ChannelId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Carries publications to the subscribers of this server and, in a cluster, of the other nodes. A server has one
 * broker. An application supplies its own as a CDI bean or by {@code ServiceLoader}.
 *
 * <p>A broker must follow these rules:
 *
 * <ul>
 *   <li>It passes on the publications of one origin on one channel in the order in which it got them.
 *   <li>It passes a publication from another node to the {@link Receiver} and never publishes it again, so that nothing
 *       loops.
 *   <li>It also passes a publication of this server to this server's own receiver, once.
 *   <li>It never blocks: if it cannot accept a publication at once, it completes the stage later.
 * </ul>
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface Broker {

    /**
     * Starts the broker.
     *
     * @param local delivers publications to this server's subscribers
     */
    void start(Receiver local);

    /**
     * Publishes a message that has passed all checks. Called before {@link #start} or after {@link #stop}, it accepts
     * the message and delivers it to nobody.
     *
     * @return completes when the broker has accepted the message; {@link Published#AT_ONCE} if it already has. If the
     *     stage fails, the publisher receives {@code 500::internal_error}, and the observer the cause. If the cause is
     *     a {@link dev.halley.api.PublishException}, the message is refused with its error instead. If the stage is not
     *     complete within {@code publishTimeout}, the publisher receives {@code 503::publish_unconfirmed}
     */
    CompletionStage<Published> publish(Publication publication);

    /**
     * Reports whether this server has subscribers of a channel or pattern: {@code true} for the first subscriber,
     * {@code false} after the last one. The server makes one call after the other; each reports a change since the last
     * call for that channel.
     *
     * <p>A broker that delivers everything to every node does not need this method.
     *
     * @param channel a broadcast channel or a pattern
     * @param on whether the channel has subscribers
     * @return if {@code on}, completes when publications of other nodes from then on arrive at this server; only then
     *     do the subscribers receive their confirmation. If it fails, or is not complete within {@code publishTimeout},
     *     their subscribe fails
     */
    default CompletionStage<Void> interest(ChannelId channel, boolean on) {
        return CompletableFuture.completedStage(null);
    }

    /**
     * Keeps the publications of a channel, or of the channels that match a pattern, on this server. The broker neither
     * sends them to other nodes nor asks for theirs, and drops those that arrive nevertheless. The settings of a
     * cluster may name such channels, too.
     *
     * @param pattern a broadcast channel or a pattern of broadcast channels
     * @return ends it
     * @throws UnsupportedOperationException by default
     */
    default Registration localOnly(ChannelId pattern) {
        throw new UnsupportedOperationException(
                "The broker " + getClass().getName() + " cannot keep channels on this server.");
    }

    /**
     * Returns the history of channels. A broker with a history also takes publications with a
     * {@link Publication#retention}. For those it assigns the offset, stores the publication and calls
     * {@link Receiver#enqueue} in one step, under a lock of the channel; it calls {@link Receiver#handOver} after that,
     * without the lock.
     *
     * @return always the same object; null, the default, if no channel of this broker can keep history
     */
    default @Nullable History history() {
        return null;
    }

    /** Stops delivering publications and releases all resources. */
    void stop();

    /** Delivers publications to the subscribers of one server. */
    @FunctionalInterface
    interface Receiver {

        /**
         * Queues a publication for all subscribed sessions of this server. May run code of the application on the
         * calling thread, such as listeners of sessions.
         */
        void received(Publication publication);

        /**
         * Adds a publication that is stored, with its position, to the queue of its channel. Call it in the order of
         * offsets. Neither blocks nor runs code of the application.
         */
        default void enqueue(Publication publication) {
            throw new UnsupportedOperationException(
                    "This receiver takes no publications of channels that keep history.");
        }

        /**
         * Delivers the publications in a channel's queue. If another thread is already delivering them, that thread
         * continues and this method returns. Do not call it while holding a lock.
         */
        default void handOver(ChannelId channel) {}

        /**
         * Does the same as {@link #handOver} on another thread. Use it on threads that must not run code of the
         * application, such as one that writes to a disk or reads from a network.
         */
        default void handOverByWorker(ChannelId channel) {
            handOver(channel);
        }

        /**
         * Runs, on the calling thread, a step that brings several publications or completes several publishes. The
         * server delivers their results when the step has ended, together for each client.
         *
         * @param step calls {@link #enqueue} and {@link #handOverByWorker}, or completes stages that
         *     {@link Broker#publish} has returned
         */
        default void together(Runnable step) {
            step.run();
        }

        /**
         * Reports that the messages after this server's position in a channel's history are unavailable, such as after
         * a merge of parts of a cluster. Messages enqueued from now on come after the given position. Subscribers learn
         * that messages may be missing or arrive twice. Call it in order with {@link #enqueue}.
         *
         * @param top the end of the history
         */
        default void lost(ChannelId channel, Position top) {}

        /**
         * Returns the observer for the broker's events, such as {@link ServerEvents#nodeQueueHighWater}: the server's
         * log and counters, and the application's observers.
         *
         * @return an observer that never throws; by default one that does nothing
         */
        default ServerEvents events() {
            return new ServerEvents() {};
        }
    }
}
