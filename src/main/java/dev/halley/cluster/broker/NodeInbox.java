package dev.halley.cluster.broker;

import dev.halley.cluster.runtime.BoundedTurn;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Messages of one other node on their way to the workers, of which one at a time takes them, in order.
 *
 * <p>Thread-safety: thread-safe.
 */
final class NodeInbox {

    /** After so many a worker is given back, for others to use. */
    static final int TURN = BoundedTurn.TURN;

    /** After this time workers that take no task are asked again. */
    static final Duration AGAIN = BoundedTurn.AGAIN;

    private final BoundedTurn turn;
    private final Consumer<byte[]> receiver;

    /**
     * @param receiver takes a message; never throws
     * @param idle is run each time that all have been taken
     */
    NodeInbox(BrokerPlatform platform, Consumer<byte[]> receiver, Runnable idle) {
        this.receiver = receiver;
        turn = new BoundedTurn(platform.workers(), platform.timer(), platform.queueBytes(), idle);
    }

    /** @return false if too much waits already: then it is dropped */
    boolean offer(byte[] message) {
        return turn.offer(message.length, () -> receiver.accept(message));
    }

    /** @return whether nothing waits, and nothing is being taken */
    boolean isIdle() {
        return turn.isIdle();
    }

    /** @return how many bytes wait */
    long bytes() {
        return turn.waiting();
    }
}
