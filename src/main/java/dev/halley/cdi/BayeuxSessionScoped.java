package dev.halley.cdi;

import jakarta.enterprise.context.NormalScope;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A scope that lasts as long as a client's Bayeux session: one instance for each session that uses the bean, from its
 * first use until after the session's end.
 *
 * <p>The scope is active on the thread that handles a message of a client: in extensions, listeners, services and
 * observers, and during a handshake from the security policy on. Elsewhere a call throws {@code
 * ContextNotActiveException}. Several threads may handle messages of one session at the same time, so beans of this
 * scope must be thread-safe.
 *
 * @since 0.1.0
 */
@NormalScope
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD})
public @interface BayeuxSessionScoped {}
