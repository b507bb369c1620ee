package dev.halley.core.link;

import dev.halley.core.session.ConnectReplies;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.SessionTimes;
import dev.halley.core.session.SuspendedConnect;
import dev.halley.json.Utf8;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.MessageWriter;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The replies to the messages of one request, gathered until all are handled.
 *
 * <p>Thread-safety: confined to the request's thread; where a response waits for replies, to the worker that brings the last.
 */
public final class BatchReplies {

    private final List<Encoded> first = new ArrayList<>(1);
    private final List<Encoded> replies = new ArrayList<>();
    private @Nullable CoreSession session;
    private @Nullable SuspendedConnect toHold;
    private boolean handshaken;
    private boolean closing;
    private boolean connects;
    private int connect;
    private final List<LastReply> last = new ArrayList<>(1);
    private List<PendingReply> pending = List.of();
    private List<Runnable> sent = List.of();

    /** The reply to a connect, which is written when the events that go with it are taken. */
    private record LastReply(Request.Connect request, Reply reply) {}

    /** @return replies that go before all events: that to a handshake */
    public List<Encoded> first() {
        return first;
    }

    public List<Encoded> replies() {
        return replies;
    }

    /** @return replies that come later, in the order of their requests */
    public List<PendingReply> pending() {
        return pending;
    }

    /** A reply comes later; those that are added from now on are behind it. */
    public void add(Request request, CompletionStage<Reply> later, @Nullable Runnable whenSent) {
        if (pending.isEmpty()) {
            pending = new ArrayList<>(2);
        }
        pending.add(new PendingReply(request, later, replies.size(), whenSent));
    }

    /** @param task is run when the replies have gone, or can never go; may be null */
    public void whenSent(@Nullable Runnable task) {
        if (task != null) {
            if (sent.isEmpty()) {
                sent = new ArrayList<>(2);
            }
            sent.add(task);
        }
    }

    /** @return whether something is to be run when the replies have gone */
    boolean isAwaited() {
        return !sent.isEmpty();
    }

    /** @return what is to be run, once, when the replies have gone, or can never go; null if there is nothing to do */
    @Nullable Runnable takeSent() {
        if (sent.isEmpty()) {
            return null;
        }
        List<Runnable> all = sent;
        sent = List.of();
        return () -> all.forEach(Runnable::run);
    }

    /** The replies have gone, or can never go. */
    public void sent() {
        Runnable all = takeSent();
        if (all != null) {
            all.run();
        }
    }

    public boolean isEmpty() {
        return first.isEmpty() && replies.isEmpty() && last.isEmpty();
    }

    /** @return the one session that the request's messages are of; null as long as none was valid */
    public @Nullable CoreSession session() {
        return session;
    }

    public void session(CoreSession theirs) {
        session = theirs;
    }

    /** @return whether the request made its session */
    public boolean handshaken() {
        return handshaken;
    }

    public void handshakenBy(CoreSession theirs) {
        session = theirs;
        handshaken = true;
    }

    /** The connection is to be closed when this is sent, if it would stay. */
    public void closing() {
        closing = true;
    }

    public boolean isClosing() {
        return closing;
    }

    /** @return whether one of the replies is to a connect */
    boolean connects() {
        return connects;
    }

    /** A connect has its reply among the others. @param number of the connect, as {@link SessionTimes} gave it */
    public void connectAnswered(int number) {
        connects = true;
        connect = number;
    }

    /**
     * A connect is answered with this after all else, when the events that go with it are taken.
     *
     * @param number of the connect, as {@link SessionTimes} gave it
     */
    public void connectAnswered(int number, Request.Connect request, Reply reply) {
        connectAnswered(number);
        last.add(new LastReply(request, reply));
    }

    /** @return the bytes of the replies, as far as they are known, and of the commas between them */
    int size() {
        int size = lastSize();
        for (Encoded reply : replies) {
            size += reply.length();
        }
        return size + (last.isEmpty() ? Math.max(0, replies.size() - 1) : replies.size());
    }

    /** @return the bytes of the replies to connects that are not written yet, as far as they are known, and of the commas between them */
    int lastSize() {
        int size = 0;
        for (LastReply connect : last) {
            size += Utf8.length(MessageWriter.write(connect.reply()));
        }
        return size + Math.max(0, last.size() - 1);
    }

    /**
     * The events are taken: the replies to connects, which may number them, can be written.
     *
     * @param batch their number; 0 for none
     */
    void finish(CoreSession theirs, long batch) {
        for (LastReply connect : last) {
            Reply reply = ConnectReplies.upToDate(theirs, connect.reply());
            replies.add(ConnectReplies.encode(theirs, connect.request(), reply, batch));
        }
        last.clear();
    }

    /** @return the number of the newest connect that is answered, if there is one */
    int connect() {
        return connect;
    }

    /** @return the connect that may be held instead of answered, or null */
    public @Nullable SuspendedConnect toHold() {
        return toHold;
    }

    /** @param connect null for none: a newer connect has come, and over a connection that stays the older gets no reply */
    public void toHold(@Nullable SuspendedConnect connect) {
        toHold = connect;
    }
}
