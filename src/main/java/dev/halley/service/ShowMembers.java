package dev.halley.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a service whose channels show their members, like {@code ServerChannel.presence(true)} in a method with {@link
 * Configure}. The named channels and patterns persist, whether anything uses them or not.
 *
 * @since 0.1.0
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ShowMembers {

    /** Names of broadcast channels, or patterns of them; at least one. */
    String[] value();
}
