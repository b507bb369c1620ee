package dev.halley.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that sees what is published on channels, before subscribers do, and may stop or replace it.
 *
 * <p>Parameters, in any order, each at most once: {@code ServerSession} (the sender; null for the server itself),
 * {@code Request.Publish} (the message), {@code BayeuxContext} (null outside of a request), {@link Param} strings, and one
 * of any other type, to which the data is bound: {@code RawJson}, {@code JsonValue}, or what JSON-B can make.
 *
 * <p>It returns nothing, a {@code boolean} (false stops the message: {@code 404::message_deleted}), or a
 * {@code Verdict<Request.Publish>}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Listener {

    /** Channels, patterns, or templates such as {@code /room/{name}}; at least one. */
    String[] value();

    /** Whether it also sees what the service's own local session publishes. */
    boolean receiveOwnPublishes() default false;
}
