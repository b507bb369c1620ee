package dev.halley.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that sets up channels before anybody uses them. Its only parameter is the {@code ServerChannel}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Configure {

    /** The names of channels or patterns; at least one. */
    String[] value();

    /**
     * Whether the registration fails if a channel exists already. Has no effect if {@link #configureIfExists} is true.
     */
    boolean errorIfExists() default true;

    /** Whether a channel that exists already is set up, too. */
    boolean configureIfExists() default false;
}
