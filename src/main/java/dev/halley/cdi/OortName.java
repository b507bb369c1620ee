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
 * Names one of the objects that the nodes of a cluster share: {@code @Inject @OortName("rooms") OortMap<String, Room>}.
 * The object has the types of the injection point. The names are checked when the application is deployed.
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
     * The annotation as an object, to look up a shared object: {@code select(type, OortName.Literal.of("rooms"))}.
     *
     * <p>Thread-safety: immutable.
     */
    final class Literal extends AnnotationLiteral<OortName> implements OortName {

        private static final long serialVersionUID = 1L;

        private final String name;

        private Literal(String name) {
            this.name = name;
        }

        /** {@return the annotation with this name} */
        public static Literal of(String name) {
            return new Literal(name);
        }

        @Override
        public String value() {
            return name;
        }
    }
}
