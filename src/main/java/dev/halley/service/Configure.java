package dev.halley.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that sets channels up before anybody uses them. Its one parameter is the {@code ServerChannel}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Configure {

    /** Names of channels or patterns; at least one. */
    String[] value();

    /** Whether it is an error that the channel is there already. */
    boolean errorIfExists() default true;

    /** Whether a channel that is there already is set up, too. */
    boolean configureIfExists() default false;
}
