package dev.halley.cdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the bean method that handles the calls that other nodes, or this one, forward to the {@link
 * dev.halley.oort.OortService} of that name. Each name has one method in an application. It is called on worker
 * threads, like an {@link dev.halley.oort.OortService.Handler}.
 *
 * <p>The method takes the forwarded argument, or nothing, and may also take the {@link dev.halley.oort.OortNode} that
 * has forwarded the call. It returns the result, a {@code CompletionStage} of it, or nothing. It must be public, and so
 * must its class. All this is checked when the application is deployed.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnForward {

    /** The name of the service, as {@link dev.halley.oort.Oort#checkName} allows it. */
    String value();
}
