package dev.halley.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The queue of outgoing messages.
 *
 * <p>Thread-safety: confined to the client's strand, but for the room, which is thread-safe.
 */
final class Outbound {

    /** How many messages travel together at most. */
    private static final int MOST_MESSAGES = 500;

    /** About how many characters travel together at most; a larger message goes alone. */
    private static final int MOST_CHARACTERS = 32_768;

    /** Room for the fields besides the payload. */
    private static final int ENVELOPE = 150;

    private final int limit;
    private final AtomicInteger count = new AtomicInteger();
    private final Deque<Exchange> waiting = new ArrayDeque<>();

    /** @param limit how many messages of the application may wait */
    Outbound(int limit) {
        this.limit = limit;
    }

    /** @return false when too many messages wait already; else there is room for one, until it is taken */
    boolean reserve() {
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Gives back the room for a message that will not wait. */
    void release() {
        count.decrementAndGet();
    }

    int limit() {
        return limit;
    }

    /** @param exchange room has been reserved for it if it is a publish or a call */
    void add(Exchange exchange) {
        waiting.add(exchange);
    }

    /** Puts what the task adds before the waiting messages. */
    void putBehind(Runnable task) {
        List<Exchange> later = List.copyOf(waiting);
        waiting.clear();
        task.run();
        waiting.addAll(later);
    }

    /** Puts retried messages of the application before its other messages. */
    void repeat(List<Exchange> repeated) {
        List<Exchange> later = new ArrayList<>(waiting);
        int first = 0;
        while (first < later.size() && !isApplications(later.get(first))) {
            first++;
        }
        waiting.clear();
        waiting.addAll(later.subList(0, first));
        waiting.addAll(repeated);
        waiting.addAll(later.subList(first, later.size()));
        count.addAndGet(repeated.size());
    }

    /**
     * @param mayGo whether one may be sent now; else it keeps its place, and others pass it
     * @return what can travel together, from the beginning; empty for nothing
     */
    List<Exchange> take(Predicate<Exchange> mayGo) {
        List<Exchange> taken = new ArrayList<>();
        int characters = 0;
        Iterator<Exchange> all = waiting.iterator();
        while (all.hasNext() && taken.size() < MOST_MESSAGES) {
            Exchange next = all.next();
            if (next.isDone()) {
                all.remove();
                remove(next);
            } else if (mayGo.test(next)) {
                characters += ENVELOPE
                        + next.message().data().map(data -> data.length()).orElse(0);
                boolean alone = next.kind() == Exchange.Kind.DISCONNECT;
                if (!taken.isEmpty() && (characters > MOST_CHARACTERS || alone)) {
                    break;
                }
                all.remove();
                remove(next);
                taken.add(next);
                if (alone) {
                    break;
                }
            }
        }
        return taken;
    }

    /** Fails what belongs to a session that is gone: only what was published waits for the next one. */
    void dropSubscriptions(BayeuxException why) {
        List<Exchange> gone =
                waiting.stream().filter(exchange -> !isApplications(exchange)).toList();
        waiting.removeAll(gone);
        gone.forEach(exchange -> exchange.fail(why));
    }

    /** Fails all that waits. */
    void fail(BayeuxException why) {
        List<Exchange> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(this::remove);
        all.forEach(exchange -> exchange.fail(why));
    }

    private void remove(Exchange exchange) {
        if (isApplications(exchange)) {
            count.decrementAndGet();
        }
    }

    private static boolean isApplications(Exchange exchange) {
        return exchange.kind() == Exchange.Kind.PUBLISH || exchange.kind() == Exchange.Kind.CALL;
    }
}
