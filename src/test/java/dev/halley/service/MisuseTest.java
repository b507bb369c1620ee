package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.LocalSession;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MisuseTest {

    private final InProcessServer plain = InProcessServer.start(new Setup());

    @AfterEach
    void stop() {
        plain.close();
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void misuseIsToldWithClassMethodAndWhatIsAllowed(Object service, String sentence) {
        int sessions = plain.bayeux().sessions().size();
        String expected = sentence.replace(
                "METHOD", "The method m of the service " + service.getClass().getName());

        assertThatThrownBy(() -> new Services(plain.bayeux()).register(service))
                .isInstanceOf(ServiceException.class)
                .hasMessage(expected);
        assertThatThrownBy(() -> Services.check(service.getClass())).hasMessage(expected);
        assertThat(plain.bayeux().sessions()).hasSize(sessions);
        assertThat(plain.bayeux().channels()).isEmpty();
    }

    static Stream<Arguments> misuses() {
        return Stream.of(ofChannels(), ofMethods(), ofOtherMembers()).flatMap(some -> some);
    }

    private static Stream<Arguments> ofChannels() {
        return Stream.of(
                Arguments.of(
                        new ReturnsText(),
                        "METHOD carries @Listener: it must return nothing, a boolean, or a Verdict<Request.Publish>."),
                Arguments.of(
                        new ListensOnMeta(),
                        "METHOD listens on /meta/connect, but listeners do not see meta messages: use a"
                                + " BayeuxExtension."),
                Arguments.of(new NoChannel(), "METHOD names no channel; at least one is needed."),
                Arguments.of(
                        new IllegalChannel(),
                        "METHOD names the channel \"/a//b\", which is not legal: The channel name '/a//b' has an empty"
                                + " segment."),
                Arguments.of(
                        new UnboundVariable(),
                        "METHOD has @Param(\"room\"), but the channel /chat/{name} has no variable {room}."),
                Arguments.of(new ParamThatIsNoText(), "METHOD has @Param(\"n\") on a parameter that is not a String."),
                Arguments.of(
                        new TwoData(),
                        "METHOD has more than one parameter for data; besides BayeuxContext, Publish,"
                                + " ServerSession and @Param strings only one is allowed, to which the data is bound."),
                Arguments.of(
                        new TwoSessions(),
                        "METHOD has more than one parameter for dev.halley.api.ServerSession; besides"
                                + " BayeuxContext, Publish, ServerSession and @Param strings only one is allowed, to which"
                                + " the data is bound."),
                Arguments.of(new NotPublic(), "METHOD must be public and not static."));
    }

    private static Stream<Arguments> ofMethods() {
        return Stream.of(
                Arguments.of(new Static(), "METHOD must be public and not static."),
                Arguments.of(new HiddenClass(), "METHOD cannot be called: its class must be public."),
                Arguments.of(new HiddenConfiguration(), "METHOD cannot be called: its class must be public."),
                Arguments.of(
                        new CallOfPattern(),
                        "METHOD carries @RemoteCall for a pattern; a target is a name or a template such as rooms/{name}."),
                Arguments.of(
                        new CallAnsweredTwice(),
                        "METHOD both returns a result and takes a RemoteCall.Caller; use one of these ways to"
                                + " answer a call."),
                Arguments.of(
                        new CallAnsweredLaterAndTwice(),
                        "METHOD both returns a result and takes a RemoteCall.Caller; use one of these ways to"
                                + " answer a call."),
                Arguments.of(
                        new CallWithFuture(),
                        "METHOD carries @RemoteCall and returns a Future, which cannot report when it is"
                                + " complete; return a CompletionStage."),
                Arguments.of(new SubscriptionThatReturns(), "METHOD carries @Subscription: it must return nothing."));
    }

    private static Stream<Arguments> ofOtherMembers() {
        return Stream.of(
                Arguments.of(
                        new SubscriptionToService(),
                        "METHOD carries @Subscription for /service/a: only broadcast channels can be subscribed"
                                + " to; use @Listener for service channels."),
                Arguments.of(
                        new ConfiguresNothing(),
                        "METHOD carries @Configure: it must have one parameter, a ServerChannel."),
                Arguments.of(
                        new ConfiguresATemplate(),
                        "METHOD carries @Configure for the template /a/{b}; only channels and patterns can be"
                                + " set up, such as /a/*."),
                Arguments.of(
                        new SessionOfAnotherKind(),
                        "The field session of the service " + SessionOfAnotherKind.class.getName()
                                + " carries @Session: it must be a LocalSession or a ServerSession, neither static nor"
                                + " final."),
                Arguments.of(
                        new FinalSession(),
                        "The field session of the service " + FinalSession.class.getName()
                                + " carries @Session: it must be a LocalSession or a ServerSession, neither static nor"
                                + " final."),
                Arguments.of(
                        new SessionMethodOfAnotherKind(),
                        "METHOD carries @Session: it must have one parameter, a LocalSession or a ServerSession."));
    }

    public static class ReturnsText {
        @Listener("/a")
        public String m() {
            return "";
        }
    }

    public static class ListensOnMeta {
        @Listener("/meta/connect")
        public void m() {}
    }

    public static class NoChannel {
        @Listener({})
        public void m() {}
    }

    public static class IllegalChannel {
        @Listener("/a//b")
        public void m() {}
    }

    public static class UnboundVariable {
        @Listener("/chat/{name}")
        public void m(@Param("room") String room) {}
    }

    public static class ParamThatIsNoText {
        @Listener("/a/{n}")
        public void m(@Param("n") int n) {}
    }

    public static class TwoData {
        @Listener("/a")
        public void m(String one, Integer two) {}
    }

    public static class TwoSessions {
        @Listener("/a")
        public void m(ServerSession one, ServerSession two) {}
    }

    public static class NotPublic {
        @Listener("/a")
        void m() {}
    }

    public static class Static {
        @RemoteCall("a")
        public static void m() {}
    }

    static class HiddenClass {
        @Listener("/a")
        public void m() {}
    }

    static class HiddenConfiguration {
        @Configure("/a")
        public void m(ServerChannel channel) {}
    }

    public static class CallOfPattern {
        @RemoteCall("a/*")
        public void m() {}
    }

    public static class CallAnsweredTwice {
        @RemoteCall("a")
        public String m(RemoteCall.Caller caller) {
            return "";
        }
    }

    public static class CallAnsweredLaterAndTwice {
        @RemoteCall("a")
        public CompletionStage<String> m(RemoteCall.Caller caller) {
            return new CompletableFuture<>();
        }
    }

    public static class CallWithFuture {
        @RemoteCall("a")
        public Future<String> m() {
            return new CompletableFuture<>();
        }
    }

    public static class SubscriptionThatReturns {
        @Subscription("/a")
        public boolean m() {
            return true;
        }
    }

    public static class SubscriptionToService {
        @Subscription("/service/a")
        public void m() {}
    }

    public static class ConfiguresNothing {
        @Configure("/a")
        public void m() {}
    }

    public static class ConfiguresATemplate {
        @Configure("/a/{b}")
        public void m(ServerChannel channel) {}
    }

    public static class SessionOfAnotherKind {
        @Session
        @Nullable String session;
    }

    public static class FinalSession {
        @Session
        final @Nullable LocalSession session = null;
    }

    public static class SessionMethodOfAnotherKind {
        @Session
        void m(String session) {}
    }

    public static class ConfiguresTwice {
        @Configure("/twice")
        public void m(ServerChannel channel) {}

        @Configure("/twice")
        public void n(ServerChannel channel) {}
    }

    @Test
    void aChannelThatIsThereAlreadyIsNotSetUpAgain() {
        assertThatThrownBy(() -> new Services(plain.bayeux()).register(new ConfiguresTwice()))
                .hasMessage("The method n of the service " + ConfiguresTwice.class.getName()
                        + " sets up /twice, but that channel exists already; errorIfExists=false or"
                        + " configureIfExists=true allows this.");
    }

    public static class ConfigureThrows {
        @Listener("/a")
        public void listens() {}

        @Configure("/throws")
        public void m(ServerChannel channel) {
            throw new IllegalStateException("no");
        }
    }

    @Test
    void aConfigurationThatThrowsIsToldWithItsChannelAndNothingStaysBound() {
        int sessions = plain.bayeux().sessions().size();

        assertThatThrownBy(() -> new Services(plain.bayeux()).register(new ConfigureThrows()))
                .hasMessage("The method m of the service " + ConfigureThrows.class.getName()
                        + " threw java.lang.IllegalStateException: no while it set up /throws.");
        assertThat(plain.bayeux().sessions()).hasSize(sessions);
        assertThat(plain.bayeux().channel("/a")).isEmpty();
    }
}
