package dev.halley.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method with {@link Configure}: the channels and patterns that it sets up keep what is published on them, as {@code
 * ServerChannel.history} says. The method may say something else after that.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface KeepHistory {

    /** How many messages at most, from 1 to 1,000,000. */
    int messages();

    /** For how many seconds at most, from 1 to 366 days of them. */
    long seconds();
}
