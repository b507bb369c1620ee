package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.service.Listener;
import dev.halley.service.Service;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.Visitor;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import org.junit.jupiter.api.Test;

/** Public, as the classes in it must be reachable. */
public class RolesOfBeansTest {

    @Service
    @ApplicationScoped
    @RolesAllowed("clerk")
    public static class Orders {
        @Listener("/orders")
        public void order() {}
    }

    @Test
    void serviceBeansObeyRoles() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Orders.class))) {
            RawClient guest = new RawClient(application, Visitor.named("bob", "guest"));
            RawClient clerk = new RawClient(application, Visitor.named("ann", "clerk"));

            guest.publish("/orders", "1");
            clerk.publish("/orders", "1");

            assertThat(guest.received()).singleElement().asString().contains("403:denied_by_role:publish_denied");
            assertThat(clerk.received()).singleElement().asString().contains("\"successful\":true");
        }
    }

    public static class Open {
        @Listener("/orders")
        public void order() {}
    }

    @Service
    @ApplicationScoped
    @DenyAll
    public static class LooksClosed extends Open {}

    @Test
    void whatWouldLookOnAndBeOffFailsTheDeployment() {
        var weld = Containers.weld(LooksClosed.class);

        assertThatThrownBy(weld::initialize)
                .hasMessageContaining("the @DenyAll of " + LooksClosed.class.getName() + " applies only to methods");
    }
}
