package dev.halley.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sets the overflow policy of the channels and patterns that a method with {@link Configure} sets up, as {@code
 * ServerChannel.overflow} does: what happens to their messages for clients that are slower. For {@code catch-up} the
 * channels must keep history, by {@link KeepHistory} on the same method or by the setting {@code history}. It is set
 * before the method runs, which may change it.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Overflow {

    /**
     * The policy in the form of the setting {@code overflow}: {@code disconnect}, {@code drop-oldest}, {@code
     * drop-newest}, {@code latest}, {@code latest(symbol)}, or {@code catch-up}.
     */
    String value();
}
