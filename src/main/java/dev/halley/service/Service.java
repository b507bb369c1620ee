package dev.halley.service;

import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class as a service. The server binds its methods with {@link Listener}, {@link Subscription}, {@link
 * RemoteCall} and {@link Configure} when it starts, if the class is a CDI bean or the init-param {@code services} names
 * it, or when {@link Services#register} is called.
 *
 * <p>The annotation is a stereotype: it makes the class a CDI bean in archives that are searched for annotations only.
 * It gives no scope. A bean without a scope is {@code @Dependent}: the server has an instance of its own, and injecting
 * the class elsewhere yields another one. Without CDI the stereotype has no effect, and its class need not be present.
 *
 * @since 0.1.0
 */
@Documented
@Stereotype
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Service {

    /**
     * The name of the service, with which the id of its local session begins; by default the simple name of the class.
     */
    String value() default "";
}
