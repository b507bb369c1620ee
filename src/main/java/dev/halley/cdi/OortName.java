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
 * Says which of the things that the nodes of a cluster share by name is meant: {@code @Inject @OortName("rooms") OortMap<String, Room>}. The
 * types are those of the injection point. Names are looked at when the application is deployed.
 *
 * @since 0.1.0
 */
@Qualifier @Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER})
public @interface OortName {

    /** A name as {@link dev.halley.oort.Oort#checkName} allows it. */
    @Nonbinding
    String value();

    /**
     * The annotation as an object, to look something up: {@code select(type, OortName.Literal.of("rooms"))}.
     *
     * <p>Thread-safety: immutable.
     */
    final class Literal extends AnnotationLiteral<OortName> implements OortName {

        private static final long serialVersionUID = 1L;

        private final String name;

        private Literal(String name) {
            this.name = name;
        }

        public static Literal of(String name) {
            return new Literal(name);
        }

        @Override
        public String value() {
            return name;
        }
    }
}
