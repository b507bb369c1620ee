package dev.halley.service;

import dev.halley.api.ServerSession;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/**
 * Marks a method that answers remote calls: messages on {@code /service/<target>} that are answered on the same channel with
 * the same id.
 *
 * <p>Parameters, in any order, each at most once: {@link Caller}, {@code ServerSession} (who calls), {@code Request.Publish},
 * {@code BayeuxContext}, {@link Param} strings, and one of any other type, to which the data is bound.
 *
 * <p>What it returns is the result; a {@code CompletionStage} answers when it is complete; a method with a {@link Caller} that
 * returns nothing answers through it, at any time. {@link RemoteCallException} answers a failure with data; anything else that
 * it throws answers {@code 500:<error id>:internal_error} without data, and is reported with that id.
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

        /** @return who calls */
        ServerSession session();

        /** @return false if the call was answered before */
        boolean result(@Nullable Object result);

        /** @param failure the data of the failure. @return false if the call was answered before */
        boolean failure(@Nullable Object failure);
    }
}
