package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.cdi.HalleyExtension;
import jakarta.inject.Inject;
import org.jboss.weld.junit5.EnableWeld;
import org.jboss.weld.junit5.ExplicitParamInjection;
import org.jboss.weld.junit5.WeldInitiator;
import org.jboss.weld.junit5.WeldSetup;
import org.jboss.weld.junit5.auto.AddBeanClasses;
import org.jboss.weld.junit5.auto.AddExtensions;
import org.jboss.weld.junit5.auto.EnableAutoWeld;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The test kit beside weld-junit5, which starts CDI. */
class WeldJunitTest {

    private static WeldInitiator weldWith(Class<?>... beans) {
        return WeldInitiator.of(
                WeldInitiator.createWeld().addExtension(new HalleyExtension()).beanClasses(beans));
    }

    private static void buysTea(InProcessServer server, BayeuxServer injected) {
        TestClient client = server.client().connected();

        assertThat(client.call("buy", "\"tea\"")).contains("\"data\":[\"tea\"]");
        assertThat(injected.channel("/offers")).isPresent();
    }

    /** With a container that the test builds. */
    @Nested
    @EnableWeld
    @HalleyTest
    @ExplicitParamInjection
    class BuiltByTheTest {

        @WeldSetup
        private WeldInitiator weld =
                weldWith(BeansTest.Shop.class, BeansTest.Basket.class, BeansTest.Numbers.class, BeansTest.Log.class);

        @Inject
        private BayeuxServer bayeux;

        @Test
        void itsBeansServe(InProcessServer server) {
            buysTea(server, bayeux);
        }

        @Test
        void beansOfAContainerBesideItAreRefused() {
            Setup setup = new Setup().beansOf(weld.getBeanManager()).beans(BeansTest.Log.class);

            assertThatThrownBy(() -> InProcessServer.start(setup))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("but a container is already given");
        }
    }

    @Test
    void aServerThatIsStartedBeforeCdiSaysSo() {
        assertThatThrownBy(ByWeldJunit::container)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "weld-junit5 has not started CDI yet: name @EnableWeld or @EnableAutoWeld before @HalleyTest.");
    }

    /** With a container that weld-junit5 builds from annotations. */
    @Nested
    @EnableAutoWeld
    @AddExtensions(HalleyExtension.class)
    @AddBeanClasses({BeansTest.Shop.class, BeansTest.Basket.class, BeansTest.Numbers.class, BeansTest.Log.class})
    @HalleyTest
    @ExplicitParamInjection
    class BuiltFromAnnotations {

        @Inject
        private BayeuxServer bayeux;

        @Test
        void itsBeansServe(InProcessServer server) {
            buysTea(server, bayeux);
        }
    }

    /** Somebody forgot the extension. */
    @Nested
    @EnableWeld
    class WithoutTheExtension {

        @WeldSetup
        private WeldInitiator weld = WeldInitiator.of(WeldInitiator.createWeld().beanClasses(BeansTest.Log.class));

        @Test
        void theStartSaysWhatIsMissing() {
            Setup setup = new Setup().beansOf(weld.getBeanManager());

            assertThatThrownBy(() -> InProcessServer.start(setup))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("@AddExtensions(HalleyExtension.class)");
        }
    }
}
