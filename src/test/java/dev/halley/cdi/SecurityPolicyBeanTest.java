package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.SecurityPolicy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import org.jboss.weld.environment.se.Weld;
import org.junit.jupiter.api.Test;

class SecurityPolicyBeanTest {

    @Test
    void withoutAPolicyBeanThereIsNone() {
        try (var weld = weld().initialize();
                var cdi = new CdiContainer(weld.getBeanManager())) {
            assertThat(cdi.securityPolicy()).isEmpty();
        }
    }

    @Test
    void theOnePolicyBeanIsIt() {
        try (var weld = weld(Strict.class).initialize();
                var cdi = new CdiContainer(weld.getBeanManager())) {
            assertThat(cdi.securityPolicy()).get().isInstanceOf(Strict.class);
        }
    }

    @Test
    void ofTwoPolicyBeansTheSelectedAlternativeIsIt() {
        try (var weld = weld(Strict.class, ForTests.class).initialize();
                var cdi = new CdiContainer(weld.getBeanManager())) {
            assertThat(cdi.securityPolicy()).get().isInstanceOf(ForTests.class);
        }
    }

    @Test
    void twoPolicyBeansFailTheDeploymentWithTheNamesOfBoth() {
        Weld weld = weld(Strict.class, Lenient.class);

        assertThatThrownBy(weld::initialize)
                .hasMessageContaining("There must be at most one SecurityPolicy bean, but these are 2: "
                        + Lenient.class.getName() + " and " + Strict.class.getName() + ".");
    }

    private static Weld weld(Class<?>... beans) {
        return new Weld().disableDiscovery().addExtension(new HalleyExtension()).beanClasses(beans);
    }

    @ApplicationScoped
    static class Strict implements SecurityPolicy {}

    @ApplicationScoped
    static class Lenient implements SecurityPolicy {}

    @Alternative
    @Priority(1)
    @ApplicationScoped
    static class ForTests implements SecurityPolicy {}
}
