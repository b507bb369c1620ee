package dev.halley.core.session;

import dev.halley.api.PositionForm;
import dev.halley.protocol.Encoded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one session, bounded in messages and bytes, and, in acknowledged mode, what was sent and not yet
 * acknowledged.
 *
 * <p>Only the binding that is newest may take: {@link #rebind} gives a number, and {@link #take} with an older one gives
 * nothing, so that a dying connection cannot starve its successor.
 *
 * <p>Every message that is accepted gets the next sequence number. {@link #tail} is that of the last accepted one,
 * {@link #head} that of the last one that went out, so that a reply can be made to follow the events
 * that were there before it. Dropped lazy messages give their numbers to those that come next.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
public final class Outbox {

    /** A queue that grew beyond this is given back to the memory when it has become empty. */
    private static final int KEPT_CAPACITY = 64;

    /** The first length that is worth telling; the next ones are twice the last. */
    public static final int FIRST_MARK = 1_024;

    private final int maxMessages;
    private final long maxLength;

    private @Nullable ArrayDeque<Encoded> waiting;
    private @Nullable SentBatches sent;
    /** Null until a channel with history is followed. */
    private @Nullable Follows follows;
    /** Null unless its client catches up. */
    private @Nullable SlowStart slowStart;

    private int urgent;
    private int highWater;
    private long length;
    private long head;
    private long batchNumber;
    private long accepted;
    private int binding;
    private int nextMark = FIRST_MARK;

    /** What went out together in acknowledged mode. */
    public record Numbered(long number, List<Encoded> messages) {

        public static final Numbered NONE = new Numbered(0, List.of());
    }

    /**
     * @param maxMessages how many messages may wait, those not yet acknowledged counted, at least 1
     * @param maxLength how many bytes of UTF-8 they may have together
     */
    public Outbox(int maxMessages, long maxLength) {
        this.maxMessages = maxMessages;
        this.maxLength = maxLength;
    }

    /** @return false, and nothing is changed, if the message does not fit */
    public boolean offer(Encoded message) {
        int size = message.length();
        if (size() >= maxMessages || length() + size > maxLength) {
            return false;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.addLast(message);
        if (follows != null) {
            follows.queued(message);
        }
        highWater = Math.max(highWater, waiting.size());
        count(message, 1);
        accepted++;
        return true;
    }

    /** The same, but lazy messages make room. @param dropped gets these */
    boolean offer(Encoded message, List<Encoded> dropped) {
        if (offer(message)) {
            return true;
        }
        dropped.addAll(dropLazy());
        return offer(message);
    }

    /** @return whether there are now, for the first time, as many messages as the next mark says */
    boolean markReached() {
        if (size() < nextMark) {
            return false;
        }
        nextMark = nextMark > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : 2 * nextMark;
        return true;
    }

    /** Makes room. @return the lazy messages that were dropped */
    public List<Encoded> dropLazy() {
        List<Encoded> dropped = drop(Encoded::lazy);
        if (follows != null) {
            dropped.forEach(follows::dropped);
        }
        return dropped;
    }

    /** @return those that were dropped of what waits */
    List<Encoded> drop(Predicate<Encoded> which) {
        takeBack();
        List<Encoded> dropped = new ArrayList<>();
        boolean atFront = true;
        if (waiting != null) {
            for (Iterator<Encoded> i = waiting.iterator(); i.hasNext(); ) {
                Encoded message = i.next();
                if (which.test(message)) {
                    i.remove();
                    count(message, -1);
                    dropped.add(message);
                    // Behind one that stays it does not count as gone: else the one that stays would, too.
                    head += atFront ? 1 : 0;
                } else {
                    atFront = false;
                }
            }
            giveBackMemory();
        }
        return dropped;
    }

    /** @return the number of a new binding; all older ones get nothing any more */
    public int rebind() {
        return ++binding;
    }

    /** What waits is what its client has missed, or what was lost on its way: it goes little by little at first. */
    void beginSlowStart() {
        if (slowStart == null) {
            slowStart = new SlowStart();
        } else {
            slowStart.beginAgain();
        }
    }

    /** The client comes for more. @param anew whether what went before may be lost */
    void clientCame(boolean anew) {
        if (isEmpty()) {
            slowStart = null;
        } else if (slowStart != null && anew) {
            slowStart.beginAgain();
        } else if (slowStart != null) {
            slowStart.goOn();
        }
    }

    /** @return how many bytes may go with a reply now, of at most that */
    int within(int most) {
        return slowStart == null ? most : Math.min(most, slowStart.room());
    }

    /** @return the number of the newest binding */
    int binding() {
        return binding;
    }

    /**
     * Takes what goes out together: at least one message if any waits, and no more than fits.
     *
     * @param by the binding that takes
     * @param maxLength how many bytes the messages may have together, one comma each counted; a first message that
     *     is larger goes alone
     * @param maxCount how many messages at most; 0 for all
     */
    public List<Encoded> take(int by, int maxLength, int maxCount) {
        takeBack();
        List<Encoded> taken = new ArrayList<>();
        if (by == binding) {
            takeWaiting(taken, maxLength, maxCount);
        }
        return taken;
    }

    private void takeWaiting(List<Encoded> taken, long maxLength, int maxCount) {
        long room = maxLength;
        while (waiting != null && !waiting.isEmpty() && (maxCount == 0 || taken.size() < maxCount)) {
            Encoded next = waiting.peekFirst();
            Encoded form = follows == null ? next : follows.form(next);
            room -= form.length() + 1L;
            if (room < 0 && !taken.isEmpty()) {
                break;
            }
            waiting.removeFirst();
            count(next, -1);
            head++;
            taken.add(form);
            if (follows != null) {
                follows.wentOut(form);
            }
        }
        giveBackMemory();
    }

    /** Takes like {@link #take} and keeps what is taken, under the next number, until it is acknowledged. */
    public Numbered takeNumbered(int by, int maxLength) {
        long number = ++batchNumber;
        if (by != binding || isEmpty()) {
            return new Numbered(number, List.of());
        }
        if (sent == null) {
            sent = new SentBatches();
        }
        List<Encoded> taken = sent.takeAgain(number, maxLength);
        int again = taken.size();
        head += again;
        if (sent.againCount() == 0) {
            long room = maxLength;
            for (Encoded message : taken) {
                room -= message.length() + 1L;
            }
            takeWaiting(taken, room, 0);
        }
        sent.add(number, List.copyOf(taken.subList(again, taken.size())));
        return new Numbered(number, taken);
    }

    /**
     * The client has everything up to a number. What it does not have goes again, in order, before what is newer; unless a
     * later acknowledgement covers a number under which it was sent.
     *
     * @param number the highest number that the client got; 0 or less for none
     * @return whether something goes again
     */
    public boolean acknowledge(long number) {
        if (sent == null) {
            return false;
        }
        int before = sent.againCount();
        sent.acknowledge(number);
        int after = sent.againCount();
        head -= after - before;
        if (after > before) {
            beginSlowStart();
        }
        if (sent.size() == 0) {
            sent = null;
        }
        return after > 0;
    }

    /** What goes again waits as if it had never been sent. */
    private void takeBack() {
        if (sent == null) {
            return;
        }
        List<Encoded> back = sent.takeBack();
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        for (int i = back.size() - 1; i >= 0; i--) {
            waiting.addFirst(back.get(i));
            count(back.get(i), 1);
        }
        highWater = Math.max(highWater, waiting.size());
        if (sent.size() == 0) {
            sent = null;
        }
    }

    /**
     * @param most how many channels may be followed
     * @param form in which the session gets what comes there
     * @return what is followed; made, if there is nothing yet
     */
    Follows follow(int most, PositionForm form) {
        if (follows == null) {
            follows = new Follows(most, new Collected(form, maxMessages, maxLength));
        }
        return follows;
    }

    /** @return what is followed; null if nothing ever was */
    @Nullable Follows follows() {
        return follows;
    }

    /** Forgets everything. */
    public void clear() {
        follows = null;
        slowStart = null;
        waiting = null;
        sent = null;
        urgent = 0;
        length = 0;
    }

    /** @return a number that grows with each message that comes, and with each that has left for good */
    long progress() {
        return 2 * accepted - size();
    }

    /** Shows all messages that wait or are not yet acknowledged. */
    void forEach(Consumer<Encoded> look) {
        if (sent != null) {
            sent.forEach(look);
        }
        if (waiting != null) {
            waiting.forEach(look);
        }
    }

    /** @return messages that wait or are not yet acknowledged */
    public int size() {
        return (waiting == null ? 0 : waiting.size()) + (sent == null ? 0 : sent.size());
    }

    /** @return their bytes */
    public long length() {
        return length + (sent == null ? 0 : sent.length());
    }

    public boolean isEmpty() {
        return pending() == 0;
    }

    /** @return whether a message waits that is not lazy */
    public boolean hasUrgent() {
        return urgent > 0 || (sent != null && sent.againUrgent() > 0);
    }

    /** @return the sequence number of the last message that was accepted */
    public long tail() {
        return head + pending();
    }

    /** @return the sequence number of the last message that went out */
    public long head() {
        return head;
    }

    /** @return the number of the last batch taken in acknowledged mode */
    public long batchNumber() {
        return batchNumber;
    }

    /** @return whether a queue is kept, empty or not */
    public boolean holdsMemory() {
        return waiting != null || sent != null;
    }

    private void giveBackMemory() {
        if (waiting != null && waiting.isEmpty() && highWater > KEPT_CAPACITY) {
            waiting = null;
            highWater = 0;
        }
    }

    private void count(Encoded message, int sign) {
        length += (long) sign * message.length();
        if (!message.lazy()) {
            urgent += sign;
        }
    }

    private int pending() {
        return (waiting == null ? 0 : waiting.size()) + (sent == null ? 0 : sent.againCount());
    }
}
