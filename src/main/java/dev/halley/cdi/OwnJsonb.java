package dev.halley.cdi;

import dev.halley.json.JsonBinding;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.bind.Jsonb;
import java.util.List;

/**
 * The application's own {@code Jsonb}, if a bean is one: the one that plain {@code @Inject Jsonb} gives. Nothing else of this package
 * mentions JSON-B, so that CDI runs where not even its API is there.
 *
 * <p>Thread-safety: stateless.
 */
final class OwnJsonb {

    private static final Runnable NOTHING = () -> {};

    private OwnJsonb() {}

    /** @return a sentence if there are two or more */
    static List<String> problems(BeanManager beanManager) {
        try {
            SoleBean.of(beanManager, Jsonb.class, Default.Literal.INSTANCE);
            return List.of();
        } catch (IllegalStateException two) {
            return List.of(two.getMessage()
                    + " To exclude a Jsonb that serves another purpose, you can also give it a qualifier.");
        } catch (LinkageError noJsonb) {
            return List.of();
        }
    }

    /**
     * Has the application's values bound by it, if there is one.
     *
     * @return ends that
     * @throws IllegalStateException if there are two or more, or another server of that loader has one
     */
    static Runnable bindBy(BeanManager beanManager, References references, ClassLoader application) {
        try {
            return SoleBean.of(beanManager, Jsonb.class, Default.Literal.INSTANCE)
                    .map(bean -> JsonBinding.bindBy(references.made(bean, Jsonb.class), application))
                    .orElse(NOTHING);
        } catch (LinkageError noJsonb) {
            return NOTHING;
        }
    }
}
