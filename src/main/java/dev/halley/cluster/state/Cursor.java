package dev.halley.cluster.state;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How far this node's part is sent to a node that has asked for it.
 *
 * <p>Thread-safety: confined to the thread of the state.
 */
final class Cursor {

    private record Sent(long to, int bytes) {}

    private final Deque<Sent> sent = new ArrayDeque<>();
    private @Nullable Snapshot reset;
    private long position;
    private long acknowledged;
    private long resetTarget;
    private long inFlight;
    private boolean blocked;
    private long asked;
    private long answered;

    /** Goes on behind the version that the node says it has. */
    Cursor(long have) {
        position = have;
        acknowledged = have;
    }

    /** Begins again: the part is to be sent as a whole. */
    void reset(Snapshot snapshot) {
        reset = snapshot;
        resetTarget = snapshot.target();
        position = 0;
        // Who claims more than there is has nothing of this.
        acknowledged = Math.min(acknowledged, snapshot.target());
    }

    @Nullable Snapshot snapshot() {
        return reset;
    }

    /** @return the version that is sent, or how far it is in a reset */
    long position() {
        return position;
    }

    void sent(Chunk chunk, int bytes) {
        sent.add(new Sent(chunk.to(), bytes));
        inFlight += bytes;
        position = chunk.to();
        if (reset != null) {
            reset.taken(chunk);
            if (position >= resetTarget) {
                reset = null;
            }
        }
    }

    void acknowledge(long version, long answer) {
        answered = Math.max(answered, answer);
        while (!sent.isEmpty() && sent.getFirst().to <= version) {
            inFlight -= sent.removeFirst().bytes;
            blocked = false;
        }
        // Within a reset it says how far it is: the removals come with its end.
        if (version >= resetTarget) {
            acknowledged = Math.max(acknowledged, version);
        }
    }

    /** @return the version that the node has as a whole */
    long acknowledged() {
        return acknowledged;
    }

    /** @return the version up to which the node needs no removals: in a reset it learns them by what is not named */
    long knownRemovals() {
        return Math.max(acknowledged, resetTarget);
    }

    long inFlight() {
        return inFlight;
    }

    /** @return whether the window is full, and nothing has been acknowledged since it was */
    boolean isBlocked() {
        return blocked;
    }

    /** @return whether it was not blocked before */
    boolean block() {
        boolean first = !blocked;
        blocked = true;
        return first;
    }

    /** @return the last question that the node was asked since it is served */
    long asked() {
        return asked;
    }

    void ask(long question) {
        asked = question;
    }

    /** @return the last question that it has answered */
    long answered() {
        return answered;
    }
}
