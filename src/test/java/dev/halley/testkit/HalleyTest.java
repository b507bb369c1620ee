package dev.halley.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class a server of its own. Tests get what they use as parameters: the {@link InProcessServer},
 * the {@code BayeuxServer}, the {@link ManualTime}, and any number of {@link TestClient}s, which have not made a
 * handshake yet.
 *
 * <p>If the server has beans, fields and methods of the test with {@code @Inject} are injected before the test runs.
 * With {@code @EnableWeld} or {@code @EnableAutoWeld}, which must come first, the beans are those of weld-junit5's
 * container.
 *
 * <p>For a setup that needs more than classes and settings, use {@link HalleyTestExtension#HalleyTestExtension(Setup)}.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(HalleyTestExtension.class)
public @interface HalleyTest {

    /**
     * @return annotated services; each has a constructor without parameters, with a {@code BayeuxServer}, or with a
     *     {@code BayeuxServer} and an {@code Oort}
     */
    Class<?>[] services() default {};

    /**
     * @return the application's beans; each test gets a CDI container with them. The test's class path must have Weld
     *     SE ({@code org.jboss.weld.se:weld-se-core})
     */
    Class<?>[] beans() default {};

    /** @return settings like the servlet's init-params, such as {@code timeout=5000} */
    String[] settings() default {};
}
