package dev.halley.core.link;

import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import java.util.List;
import java.util.Objects;
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
        /** Whether it goes in one frame with the next. */
        private final boolean joined;

        private @Nullable Waiting next;

        private Waiting(Encoded message, long after, @Nullable Runnable sent, boolean joined) {
            this.message = message;
            this.after = after;
            this.sent = sent;
            this.joined = joined;
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

        /** @return whether it goes in one frame with the next */
        boolean isJoined() {
            return joined;
        }

        /** @return how many go in one frame with it, itself counted */
        int joinedCount() {
            int count = 1;
            for (Waiting one = this; one.joined; one = Objects.requireNonNull(one.next)) {
                count++;
            }
            return count;
        }

        /** @return their bytes, with a comma each */
        long joinedLength() {
            long length = message.length() + 1L;
            for (Waiting one = this; one.joined; ) {
                one = Objects.requireNonNull(one.next);
                length += one.message.length() + 1L;
            }
            return length;
        }

        private boolean isReply() {
            return message.message() instanceof Reply;
        }
    }

    /** @param sent is run when it has gone, or can never go; null if there is nothing to do then */
    synchronized void add(Encoded message, long after, @Nullable Runnable sent) {
        append(new Waiting(message, after, sent, false));
    }

    /** The same for messages that go in one frame. @param sent is run when the last of them has gone, or can never go */
    synchronized void addTogether(List<Encoded> messages, long after, @Nullable Runnable sent) {
        int last = messages.size() - 1;
        for (int i = 0; i <= last; i++) {
            append(new Waiting(messages.get(i), after, i == last ? sent : null, i < last));
        }
    }

    private void append(Waiting added) {
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

    /** @return the first, which is taken out; null if there is none */
    synchronized @Nullable Waiting take() {
        Waiting taken = first;
        if (taken != null) {
            count(taken, -1);
            first = taken.next;
            last = first == null ? null : last;
        }
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
