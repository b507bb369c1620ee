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
 * Says which channel is meant: at {@code @Inject @Channel("/news") ChannelPublisher<News>} the one broadcast channel to
 * publish on; on a bean that is an {@code Authorizer}, a {@code ServerChannelListener} or a {@code DataFilter}, or on its producer, the
 * channels and patterns that it is for. Names are looked at when the application is deployed.
 *
 * <p>A class that carries it can be injected without it, too.
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
     * The annotation as an object, to look a publisher up: {@code select(type, Channel.Literal.of("/news"))}.
     *
     * <p>Thread-safety: immutable.
     */
    final class Literal extends AnnotationLiteral<Channel> implements Channel {

        private static final long serialVersionUID = 1L;

        private final String[] names;

        private Literal(String... names) {
            this.names = names.clone();
        }

        public static Literal of(String... names) {
            return new Literal(names);
        }

        @Override
        public String[] value() {
            return names.clone();
        }
    }
}
