package dev.halley.cdi;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names channels. At the injection point {@code @Inject @Channel("/news") ChannelPublisher<News>} it names the
 * broadcast channel to publish on. On a bean that is an {@code Authorizer}, a {@code ServerChannelListener} or a {@code
 * DataFilter}, or on its producer, it names the channels and patterns that the bean is for. The names are checked when
 * the application is deployed.
 *
 * <p>A class that carries the annotation can be injected without it, too.
 *
 * @since 0.1.0
 */
@Qualifier @Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER})
public @interface Channel {

    /** Names of channels or, on beans, of patterns; at least one. */
    @Nonbinding
    String[] value();

    /**
     * The annotation as an object, to look up a publisher: {@code select(type, Channel.Literal.of("/news"))}.
     *
     * <p>Thread-safety: immutable.
     */
    final class Literal extends AnnotationLiteral<Channel> implements Channel {

        private static final long serialVersionUID = 1L;

        private final String[] names;

        private Literal(String... names) {
            this.names = names.clone();
        }

        /** {@return the annotation with these names} */
        public static Literal of(String... names) {
            return new Literal(names);
        }

        @Override
        public String[] value() {
            return names.clone();
        }
    }
}
