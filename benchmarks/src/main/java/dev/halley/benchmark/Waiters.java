package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.ReturningMember;
import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * Members that a server has told to come again later.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Waiters {

    private record Waiting(ReturningMember member, long due) {}

    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Comparator.comparingLong(Waiting::due));
    private final ReturningMember.Listener listener;
    private int told;

    /** @param listener who is told of members that get no socket */
    Waiters(ReturningMember.Listener listener) {
        this.listener = listener;
    }

    /** Keeps a member until its time has come. */
    void add(ReturningMember member, long millis) {
        told++;
        waiting.add(new Waiting(member, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis)));
    }

    /** Lets those come again whose time has come. */
    void turn() {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && waiting.peek().due() - now <= 0) {
            ReturningMember member = waiting.remove().member();
            try {
                member.comeAgain();
            } catch (IOException e) {
                listener.failed(member, e.toString());
            }
        }
    }

    /** @return how often one was told to wait */
    int told() {
        return told;
    }
}
