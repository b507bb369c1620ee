package dev.halley.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class as a service: its methods that carry {@link Listener}, {@link Subscription}, {@link RemoteCall} and
 * {@link Configure} are bound when the server starts, where it is a CDI bean or named by the init-param {@code services}, or when
 * {@link Services#register} is called. It needs a scope to be a bean, such as {@code @ApplicationScoped}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Service {

    /** The name of the service, with which the id of its local session begins; the class name by default. */
    String value() default "";
}
