package dev.halley.api;

import dev.halley.protocol.BayeuxError;
import org.jspecify.annotations.Nullable;

/**
 * What a hook decides about a message: pass it on, replace it, or refuse it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param <T> the kind of message
 * @param replacement the message that continues in its place; null unless replaced
 * @param refusal why the message does not continue; null unless refused
 * @since 0.1.0
 */
public record Verdict<T>(@Nullable T replacement, @Nullable BayeuxError refusal) {

    private static final Verdict<?> PASS = new Verdict<>(null, null);

    /** Passes the message on unchanged. */
    @SuppressWarnings("unchecked") // holds no T
    public static <T> Verdict<T> pass() {
        return (Verdict<T>) PASS;
    }

    /** Passes another message on in its place. */
    public static <T> Verdict<T> replace(T replacement) {
        return new Verdict<>(replacement, null);
    }

    /** Stops the message; the client is answered {@code 404::message_deleted}. */
    public static <T> Verdict<T> stop() {
        return new Verdict<>(null, BayeuxError.MESSAGE_DELETED);
    }

    /** Stops the message; the client is answered with the error. */
    public static <T> Verdict<T> refuse(BayeuxError error) {
        return new Verdict<>(null, error);
    }

    /** {@return the replacement, or the original if there is none} */
    public T or(T original) {
        return replacement == null ? original : replacement;
    }
}
