package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.Authorizer;
import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Beans that would never be called, or not everywhere, fail the deployment with a sentence. */
class RefusedBeansTest {

    private static final String HTTP_ONLY =
            ", but the server also calls it for messages over WebSocket, which have no HTTP request:"
                    + " make it @BayeuxSessionScoped, so that each client's session has its own instance, or"
                    + " @ApplicationScoped.";

    @ParameterizedTest
    @MethodSource("beans")
    void whatWouldNeverWorkFailsTheDeploymentWithASentence(Class<?> bean, String sentence) {
        assertThatThrownBy(() -> Containers.weld(bean).initialize())
                .hasStackTraceContaining(sentence.replace("BEAN", "The bean " + bean.getName()));
    }

    static Stream<Arguments> beans() {
        return Stream.of(
                Arguments.of(ServiceOfHttp.class, "BEAN is @SessionScoped" + HTTP_ONLY),
                Arguments.of(ExtensionOfHttp.class, "BEAN is @SessionScoped" + HTTP_ONLY),
                Arguments.of(
                        OnMeta.class,
                        "BEAN is an Authorizer: @Channel(\"/meta/subscribe\") names a meta channel, which has no"
                                + " listeners, authorizers or filters: use a BayeuxExtension to see what clients send there."),
                Arguments.of(
                        ExtensionOfAChannel.class,
                        "BEAN carries @Channel, but is a BayeuxExtension, which is called for all channels:"
                                + " remove @Channel."),
                Arguments.of(
                        ListenerOfItsSession.class,
                        "BEAN is a ServerSessionListener and @BayeuxSessionScoped: it is called on threads that"
                                + " do not handle a message of the session, where that scope is not active. Make it"
                                + " @ApplicationScoped; it receives the session as a parameter."),
                Arguments.of(
                        ImplementsAService.class,
                        "BEAN implements " + AnInterface.class.getName()
                                + ", which carries @Service: annotations of interfaces are not inherited. Move it, and"
                                + " those of the methods, to the class."),
                Arguments.of(
                        Idle.class, "The service " + Idle.class.getName() + " has no bound method: it needs one with"));
    }

    @Service
    @SessionScoped
    public static class ServiceOfHttp implements Serializable {
        private static final long serialVersionUID = 1L;

        @RemoteCall("a")
        public void m() {}
    }

    @SessionScoped
    public static class ExtensionOfHttp implements BayeuxExtension, Serializable {
        private static final long serialVersionUID = 1L;
    }

    @ApplicationScoped
    @Channel("/meta/subscribe")
    static class OnMeta implements Authorizer {
        @Override
        public Decision authorize(Operation operation, ChannelId channel, ServerSession session, Request request) {
            return Decision.grant();
        }
    }

    @ApplicationScoped
    @Channel("/a")
    static class ExtensionOfAChannel implements BayeuxExtension {}

    @BayeuxSessionScoped
    static class ListenerOfItsSession implements ServerSessionListener.RemovedListener {
        @Override
        public void removed(ServerSession session, CloseReason reason) {}
    }

    @Service
    public interface AnInterface {
        @RemoteCall("a")
        String m();
    }

    @ApplicationScoped
    public static class ImplementsAService implements AnInterface {
        @Override
        public String m() {
            return "";
        }
    }

    @Service
    @ApplicationScoped
    public static class Idle {
        public void m() {}
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> Containers.weld(Idle.class, ServiceOfHttp.class, OnMeta.class)
                        .initialize())
                .hasStackTraceContaining(Idle.class.getName())
                .hasStackTraceContaining(ServiceOfHttp.class.getName())
                .hasStackTraceContaining(OnMeta.class.getName());
    }

    @Decorator
    @Priority(1)
    abstract static class DecoratesTheServer implements BayeuxServer {
        @Inject
        @Delegate
        @Any
        BayeuxServer server;

        @Override
        public String nodeName() {
            return "";
        }

        @Override
        public List<String> transports() {
            return List.of();
        }
    }

    @Decorator
    @Priority(1)
    abstract static class DecoratesSessions implements LocalSession {
        @Inject
        @Delegate
        LocalSession session;

        @Override
        public Registration addListener(String channel, MessageListener listener) {
            return session.addListener(channel, listener);
        }
    }

    @Decorator
    @Priority(1)
    abstract static class DecoratesPublishers<T> implements ChannelPublisher<T> {
        @Inject
        @Delegate
        @Any
        ChannelPublisher<T> publisher;

        @Override
        public boolean publish(T data) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("decorators")
    void aDecoratorOfWhatCdiDoesNotMakeFailsTheDeployment(Class<?> decorator, String of) {
        assertThatThrownBy(() -> Containers.weld(decorator).initialize())
                .hasStackTraceContaining("The decorator " + decorator.getName() + " is for " + of
                        + ", which the server creates, not CDI, so that it would never be called: use a"
                        + " BayeuxExtension, a listener or a filter to see what is published.");
    }

    static Stream<Arguments> decorators() {
        return Stream.of(
                Arguments.of(DecoratesTheServer.class, "BayeuxServer"),
                Arguments.of(DecoratesSessions.class, "LocalSession"),
                Arguments.of(DecoratesPublishers.class, "ChannelPublisher"));
    }

    /** Made by a producer, and a bean by itself as well. */
    @Service
    public static class Twice {
        @RemoteCall("twice")
        public void m() {}
    }

    @Dependent
    static class ProducesItAgain {
        @Produces
        @Any
        Twice twice() {
            return new Twice();
        }
    }

    @Test
    void aServiceThatIsABeanAndProducedFailsTheDeployment() {
        assertThatThrownBy(() ->
                        Containers.weld(Twice.class, ProducesItAgain.class).initialize())
                .hasStackTraceContaining("The service " + Twice.class.getName() + " exists twice, ")
                .hasStackTraceContaining("by a producer of " + ProducesItAgain.class.getName());
    }

    /** So that its own file shows that such a bean is let in: what is right is not refused. */
    @ApplicationScoped
    @Channel("/heard")
    static class HearsAndSees implements ServerChannelListener.SubscriptionListener, BayeuxExtension {}

    @Test
    void aBeanThatIsOfAChannelInOneOfItsRolesMayHaveOthers() {
        try (var weld = Containers.weld(HearsAndSees.class).initialize()) {
            assertThat(weld.isRunning()).isTrue();
        }
    }
}
