package dev.halley.core.session;

import dev.halley.protocol.Encoded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What went out in acknowledged mode: the batches that are not yet acknowledged, and those that go again since the client
 * seems not to have them.
 *
 * <p>A message remembers all numbers under which it was sent. A connect that was overtaken on its way tells an older
 * number than the client has; when its successor tells the newer one, what goes again is known to be there.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
public final class SentBatches {

    private final ArrayDeque<Sent> unacknowledged = new ArrayDeque<>();
    private final ArrayDeque<Sent> again = new ArrayDeque<>();
    private int unacknowledgedCount;
    private int againCount;
    private int againUrgent;
    private long length;

    /**
     * @param spans the numbers under which the messages were sent: the first and the last of each run of numbers, growing
     */
    private record Sent(long[] spans, List<Encoded> messages) {

        static Sent first(long number, List<Encoded> messages) {
            return new Sent(new long[] {number, number}, messages);
        }

        boolean wentUnder(long number) {
            for (int i = 0; i < spans.length; i += 2) {
                if (spans[i] <= number && number <= spans[i + 1]) {
                    return true;
                }
            }
            return false;
        }

        long last() {
            return spans[spans.length - 1];
        }

        /** @return some of the messages, sent under that number, too */
        Sent sentUnder(long number, List<Encoded> some) {
            boolean next = last() == number - 1;
            long[] more = Arrays.copyOf(spans, next ? spans.length : spans.length + 2);
            if (!next) {
                more[spans.length] = number;
            }
            more[more.length - 1] = number;
            return new Sent(more, some);
        }
    }

    /** Keeps what goes out now for the first time. */
    void add(long number, List<Encoded> messages) {
        if (!messages.isEmpty()) {
            keep(Sent.first(number, messages));
            for (Encoded message : messages) {
                length += message.length();
            }
        }
    }

    private void keep(Sent sent) {
        unacknowledged.addLast(sent);
        unacknowledgedCount += sent.messages().size();
    }

    /** The client has everything up to a number; of the rest, all goes again. */
    void acknowledge(long number) {
        for (Iterator<Sent> i = again.iterator(); i.hasNext(); ) {
            Sent sent = i.next();
            if (sent.wentUnder(number)) {
                i.remove();
                countAgain(sent.messages(), -1);
                forget(sent);
            }
        }
        while (!unacknowledged.isEmpty()) {
            Sent sent = unacknowledged.removeLast();
            if (sent.last() <= number || sent.wentUnder(number)) {
                forget(sent);
            } else {
                again.addFirst(sent);
                countAgain(sent.messages(), 1);
            }
        }
        unacknowledgedCount = 0;
    }

    /**
     * Takes of what goes again, in order, and keeps it as not acknowledged.
     *
     * @param number under which it is sent now
     * @param maxLength how many bytes the messages may have together, one comma each counted; a first message that is
     *     larger goes alone
     * @return the messages
     */
    List<Encoded> takeAgain(long number, long maxLength) {
        List<Encoded> taken = new ArrayList<>();
        long room = maxLength;
        while (!again.isEmpty() && room >= 0) {
            Sent sent = again.removeFirst();
            int fitting = 0;
            for (Encoded message : sent.messages()) {
                room -= message.length() + 1L;
                if (room < 0 && !(taken.isEmpty() && fitting == 0)) {
                    break;
                }
                fitting++;
            }
            List<Encoded> part = sent.messages().subList(0, fitting);
            if (fitting < sent.messages().size()) {
                List<Encoded> rest =
                        sent.messages().subList(fitting, sent.messages().size());
                again.addFirst(new Sent(sent.spans(), rest));
            }
            if (fitting > 0) {
                keep(sent.sentUnder(number, part));
                countAgain(part, -1);
                taken.addAll(part);
            }
        }
        return taken;
    }

    /** @return everything that goes again; from now on it is as if it had never been sent */
    List<Encoded> takeBack() {
        List<Encoded> taken = new ArrayList<>();
        again.forEach(sent -> taken.addAll(sent.messages()));
        again.forEach(this::forget);
        again.clear();
        againCount = 0;
        againUrgent = 0;
        return taken;
    }

    /** Shows all messages that are kept. */
    void forEach(Consumer<Encoded> look) {
        again.forEach(sent -> sent.messages().forEach(look));
        unacknowledged.forEach(sent -> sent.messages().forEach(look));
    }

    /** @return how many messages are kept, those that go again counted */
    int size() {
        return unacknowledgedCount + againCount;
    }

    /** @return how many messages go again */
    int againCount() {
        return againCount;
    }

    /** @return how many of those that go again are not lazy */
    int againUrgent() {
        return againUrgent;
    }

    /** @return bytes of all that is kept */
    long length() {
        return length;
    }

    private void countAgain(List<Encoded> messages, int sign) {
        againCount += sign * messages.size();
        for (Encoded message : messages) {
            againUrgent += message.lazy() ? 0 : sign;
        }
    }

    private void forget(Sent sent) {
        for (Encoded message : sent.messages()) {
            length -= message.length();
        }
    }
}
