package dev.halley.cdi;

import jakarta.enterprise.context.NormalScope;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A bean of this scope lives as long as a client's Bayeux session: one instance for each session that uses it, from its first use to
 * after the session's end.
 *
 * <p>The scope is active on the thread that handles a message of a client, from extensions to listeners, services and observers, in
 * the handshake from the security policy on; elsewhere a call throws {@code ContextNotActiveException}. Messages of one session may
 * be handled by several threads at once: such beans must be thread-safe.
 *
 * @since 0.1.0
 */
@NormalScope
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD})
public @interface BayeuxSessionScoped {}
