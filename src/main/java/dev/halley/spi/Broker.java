package dev.halley.spi;

import dev.halley.api.Position;
import dev.halley.api.Registration;
import dev.halley.protocol.ChannelId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Carries publications to the subscribers of this server, and of its cluster where there is one. An application brings its own as
 * a CDI bean or by {@code ServiceLoader}; there is one in a server.
 *
 * <p>Law:
 *
 * <ul>
 *   <li>Publications of one origin on one channel are handed on in the order in which they came.
 *   <li>What comes from another node is handed to the {@link Receiver}, never published again, so that nothing loops.
 *   <li>What is published here is handed to this server's own receiver, too, once.
 *   <li>Nothing blocks: what cannot be accepted at once completes the stage later.
 * </ul>
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface Broker {

    /** @param local takes a publication to this server's subscribers */
    void start(Receiver local);

    /**
     * Takes a message that may be published. Called before {@link #start} or after {@link #stop}, it accepts the message, and nobody
     * gets it.
     *
     * @return is done when the message is accepted; {@link Published#AT_ONCE} if it is now. Where it fails, the publisher is told
     *     {@code 500::internal_error}, and the cause is told the observer; if the cause is a {@link dev.halley.api.PublishException}, the
     *     message is refused with its error. Where it is not done within {@code publishTimeout}, the
     *     publisher is told {@code 503::publish_unconfirmed}
     */
    CompletionStage<Published> publish(Publication publication);

    /**
     * Somebody on this server is subscribed to the channel or pattern, for the first time or again, or nobody is any more. A call
     * comes after the one before has returned; each tells what has changed since the last for that channel.
     *
     * @param channel a broadcast channel or a pattern
     * @param on whether anybody is subscribed
     * @return where {@code on}, done when what other nodes publish from then on arrives here: subscribers are told that they are
     *     subscribed when it is. Where it fails, or is not done within {@code publishTimeout}, they are told that they are not. A broker
     *     that hands everything to everybody leaves this as it is
     */
    default CompletionStage<Void> interest(ChannelId channel, boolean on) {
        return CompletableFuture.completedStage(null);
    }

    /**
     * Keeps what is published on a channel, or on those that match a pattern, on this server: no other one is told of it or sends it here,
     * and what one sends all the same is dropped. The settings of a cluster may say so, too.
     *
     * @param pattern a broadcast channel or a pattern of such
     * @return takes it back
     * @throws UnsupportedOperationException by default
     */
    default Registration localOnly(ChannelId pattern) {
        throw new UnsupportedOperationException(
                "The broker " + getClass().getName() + " cannot keep channels on this server.");
    }

    /**
     * What channels have kept. A broker that gives one takes publications that are to be kept, see {@link Publication#retention}: giving
     * the offset, storing, and {@link Receiver#enqueue} are one step, under a lock of the channel's, and {@link Receiver#handOver} follows
     * outside it.
     *
     * @return always the same; null, as by default, if no channel of this broker can keep history
     */
    default @Nullable History history() {
        return null;
    }

    /** Hands on nothing more, and lets go of what it uses. */
    void stop();

    /** Where publications go on to the subscribers of one server. */
    @FunctionalInterface
    interface Receiver {

        /**
         * Queues it for all sessions of this server that are subscribed. May run code of the application, such as listeners of
         * sessions, on the calling thread.
         */
        void received(Publication publication);

        /**
         * Puts a publication that was stored, with its position, in the queue of its channel; in the order of offsets. Runs no code of the
         * application, and does not block.
         */
        default void enqueue(Publication publication) {
            throw new UnsupportedOperationException("This receiver takes nothing of channels that keep history.");
        }

        /** Hands on what waits in the queue of a channel, unless another thread is at it: then that one does. Not called under a lock. */
        default void handOver(ChannelId channel) {}

        /**
         * The same by another thread, for one that must not run code of the application, such as one that writes to a disk or reads from
         * a network.
         */
        default void handOverByWorker(ChannelId channel) {
            handOver(channel);
        }

        /**
         * Runs a step on the calling thread that brings several publications, or answers several publishes: what comes of it is handed on when
         * it has ended, and goes to clients together.
         *
         * @param step calls {@link #enqueue} and {@link #handOverByWorker}, or completes what {@link Broker#publish} has returned
         */
        default void together(Runnable step) {
            step.run();
        }

        /**
         * What follows the place of this server in a channel's history cannot be had, as after a merge of parts of a cluster: what is enqueued
         * from now on is behind that position. Who follows the channel is told that something may be missing, or come again. Called as
         * {@link #enqueue} is, in order with it.
         *
         * @param top where the history ends
         */
        default void lost(ChannelId channel, Position top) {}

        /**
         * Who is told what happens in the broker, such as {@link ServerEvents#nodeQueueHighWater}: the server's log and counters, and
         * the observers of the application.
         *
         * @return never throws; by default, nobody is told
         */
        default ServerEvents events() {
            return new ServerEvents() {};
        }
    }
}
