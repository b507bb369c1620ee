package dev.halley.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sets the history policy of the channels and patterns that a method with {@link Configure} sets up, as {@code
 * ServerChannel.history} does. It is set before the method runs, which may change it.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface KeepHistory {

    /** The maximum number of messages, from 1 to 1,000,000. */
    int messages();

    /** The maximum time for which messages are kept, in seconds, from 1 to 31,622,400 (366 days). */
    long seconds();
}
