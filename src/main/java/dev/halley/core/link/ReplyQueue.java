package dev.halley.core.link;

import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The replies that wait for a connection, and events that go with one, in their order. It costs nothing while it is empty.
 *
 * <p>Thread-safety: guarded by this.
 */
public final class ReplyQueue {

    private @Nullable Waiting first;
    private @Nullable Waiting last;
    private int replies;
    private long length;

    /**
     * One of them.
     *
     * <p>Thread-safety: guarded by its queue.
     */
    static final class Waiting {
        private final Encoded message;
        private final long after;
        private final @Nullable Runnable sent;
        private @Nullable Waiting next;

        private Waiting(Encoded message, long after, @Nullable Runnable sent) {
            this.message = message;
            this.after = after;
            this.sent = sent;
        }

        /** It has gone, or can never go. */
        void sent() {
            if (sent != null) {
                sent.run();
            }
        }

        Encoded message() {
            return message;
        }

        /** @return sequence number of the event that must go before it */
        long after() {
            return after;
        }

        boolean isReply() {
            return message.message() instanceof Reply;
        }
    }

    /** @param sent is run when it has gone, or can never go; null if there is nothing to do then */
    synchronized void add(Encoded message, long after, @Nullable Runnable sent) {
        Waiting added = new Waiting(message, after, sent);
        if (last == null) {
            first = added;
        } else {
            last.next = added;
        }
        last = added;
        count(added, 1);
    }

    synchronized @Nullable Waiting peek() {
        return first;
    }

    /** Takes out what {@link #peek} gave. */
    synchronized void remove() {
        if (first != null) {
            count(first, -1);
            first = first.next;
            last = first == null ? null : last;
        }
    }

    /** @return the first, which is taken out; null if there is none */
    synchronized @Nullable Waiting take() {
        Waiting taken = first;
        remove();
        return taken;
    }

    /** @return whether there are more replies than that, or longer ones together */
    synchronized boolean exceeds(int mostReplies, long mostBytes) {
        return replies > mostReplies || length > mostBytes;
    }

    private void count(Waiting waiting, int sign) {
        // Events were counted when the session's queue took them.
        if (waiting.isReply()) {
            replies += sign;
            length += (long) sign * waiting.message.length();
        }
    }
}
