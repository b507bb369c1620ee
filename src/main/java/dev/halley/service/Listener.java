package dev.halley.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that sees what is published on channels before subscribers do, and may stop or replace it.
 *
 * <p>The parameters may come in any order, each kind at most once: {@code ServerSession} (the sender; null for the
 * server itself), {@code Request.Publish} (the message), {@code BayeuxContext} (the request that carried the message;
 * null outside of a request), {@link Param} strings, and one of any other type, to which the data is bound: {@code
 * RawJson}, {@code JsonValue}, or a type that JSON-B can create.
 *
 * <p>The method returns nothing, a {@code boolean} (false stops the message, which is answered {@code
 * 404::message_deleted}), or a {@code Verdict<Request.Publish>}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Listener {

    /** Channels, patterns, or templates such as {@code /room/{name}}; at least one. */
    String[] value();

    /** Whether the method also sees what the service's own local session publishes. */
    boolean receiveOwnPublishes() default false;
}
