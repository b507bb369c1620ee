package dev.halley.service;

import dev.halley.api.ServerSession;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/**
 * Marks a method that answers remote calls: messages on {@code /service/<target>} that are answered on the same channel
 * with the same id.
 *
 * <p>The parameters may come in any order, each kind at most once: {@link Caller}, {@code ServerSession} (the caller's
 * session), {@code Request.Publish}, {@code BayeuxContext}, {@link Param} strings, and one of any other type, to which
 * the data is bound.
 *
 * <p>The method returns the result, or a {@code CompletionStage} that answers the call when it completes. A method with
 * a {@link Caller} that returns nothing answers through it, at any time. To answer with a failure that has data, throw
 * a {@link RemoteCallException}. Any other exception answers {@code 500:<error id>:internal_error} without data, and is
 * reported with that id.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RemoteCall {

    /** Targets or templates of targets, such as {@code rooms/{name}/members}; at least one; no patterns. */
    String[] value();

    /**
     * Answers one call, from any thread, once.
     *
     * <p>Thread-safety: thread-safe.
     */
    interface Caller {

        /** {@return the caller's session} */
        ServerSession session();

        /**
         * Answers the call with a result.
         *
         * @return false if the call was answered before
         */
        boolean result(@Nullable Object result);

        /**
         * Answers the call with a failure.
         *
         * @param failure the data of the failure
         * @return false if the call was answered before
         */
        boolean failure(@Nullable Object failure);
    }
}
