package dev.halley.spi;

/**
 * Tells when a container's thread has handed over everything that it has read from a connection at once, so that what is
 * to be sent because of it can go together.
 *
 * <p>Jakarta WebSocket does not tell; a container that can does so by the servlet context's attribute {@value #ATTRIBUTE},
 * a {@code java.util.function.Predicate<Runnable>} that behaves like {@link #atEnd}. The launcher of the WAR sets it.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
@FunctionalInterface
public interface ReadBoundary {

    /** Name of the servlet context's attribute. */
    String ATTRIBUTE = "dev.halley.readBoundary";

    /** Knows of no reading. */
    ReadBoundary UNKNOWN = task -> false;

    /**
     * Runs a task on the calling thread, as soon as that has handed over what it has read and before it reads on; in any
     * case before it turns to another connection.
     *
     * @param task must neither block nor throw
     * @return false if the thread is not known to hand over what it has read; then the task does not run
     */
    boolean atEnd(Runnable task);
}
