package dev.halley.testkit;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The way from one node to another: what is sent arrives in order, on the thread of who sends it or of who is sending already, or
 * waits as long as the test holds it.
 *
 * <p>Thread-safety: thread-safe.
 */
final class MemoryLink {

    private record Parcel(boolean plain, Runnable arrival) {}

    private final Deque<Parcel> waiting = new ArrayDeque<>();
    private int capacity = Integer.MAX_VALUE;
    private int plain;
    private int sent;
    private int dropped;
    private boolean held;
    private boolean draining;

    /** @param isPlain whether it is dropped when as many plain ones wait as may. @return whether it waits to arrive */
    boolean send(boolean isPlain, Runnable arrival) {
        synchronized (this) {
            sent += isPlain ? 1 : 0;
            if (isPlain && plain == capacity) {
                dropped++;
                return false;
            }
            plain += isPlain ? 1 : 0;
            waiting.add(new Parcel(isPlain, arrival));
        }
        drain();
        return true;
    }

    private void drain() {
        for (Parcel next = next(true); next != null; next = next(false)) {
            next.arrival().run();
        }
    }

    private synchronized Parcel next(boolean first) {
        if (first && draining) {
            return null;
        }
        Parcel next = held ? null : waiting.poll();
        draining = next != null;
        plain -= next != null && next.plain() ? 1 : 0;
        return next;
    }

    synchronized void hold() {
        held = true;
    }

    void release() {
        synchronized (this) {
            held = false;
        }
        drain();
    }

    /** Forgets what waits. */
    synchronized void cut() {
        waiting.clear();
        plain = 0;
        held = false;
    }

    synchronized void capacity(int messages) {
        capacity = messages;
    }

    /** @return how many plain messages were given to it */
    synchronized int sent() {
        return sent;
    }

    synchronized int dropped() {
        return dropped;
    }
}
