package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.Authorizer;
import dev.halley.api.BayeuxExtension;
import dev.halley.api.Decision;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import dev.halley.service.Listener;
import dev.halley.service.Service;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Specializes;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Beans that the server picks up by their type: whatever their qualifiers, and one that replaces another in its place. */
class ReplacedBeansTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    @AfterEach
    void forget() {
        LOG.clear();
    }

    @Qualifier @Retention(RetentionPolicy.RUNTIME)
    @interface Inner {}

    @ApplicationScoped
    static class Plain implements BayeuxExtension {
        @Override
        public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
            LOG.add(name());
            return Verdict.pass();
        }

        String name() {
            return "plain";
        }
    }

    @Inner
    @ApplicationScoped
    static class Qualified implements BayeuxExtension {
        @Override
        public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
            LOG.add("qualified");
            return Verdict.pass();
        }
    }

    @Alternative
    @Priority(5)
    @ApplicationScoped
    static class InPlaceOfPlain extends Plain {
        @Override
        String name() {
            return "alternative";
        }
    }

    @Alternative
    @Priority(5)
    @ApplicationScoped
    static class AnotherInPlaceOfPlain extends Plain {}

    @Specializes
    @ApplicationScoped
    static class SpecialPlain extends Plain {
        @Override
        String name() {
            return "special";
        }
    }

    @Test
    void extensionWithAQualifierIsAdded() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Plain.class, Qualified.class))) {
            new RawClient(application);
        }

        assertThat(LOG).containsExactly("plain", "qualified");
    }

    @Test
    void alternativeOfAnExtensionReplacesThatOneAlone() {
        try (InProcessServer application =
                InProcessServer.start(new Setup().beans(Plain.class, InPlaceOfPlain.class, Qualified.class))) {
            new RawClient(application);
        }

        assertThat(LOG).containsExactly("alternative", "qualified");
    }

    @Test
    void twoAlternativesOfOneBeanFailTheDeploymentWithTheNamesOfBoth() {
        var weld = Containers.weld(Plain.class, InPlaceOfPlain.class, AnotherInPlaceOfPlain.class);

        assertThatThrownBy(weld::initialize)
                .hasMessageContaining(Plain.class.getName() + " has 2 alternatives of the same priority: "
                        + AnotherInPlaceOfPlain.class.getName() + " and " + InPlaceOfPlain.class.getName());
    }

    @Test
    void extensionThatSpecializesAnotherReplacesIt() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Plain.class, SpecialPlain.class))) {
            new RawClient(application);
        }

        assertThat(LOG).containsExactly("special");
    }

    @Test
    void configurationThatNamesAReplacedBeanGetsTheOneInItsPlace() {
        for (Class<?> replacement : List.of(InPlaceOfPlain.class, SpecialPlain.class)) {
            try (WeldContainer weld = Containers.weld(Plain.class, replacement).initialize()) {
                assertThat(new CdiContainer(weld.getBeanManager()).bean(Plain.class))
                        .get()
                        .isInstanceOf(replacement);
            }
        }
    }

    @ApplicationScoped
    @Inner
    @Channel("/secret")
    static class Closed implements Authorizer {
        @Override
        public Decision authorize(Operation operation, ChannelId channel, ServerSession session, Request request) {
            return Decision.deny("closed");
        }
    }

    @ApplicationScoped
    @Inner
    @Channel("/heard")
    static class Hears implements ServerChannelListener.MessageListener {
        @Override
        public Verdict<Request.Publish> onMessage(@Nullable ServerSession from, Request.Publish message) {
            LOG.add("heard");
            return Verdict.pass();
        }
    }

    @Test
    void authorizersAndListenersWithAQualifierOfTheirOwnCount() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Closed.class, Hears.class))) {
            var client = new RawClient(application);

            client.send("{'channel':'/meta/subscribe','clientId':'ID','subscription':'/secret'}");
            assertThat(client.takeReceived()).singleElement().asString().contains("403:closed:");
            client.publish("/heard", "1");
            assertThat(LOG).containsExactly("heard");
        }
    }

    @Service
    @ApplicationScoped
    @Inner
    public static class Answers {
        @Listener("/asked")
        public void asked() {
            LOG.add(name());
        }

        String name() {
            return "service";
        }
    }

    @Service
    @Alternative
    @Priority(5)
    @ApplicationScoped
    public static class InPlaceOfAnswers extends Answers {
        @Override
        String name() {
            return "alternative";
        }
    }

    @Service
    @Inner
    @Specializes
    @ApplicationScoped
    public static class SpecialAnswers extends Answers {
        @Override
        String name() {
            return "special";
        }
    }

    @Test
    void alternativeOfAServiceAnswersAlone() {
        try (InProcessServer application =
                InProcessServer.start(new Setup().beans(Answers.class, InPlaceOfAnswers.class))) {
            application.bayeux().createChannel("/asked").publish(null, 1);
        }

        assertThat(LOG).containsExactly("alternative");
    }

    @Test
    void serviceThatSpecializesAnotherAnswersAlone() {
        try (InProcessServer application =
                InProcessServer.start(new Setup().beans(Answers.class, SpecialAnswers.class))) {
            application.bayeux().createChannel("/asked").publish(null, 1);
        }

        assertThat(LOG).containsExactly("special");
    }

    @Alternative
    @Priority(7)
    @ApplicationScoped
    public static class NoServiceItself extends Answers {
        @Override
        String name() {
            return "no service itself";
        }
    }

    @Test
    void alternativeThatIsNoServiceItselfAnswersInItsPlace() {
        try (InProcessServer application =
                InProcessServer.start(new Setup().beans(Answers.class, NoServiceItself.class))) {
            application.bayeux().createChannel("/asked").publish(null, 1);
        }

        assertThat(LOG).containsExactly("no service itself");
    }

    @Test
    void ofTwoAlternativesTheOneOfTheHigherPriorityAnswersAlone() {
        try (InProcessServer application = InProcessServer.start(
                new Setup().beans(Answers.class, InPlaceOfAnswers.class, NoServiceItself.class))) {
            application.bayeux().createChannel("/asked").publish(null, 1);
        }

        assertThat(LOG).containsExactly("no service itself");
    }
}
