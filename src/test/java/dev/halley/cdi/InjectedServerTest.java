package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

class InjectedServerTest {

    private final List<String> log = new ArrayList<>();

    @Test
    void aBeanMadeBeforeTheServerUsesItOnceItIsThere() {
        try (WeldContainer weld = start()) {
            User user = weld.select(User.class).get();
            assertThatThrownBy(user::transports)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("The Bayeux server of this application is not running");

            new CdiContainer(weld.getBeanManager()).provide(server("long-polling", () -> {}));

            assertThat(user.transports()).containsExactly("long-polling");
        }
    }

    @Test
    void afterTheServersEndThereIsNoneForWhoAsksForTheFirstTime() {
        try (WeldContainer weld = start()) {
            var cdi = new CdiContainer(weld.getBeanManager());
            cdi.provide(server("long-polling", () -> {}));
            cdi.close();

            assertThatThrownBy(() -> weld.select(User.class).get().transports())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is not running");
        }
    }

    @Test
    void eachApplicationHasItsOwn() {
        try (WeldContainer one = start();
                WeldContainer other = start()) {
            new CdiContainer(one.getBeanManager()).provide(server("long-polling", () -> {}));
            new CdiContainer(other.getBeanManager()).provide(server("websocket", () -> {}));

            assertThat(one.select(User.class).get().transports()).containsExactly("long-polling");
            assertThat(other.select(User.class).get().transports()).containsExactly("websocket");
        }
    }

    @Test
    void theServerIsStoppedWhileBeansAreStillThere() {
        try (WeldContainer weld = start()) {
            weld.select(Mortal.class).get().logTo(log);
            new CdiContainer(weld.getBeanManager()).provide(server("websocket", () -> log.add("server stopped")));
        }

        assertThat(log).containsExactly("server stopped", "bean destroyed");
    }

    @Test
    void aServerThatHasStoppedIsNotStoppedAgain() {
        try (WeldContainer weld = start();
                var cdi = new CdiContainer(weld.getBeanManager())) {
            cdi.provide(server("websocket", () -> log.add("server stopped")));
        }

        assertThat(log).isEmpty();
    }

    @Test
    void cdiThatKnowsNothingOfTheExtensionIsLeftAlone() {
        try (WeldContainer weld =
                        new Weld().disableDiscovery().beanClasses(Mortal.class).initialize();
                var cdi = new CdiContainer(weld.getBeanManager())) {
            cdi.provide(server("websocket", () -> {}));

            assertThat(cdi.securityPolicy()).isEmpty();
        }
    }

    private static WeldContainer start() {
        return Containers.weld(User.class, Mortal.class).initialize();
    }

    private static RunningServer server(String transport, Runnable stop) {
        InProcessServer server = InProcessServer.start(new Setup().setting("allowedTransports", transport));
        return new RunningServer(server.bayeux(), server.oort(), stop);
    }

    @Dependent
    static class User {

        @Inject
        private BayeuxServer server;

        List<String> transports() {
            return server.transports();
        }
    }

    @ApplicationScoped
    static class Mortal {

        private List<String> log = new ArrayList<>();

        void logTo(List<String> other) {
            log = other;
        }

        @PreDestroy
        void destroyed() {
            log.add("bean destroyed");
        }
    }
}
