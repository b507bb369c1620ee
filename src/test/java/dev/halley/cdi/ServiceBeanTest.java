package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.LocalSession;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.service.Session;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceBeanTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    @AfterEach
    void forget() {
        LOG.clear();
    }

    public static class Counting {
        private int calls;

        @RemoteCall("count")
        public int count() {
            return ++calls;
        }

        @PreDestroy
        void destroyed() {
            LOG.add("destroyed after " + calls);
        }
    }

    @Service
    @ApplicationScoped
    public static class OfApplication extends Counting {}

    @Service
    @Dependent
    public static class OfServer extends Counting {}

    @Service
    public static class WithoutScope extends Counting {}

    @Service
    @RequestScoped
    public static class OfMessage extends Counting {}

    @Service
    @BayeuxSessionScoped
    public static class OfSession extends Counting {}

    /** @return what two clients are answered when each calls twice, in one batch and after that */
    private static List<String> counts(Class<?> service) {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(service))) {
            RawClient ann = new RawClient(application);
            RawClient bob = new RawClient(application);
            ann.send("[{'channel':'/service/count','clientId':'ID'},{'channel':'/service/count','clientId':'ID'}]");
            bob.publish("/service/count", "null");
            ann.publish("/service/count", "null");
            ann.received().addAll(bob.received());
            return ann.received().stream()
                    .filter(text -> text.contains("\"data\""))
                    .map(text -> text.replaceAll(".*\"data\":(\\d+).*", "$1"))
                    .toList();
        }
    }

    @Test
    void aServiceOfTheApplicationIsOne() {
        assertThat(counts(OfApplication.class)).containsExactly("1", "2", "4", "3");
        assertThat(LOG).containsExactly("destroyed after 4");
    }

    @Test
    void aDependentServiceIsOneAndEndsWithTheServer() {
        assertThat(counts(OfServer.class)).containsExactly("1", "2", "4", "3");
        assertThat(LOG).containsExactly("destroyed after 4");
    }

    @Test
    void theStereotypeGivesNoScope() {
        assertThat(scope(WithoutScope.class)).isEqualTo(Dependent.class);
        assertThat(scope(OfApplication.class)).isEqualTo(ApplicationScoped.class);
        assertThat(scope(OfSession.class)).isEqualTo(BayeuxSessionScoped.class);
    }

    private static Class<?> scope(Class<?> service) {
        try (WeldContainer weld = Containers.weld(service).initialize()) {
            assertThat(weld.getBeanManager().isStereotype(Service.class)).isTrue();
            return weld.select(service).getHandle().getBean().getScope();
        }
    }

    @Test
    void aServiceOfTheRequestIsAnotherForEachMessage() {
        assertThat(counts(OfMessage.class)).containsExactly("1", "1", "1", "1");
        assertThat(LOG).hasSize(4);
    }

    @Test
    void aServiceOfTheBayeuxSessionIsOneForEach() {
        assertThat(counts(OfSession.class)).containsExactly("1", "2", "3", "1");
        assertThat(LOG).containsExactlyInAnyOrder("destroyed after 3", "destroyed after 1");
    }

    @Service
    @ApplicationScoped
    public static class Speaks {
        @Inject
        private LocalSession session;

        @Listener("/own")
        public void notMine() {
            LOG.add("heard");
        }

        void speak() {
            session.publish("/own", 1);
        }
    }

    @Test
    void whatAServicePublishesWithItsInjectedSessionIsItsOwn() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Speaks.class))) {
            application.bean(Speaks.class).speak();
            assertThat(LOG).isEmpty();

            new RawClient(application).publish("/own", "1");
            assertThat(LOG).containsExactly("heard");
            assertThat(application.bayeux().sessions().stream().filter(session -> session.isLocal()))
                    .singleElement()
                    .matches(session -> session.id().startsWith("Speaks_"));
        }
    }

    @Service
    @ApplicationScoped
    public static class SessionInAProxy {
        @Session
        LocalSession session;
    }

    @Test
    void aSessionFieldThatWouldBeSetInAProxyFailsTheDeployment() {
        assertThatThrownBy(() -> Containers.weld(SessionInAProxy.class).initialize())
                .hasStackTraceContaining("The field session of the service " + SessionInAProxy.class.getName()
                        + " carries @Session, which does not work in a bean that is @ApplicationScoped: use"
                        + " @Inject LocalSession, which gives the same session.");
    }

    @Service
    @Dependent
    public static class SessionInAnObject {
        @Session
        private LocalSession session;

        @RemoteCall("id")
        public String id() {
            return session.id();
        }
    }

    @Test
    void aSessionFieldOfADependentServiceIsSet() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(SessionInAnObject.class))) {
            RawClient client = new RawClient(application);

            client.publish("/service/id", "null");

            assertThat(client.received().get(0)).contains("\"data\":\"SessionInAnObject_");
        }
    }

    @Service
    @ApplicationScoped
    public static class Misused {
        @Listener("/a")
        public String returnsText() {
            return "";
        }
    }

    @Test
    void aServiceThatCannotServeFailsTheDeployment() {
        assertThatThrownBy(() -> Containers.weld(Misused.class).initialize())
                .hasStackTraceContaining("The method returnsText of the service " + Misused.class.getName()
                        + " carries @Listener: it must return nothing, a boolean, or a Verdict<Request.Publish>.");
    }

    @ApplicationScoped
    public static class NoService {
        @RemoteCall("forgotten")
        public int forgotten() {
            return 1;
        }
    }

    @Test
    void aBeanWithAnnotatedMethodsThatIsNoServiceIsWarnedOf() {
        List<LogRecord> warnings = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(Discovery.class.getName());
        Filter before = logger.getFilter();
        logger.setFilter(warning -> !warnings.add(warning));
        try (InProcessServer application =
                InProcessServer.start(new Setup().beans(NoService.class, OfApplication.class))) {
            assertThat(application.bayeux().channel("/service/forgotten")).isEmpty();
        } finally {
            logger.setFilter(before);
        }

        assertThat(warnings)
                .extracting(new SimpleFormatter()::formatMessage)
                .containsExactly("The method forgotten of the bean " + NoService.class.getName()
                        + " carries @RemoteCall, but the bean does not carry @Service: nothing calls it, unless the"
                        + " init-param 'services' names the class.");
    }
}
