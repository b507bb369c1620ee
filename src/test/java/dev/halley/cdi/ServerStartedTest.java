package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

public class ServerStartedTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();
    private static final BlockingQueue<String> LATER = new LinkedBlockingQueue<>();

    @AfterEach
    void forget() {
        LOG.clear();
        LATER.clear();
    }

    @ApplicationScoped
    static class AtTheStart {

        @Inject
        private BayeuxServer injected;

        void started(@Observes ServerStarted event) {
            event.server().createChannel("/news");
            LOG.add("service " + injected.channel("/service/greet").isPresent() + ", news "
                    + injected.channel("/news").isPresent());
        }

        void startedLater(@ObservesAsync ServerStarted event) {
            LATER.add("started");
        }
    }

    @Service
    @ApplicationScoped
    public static class Greeter {
        @RemoteCall("greet")
        public String greet() {
            return "hello";
        }
    }

    @ApplicationScoped
    static class RefusesToStart {
        void started(@Observes ServerStarted event) {
            throw new IllegalStateException("no database");
        }
    }

    @Test
    void observersAreToldOnceTheServicesAreInPlace() throws Exception {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(AtTheStart.class, Greeter.class))) {
            assertThat(LOG).containsExactly("service true, news true");
            assertThat(LATER.poll(10, TimeUnit.SECONDS)).isEqualTo("started");
            assertThat(application.bayeux().channel("/news")).isPresent();
        }
    }

    @Test
    void whatAnObserverThrowsFailsTheStart() {
        assertThatThrownBy(() -> InProcessServer.start(new Setup().beans(RefusesToStart.class)))
                .hasStackTraceContaining("no database");
    }
}
