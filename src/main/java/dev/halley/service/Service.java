package dev.halley.service;

import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class as a service: its methods that carry {@link Listener}, {@link Subscription}, {@link RemoteCall} and
 * {@link Configure} are bound when the server starts, where it is a CDI bean or named by the init-param {@code services}, or when
 * {@link Services#register} is called.
 *
 * <p>As a stereotype it makes the class a CDI bean in archives that are searched for annotations only. It gives no scope: without one
 * the bean is {@code @Dependent}, so the server has an instance of its own, and whoever injects the class gets another one. Without
 * CDI the stereotype means nothing, and its class need not be there.
 *
 * @since 0.1.0
 */
@Documented
@Stereotype
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Service {

    /** The name of the service, with which the id of its local session begins; the class name by default. */
    String value() default "";
}
