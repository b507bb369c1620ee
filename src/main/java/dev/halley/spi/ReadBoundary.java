package dev.halley.spi;

/**
 * Detects when a container's thread has handed over everything that it has read from a connection at once, so that the
 * resulting messages can be sent together.
 *
 * <p>Jakarta WebSocket has no such signal. A container that has one provides it as the servlet context's attribute
 * {@value #ATTRIBUTE}, a {@code java.util.function.Predicate<Runnable>} that behaves like {@link #atEnd}. The launcher
 * of the WAR sets it.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
@FunctionalInterface
public interface ReadBoundary {

    /** The name of the servlet context's attribute. */
    String ATTRIBUTE = "dev.halley.readBoundary";

    /** Detects nothing. */
    ReadBoundary UNKNOWN = task -> false;

    /**
     * Runs a task on the calling thread, as soon as the thread has handed over what it has read and before it reads
     * again, and in any case before it turns to another connection.
     *
     * @param task must neither block nor throw
     * @return false if the thread is not known to hand over what it has read; the task then does not run
     */
    boolean atEnd(Runnable task);
}
