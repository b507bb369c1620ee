package dev.halley.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method with {@link Configure}: what becomes of messages of the channels and patterns that it sets up for clients that are slower, as
 * {@code ServerChannel.overflow} says. With {@code catch-up} the channels keep history: {@link KeepHistory} beside it, or the setting {@code
 * history}, says so. The method may say something else after that.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Overflow {

    /** As the setting {@code overflow} has it: {@code disconnect}, {@code drop-oldest}, {@code drop-newest}, {@code latest}, {@code latest(symbol)}, or {@code catch-up}. */
    String value();
}
