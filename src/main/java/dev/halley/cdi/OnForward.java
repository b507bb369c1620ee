package dev.halley.cdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the method of a bean that does what other nodes, or this one, forward to the {@link dev.halley.oort.OortService} of that name. One method of an
 * application has a name; it is called on worker threads, as a {@link dev.halley.oort.OortService.Handler} is.
 *
 * <p>It takes what is forwarded, or nothing, and may take the {@link dev.halley.oort.OortNode} that has forwarded it. It returns the result, a
 * {@code CompletionStage} of it, or nothing. It is public, and so is its class. All that is looked at when the application is deployed.
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
