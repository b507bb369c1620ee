package dev.halley.core.session;

import dev.halley.api.PositionForm;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.OverflowTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
public final class Outbox implements OverflowHandler.Queue {

    /** A queue that grew beyond this is given back to the memory when it has become empty. */
    private static final int KEPT_CAPACITY = 64;

    /** The first length that is worth telling; the next ones are twice the last. */
    public static final int FIRST_MARK = 1_024;

    private final int maxMessages;
    private final long maxLength;

    private @Nullable WaitingMessages waiting;
    private @Nullable SentBatches sent;
    /** Null until a channel with history is followed. */
    private @Nullable Follows follows;
    /** Null until a message comes whose channel has an overflow policy of its own. */
    private @Nullable OverflowHandler overflowing;

    private @Nullable LaggingChannels behind;
    private Drops drops = new Drops(false);
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
        if (!fits(message)) {
            return false;
        }
        waiting().addLast(message);
        added(message);
        return true;
    }

    @Override
    public boolean fits(Encoded message) {
        return size() < maxMessages && length() + message.length() <= maxLength;
    }

    @Override
    public boolean hasRoom() {
        return size() < maxMessages && length() < maxLength;
    }

    @Override
    public int maxMessages() {
        return maxMessages;
    }

    @Override
    public long maxLength() {
        return maxLength;
    }

    private WaitingMessages waiting() {
        if (waiting == null) {
            waiting = new WaitingMessages();
        }
        return waiting;
    }

    private void added(Encoded message) {
        if (follows != null) {
            follows.queued(message);
        }
        highWater = Math.max(highWater, waiting().size());
        count(message, 1);
        accepted++;
    }

    /** The same, but others make room, or it is left out, as the channels' overflow policies say. @param dropped gets what is dropped for it */
    OverflowHandler.Offer offer(Encoded message, List<Encoded> dropped) {
        OverflowTag overflow = message.overflow();
        if (overflow != null) {
            OverflowHandler.Offer offer = overflowing().offer(message, overflow, dropped);
            if (offer == OverflowHandler.Offer.DROPPED) {
                countDropped(Follows.channel(message));
            }
            return offer;
        }
        if (offer(message)) {
            return OverflowHandler.Offer.TAKEN;
        }
        dropped.addAll(dropLazy());
        if (!fits(message) && overflowing != null) {
            overflowing.makeRoomForFirm(message, dropped);
        }
        if (offer(message)) {
            return OverflowHandler.Offer.TAKEN;
        }
        countDropped(Follows.channel(message));
        return OverflowHandler.Offer.FULL;
    }

    private OverflowHandler overflowing() {
        if (overflowing == null) {
            overflowing = new OverflowHandler(this, behind());
        }
        return overflowing;
    }

    // ---- what overflow policies do here

    @Override
    public void add(Place place) {
        waiting().addLast(place);
        added(place.message());
    }

    @Override
    public boolean isLast(Place place) {
        return place.slot == waiting().end() - 1;
    }

    @Override
    public void replace(Place place, Encoded newer) {
        Encoded older = place.message();
        count(older, -1);
        place.message(newer);
        waiting().replaced(place);
        dropped(older);
        added(newer);
    }

    @Override
    public void drop(Place place) {
        takeOut(place);
        dropped(place.message());
    }

    @Override
    public void takeOut(Place place) {
        remove(place.slot);
    }

    /** @param lock the session's. @return the channels of which what came is to be read */
    LaggingChannels behind(Object lock) {
        if (behind == null) {
            behind = new LaggingChannels(lock, this::follows, this::hasRoomToCatchUp);
        }
        return behind;
    }

    LaggingChannels behind() {
        return behind(this);
    }

    /** @return whether what is to be read finds enough room for that to be worth while */
    boolean hasRoomToCatchUp() {
        return overflowing == null ? hasRoom() : overflowing.hasRoomToCatchUp();
    }

    private void dropped(Encoded message) {
        if (follows != null) {
            follows.dropped(message);
        }
        countDropped(Follows.channel(message));
    }

    /** Takes a message out that does not go. @return it */
    private Encoded remove(long slot) {
        WaitingMessages all = waiting();
        Encoded message = Objects.requireNonNull(all.get(slot));
        // Behind one that stays it does not count as gone: else the one that stays would, too.
        head += slot == all.begin() ? 1 : 0;
        leaves(all, slot);
        all.remove(slot);
        count(message, -1);
        return message;
    }

    private void leaves(WaitingMessages all, long slot) {
        Place place = all.place(slot);
        if (place != null) {
            overflowing().left(place);
        }
    }

    /** An event of the channel is dropped for lack of room. */
    void countDropped(String channel) {
        drops.count(channel, 1);
    }

    /** So many events of the channel are dropped for lack of room. */
    void countDropped(String channel, long many) {
        drops.count(channel, many);
    }

    /** The client wants to be told what is dropped. */
    void tellDropped() {
        drops = new Drops(true);
    }

    /** @return how many events were dropped for lack of room */
    long dropped() {
        return drops.total();
    }

    // ---- how much there is

    /** @return whether there are now, for the first time, as many messages as the next mark says */
    boolean markReached() {
        if (size() < nextMark) {
            return false;
        }
        nextMark = nextMark > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : 2 * nextMark;
        return true;
    }

    /** Makes room. @return the lazy messages that were dropped; those stay that are to be read again if they are gone */
    @Override
    public List<Encoded> dropLazy() {
        List<Encoded> dropped = drop(message -> message.lazy() && !isReadAgain(message));
        dropped.forEach(this::dropped);
        return dropped;
    }

    private static boolean isReadAgain(Encoded message) {
        OverflowTag overflow = message.overflow();
        return overflow != null && overflow.kind() == OverflowTag.Kind.CATCH_UP;
    }

    /** @return those that were dropped of what waits */
    List<Encoded> drop(Predicate<Encoded> which) {
        takeBack();
        List<Encoded> dropped = new ArrayList<>();
        if (waiting != null) {
            long end = waiting.end();
            for (long slot = waiting.begin(); slot < end; slot++) {
                Encoded message = waiting.get(slot);
                if (message != null && which.test(message)) {
                    dropped.add(remove(slot));
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
            Encoded next = Objects.requireNonNull(waiting.first());
            Encoded placed = follows == null ? next : follows.form(next);
            Encoded form = drops.form(placed);
            room -= form.length() + 1L;
            if (room < 0 && !taken.isEmpty()) {
                break;
            }
            leaves(waiting, waiting.begin());
            waiting.remove(waiting.begin());
            count(next, -1);
            head++;
            taken.add(form);
            if (follows != null) {
                follows.wentOut(form);
            }
            drops.wentOut(form);
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
        for (int i = back.size() - 1; i >= 0; i--) {
            waiting().addFirst(back.get(i));
            count(back.get(i), 1);
        }
        highWater = Math.max(highWater, waiting().size());
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
        overflowing = null;
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
    @Override
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
