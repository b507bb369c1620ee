package dev.halley.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class a server of its own. Tests name what they want as parameters: {@link InProcessServer},
 * {@code BayeuxServer}, {@link ManualTime}, and any number of {@link TestClient}s, which are not connected yet.
 *
 * <p>Where the server has beans, fields and methods of the test that carry {@code @Inject} are injected before it runs. Beside
 * {@code @EnableWeld} or {@code @EnableAutoWeld}, which must come first, the beans are those of the container that weld-junit5 starts.
 *
 * <p>What cannot be said by classes alone is said by {@link HalleyTestExtension#HalleyTestExtension(Setup)}.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(HalleyTestExtension.class)
public @interface HalleyTest {

    /** @return annotated services; each needs a constructor without parameters, or with one that is a BayeuxServer */
    Class<?>[] services() default {};

    /**
     * @return the application's beans, in a CDI container of their own for each test; the test's class path must have Weld SE
     *     ({@code org.jboss.weld.se:weld-se-core})
     */
    Class<?>[] beans() default {};

    /** @return settings as the servlet's init-params have them, such as {@code timeout=5000} */
    String[] settings() default {};
}
