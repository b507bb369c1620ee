package dev.halley.core.publish;

/** Runs work that delivers to many: what it brings to a session goes together, when the work is done. */
@FunctionalInterface
public interface Coalescer {

    /** Runs it on this thread; within other work of that kind it joins that. */
    void coalesce(Runnable work);
}
