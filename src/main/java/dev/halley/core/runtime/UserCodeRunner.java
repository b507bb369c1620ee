package dev.halley.core.runtime;

/**
 * Runs what calls code of the application, which may block and may publish: what waits for others goes on its way before.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface UserCodeRunner {

    /** Runs it on this thread, after what waits has gone or was handed on. */
    void runUserCode(Runnable code);

    /** Runs work that calls code of the application later on, with what is put around the handling of each message. */
    void inScope(Runnable work);
}
