package dev.halley.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that receives what is published on channels as a subscriber does: the service's local session is
 * subscribed.
 *
 * <p>The parameters may come in any order, each kind at most once: {@code ChannelMessage} (the message), {@link Param}
 * strings, and one of any other type, to which the data is bound. The method returns nothing.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Subscription {

    /** Broadcast channels, patterns, or templates such as {@code /room/{name}}; at least one. */
    String[] value();
}
