package dev.halley.api;

import dev.halley.protocol.BayeuxError;
import org.jspecify.annotations.Nullable;

/**
 * What a hook decides of a message: let it pass, put another in its place, or refuse it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param <T> the kind of message
 * @param replacement what goes on in its place; null unless replaced
 * @param refusal why it goes no further; null unless refused
 * @since 0.1.0
 */
public record Verdict<T>(@Nullable T replacement, @Nullable BayeuxError refusal) {

    private static final Verdict<?> PASS = new Verdict<>(null, null);

    /** The message goes on as it is. */
    @SuppressWarnings("unchecked") // holds no T
    public static <T> Verdict<T> pass() {
        return (Verdict<T>) PASS;
    }

    /** Another message goes on in its place. */
    public static <T> Verdict<T> replace(T replacement) {
        return new Verdict<>(replacement, null);
    }

    /** The message goes no further; the client is answered {@code 404::message_deleted}. */
    public static <T> Verdict<T> stop() {
        return new Verdict<>(null, BayeuxError.MESSAGE_DELETED);
    }

    /** The message goes no further; the client is answered with the error. */
    public static <T> Verdict<T> refuse(BayeuxError error) {
        return new Verdict<>(null, error);
    }

    /** @return what goes on */
    public T or(T original) {
        return replacement == null ? original : replacement;
    }
}
