package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.SecurityPolicy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Specializes;
import jakarta.inject.Named;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
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
                .hasMessageContaining("There must be at most one SecurityPolicy bean, but there are 2: "
                        + Lenient.class.getName() + " and " + Strict.class.getName() + ".");
    }

    @Test
    void policyWithAQualifierIsThePolicy() {
        try (var weld = weld(ForMembers.class).initialize();
                var cdi = new CdiContainer(weld.getBeanManager())) {
            assertThat(cdi.securityPolicy()).get().isInstanceOf(ForMembers.class);
        }
    }

    @Test
    void policyOfAProducerWithAQualifierIsThePolicy() {
        try (var weld = weld(Makes.class).initialize();
                var cdi = new CdiContainer(weld.getBeanManager())) {
            assertThat(cdi.securityPolicy()).get().isInstanceOf(Made.class);
        }
    }

    @Test
    void policyWithAQualifierAndOneWithoutFailTheDeploymentWithTheNamesOfBoth() {
        Weld weld = weld(Strict.class, ForMembers.class);

        assertThatThrownBy(weld::initialize)
                .hasMessageContaining("There must be at most one SecurityPolicy bean, but there are 2: "
                        + ForMembers.class.getName() + " and " + Strict.class.getName() + ".");
    }

    @Test
    void alternativeReplacesAPolicyWithAQualifier() {
        try (var weld = weld(ForMembers.class, ForTests.class).initialize();
                var cdi = new CdiContainer(weld.getBeanManager())) {
            assertThat(cdi.securityPolicy()).get().isInstanceOf(ForTests.class);
        }
    }

    @Test
    void alternativeThatIsSelectedForTheArchiveReplaces() {
        try (var weld = weld(Strict.class, Selectable.class)
                        .alternatives(Selectable.class)
                        .initialize();
                var cdi = new CdiContainer(weld.getBeanManager())) {
            assertThat(cdi.securityPolicy()).get().isInstanceOf(Selectable.class);
        }
    }

    @Test
    void twoSelectedAlternativesOfTheSamePriorityFailTheDeploymentWithTheNamesOfBothAlone() {
        Weld weld = weld(Strict.class, ForTests.class, AlsoForTests.class);

        assertThatThrownBy(weld::initialize)
                .hasMessageContaining(
                        "but there are 2: " + AlsoForTests.class.getName() + " and " + ForTests.class.getName() + ".");
    }

    @Test
    void policyThatSpecializesAnotherReplacesIt() {
        try (var weld = weld(Strict.class, Stricter.class).initialize();
                var cdi = new CdiContainer(weld.getBeanManager())) {
            assertThat(cdi.securityPolicy()).get().isInstanceOf(Stricter.class);
        }
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

    @Alternative
    @Priority(1)
    @ApplicationScoped
    static class AlsoForTests implements SecurityPolicy {}

    @Alternative
    @ApplicationScoped
    static class Selectable implements SecurityPolicy {}

    @Specializes
    @ApplicationScoped
    static class Stricter extends Strict {}

    @Qualifier @Retention(RetentionPolicy.RUNTIME)
    @interface Members {}

    @Members
    @ApplicationScoped
    static class ForMembers implements SecurityPolicy {}

    static class Made implements SecurityPolicy {}

    @ApplicationScoped
    static class Makes {
        @Produces
        @Named("policy")
        @Dependent
        SecurityPolicy policy() {
            return new Made();
        }
    }
}
