package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedServicesTest {

    private static final String ELSEWHERE =
            ", @Param strings, and one parameter to which the data is bound. Inject the server, or"
                    + " take it in the constructor; a member with @Session receives the service's session.";
    private static final String NO_OBJECT =
            ", which cannot be instantiated: use a class or record, or put @JsonbTypeInfo, @JsonbTypeAdapter or"
                    + " @JsonbTypeDeserializer on the type to define what is created instead.";

    private final InProcessServer plain = InProcessServer.start(new Setup());

    @AfterEach
    void stop() {
        plain.close();
    }

    @ParameterizedTest
    @MethodSource("services")
    void whatWouldNeverWorkIsRefusedWithOneSentence(Object service, String sentence) {
        Class<?> type = service.getClass();
        String expected = sentence.replace("METHOD", "The method m of the service " + type.getName())
                .replace("TYPE", type.getName());

        assertThatThrownBy(() -> new Services(plain.bayeux()).register(service))
                .isInstanceOf(ServiceException.class)
                .hasMessage(expected);
        assertThatThrownBy(() -> Services.check(type)).hasMessage(expected);
        assertThat(plain.bayeux().channels()).isEmpty();
        assertThat(plain.bayeux().sessions()).isEmpty();
    }

    static Stream<Arguments> services() {
        return Stream.concat(parameters(), others());
    }

    private static Stream<Arguments> parameters() {
        return Stream.of(
                Arguments.of(
                        new ListensForEvents(),
                        "METHOD has a parameter of the type dev.halley.protocol.ChannelMessage, which methods"
                                + " with @Listener cannot have. Allowed are BayeuxContext, Publish, ServerSession"
                                + ELSEWHERE),
                Arguments.of(
                        new SubscribesForPublishes(),
                        "METHOD has a parameter of the type dev.halley.protocol.Request$Publish, which methods"
                                + " with @Subscription cannot have. Allowed are ChannelMessage" + ELSEWHERE),
                Arguments.of(
                        new WantsTheServer(),
                        "METHOD has a parameter of the type dev.halley.api.BayeuxServer, which methods with"
                                + " @RemoteCall cannot have. Allowed are BayeuxContext, Caller, Publish, ServerSession"
                                + ELSEWHERE),
                Arguments.of(
                        new WantsALocalSession(),
                        "METHOD has a parameter of the type dev.halley.api.LocalSession, which methods with"
                                + " @Subscription cannot have. Allowed are ChannelMessage" + ELSEWHERE),
                Arguments.of(
                        new TakesAnInterface(),
                        "METHOD has a parameter of the type " + Shape.class.getName() + NO_OBJECT),
                Arguments.of(
                        new TakesAnAbstractClass(),
                        "METHOD has a parameter of the type " + Form.class.getName() + NO_OBJECT),
                Arguments.of(
                        new SaysNoType<>(),
                        "METHOD has a parameter of the type T, but it is not known what T is: extend the class,"
                                + " and specify a type there."),
                Arguments.of(
                        new SaysNoTypeOfElements<>(),
                        "METHOD has a parameter of the type java.util.List<T>, but it is not known what T is:"
                                + " extend the class, and specify a type there."));
    }

    private static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of(
                        new Idle(),
                        "The service TYPE has no bound method: it needs one with @Listener, @RemoteCall,"
                                + " @Subscription or @Configure, or a member with @Session. A class that needs none of"
                                + " these is not a service."),
                Arguments.of(
                        new ServiceInItsTarget(),
                        "METHOD carries @RemoteCall for /service/y; name the target without /service, such as y."),
                Arguments.of(
                        new ConfiguresMeta(),
                        "METHOD carries @Configure for /meta/connect: there is nothing to set up on a meta"
                                + " channel; use a BayeuxExtension to see what clients send there."),
                Arguments.of(
                        new TwoAnswers(),
                        "METHOD carries @RemoteCall for y, which the method a of the service TYPE answers already: a call"
                                + " has one answer."),
                Arguments.of(
                        new TwoAnswersToSome(),
                        "METHOD carries @RemoteCall for rooms/{name}, and rooms/all, which the method a of the service TYPE"
                                + " answers already: a call has one answer."),
                Arguments.of(
                        new Implements(),
                        "METHOD implements the method of " + Declares.class.getName()
                                + ", which has an annotation that this method lacks: annotations are not inherited, so put"
                                + " it on the class's method."),
                Arguments.of(
                        new Extends(),
                        "METHOD implements the method of " + Declaring.class.getName()
                                + ", which has an annotation that this method lacks: annotations are not inherited, so put"
                                + " it on the class's method."));
    }

    public static class ListensForEvents {
        @Listener("/a")
        public void m(ChannelMessage message) {}
    }

    public static class SubscribesForPublishes {
        @Subscription("/a")
        public void m(Request.Publish message) {}
    }

    public static class WantsTheServer {
        @RemoteCall("a")
        public void m(BayeuxServer server) {}
    }

    public static class WantsALocalSession {
        @Subscription("/a")
        public void m(LocalSession session) {}
    }

    public static class SaysNoType<T> {
        @Listener("/a")
        public void m(T data) {}
    }

    public static class SaysNoTypeOfElements<T> {
        @Listener("/a")
        public void m(List<T> data) {}
    }

    public static class Idle {
        public void m(ServerSession session) {}
    }

    public static class ServiceInItsTarget {
        @RemoteCall("/service/y")
        public void m() {}
    }

    public static class ConfiguresMeta {
        @Configure("/meta/connect")
        public void m(ServerChannel channel) {}
    }

    public static class TwoAnswers {
        @RemoteCall("y")
        public void a() {}

        @RemoteCall("/y")
        public void m() {}
    }

    public static class TwoAnswersToSome {
        @RemoteCall("rooms/all")
        public void a() {}

        @RemoteCall("rooms/{name}")
        public void m() {}
    }

    public interface Declares<T> {
        @RemoteCall("a")
        void m(T data);
    }

    public static class Implements implements Declares<String> {
        @Override
        public void m(String data) {}
    }

    public abstract static class Declaring {
        @Listener("/a")
        public abstract void m();
    }

    public static class Extends extends Declaring {
        @Override
        public void m() {}
    }

    public static class Answers {
        @RemoteCall({"y", "rooms/{name}/of/all"})
        public void m() {}
    }

    public static class AnswersTheSame {
        @RemoteCall("y")
        public void m() {}
    }

    public static class AnswersToo {
        @Listener("/heard")
        public void heard() {}

        @RemoteCall("rooms/red/of/{some}")
        public void m() {}
    }

    @Test
    void aTargetThatAnotherServiceHasIsRefusedUntilThatServiceEnds() {
        Services services = new Services(plain.bayeux());
        var first = services.register(new Answers());

        assertThatThrownBy(() -> services.register(new AnswersTheSame()))
                .hasMessage("The method m of the service "
                        + AnswersTheSame.class.getName()
                        + " carries @RemoteCall for y, which the method m of the service "
                        + Answers.class.getName() + " answers already: a call has one answer.");
        assertThatThrownBy(() -> services.register(new AnswersToo()))
                .hasMessageContaining("carries @RemoteCall for rooms/red/of/{some}, and rooms/{name}/of/all, which");
        assertThat(plain.bayeux().channel("/heard").orElseThrow().listeners()).isEmpty();

        first.close();
        services.register(new AnswersToo());
    }

    public interface Answering {
        @RemoteCall("default")
        default String m(String data) {
            return data + "!";
        }
    }

    public static class AnswersByDefault implements Answering {}

    public static class AnswersByItself implements Declares<String> {
        @Override
        @RemoteCall("itself")
        public void m(String data) {}
    }

    @Test
    void whatAnInterfaceBringsWithItsCodeIsBound() {
        Services services = new Services(plain.bayeux());
        services.register(new AnswersByDefault());
        services.register(new AnswersByItself());
        var client = plain.client().handshake();

        assertThat(client.call("default", "\"a\"")).contains("\"data\":\"a!\"");
        assertThat(client.call("itself", "\"a\"")).contains("\"successful\":true");
    }

    /** Nothing says which shape. */
    public interface Shape {}

    /** Nothing says which form. */
    public abstract static class Form {}

    /** Says what is made in its place. */
    @JsonbTypeInfo(@JsonbSubtype(alias = "circle", type = Circle.class))
    public interface Typed {}

    /** One that can be made. */
    public record Circle(int radius) implements Typed {}

    /** Each constant has a class of its own: the enumeration's is abstract. */
    public enum Unit {
        METRE {
            @Override
            String shown() {
                return "m";
            }
        };

        abstract String shown();
    }

    public static class TakesAnInterface {
        @RemoteCall("y")
        public void m(Shape data) {}
    }

    public static class TakesAnAbstractClass {
        @Subscription("/y")
        public void m(Form data) {}
    }

    public static class TakesWhatCanBeMade {
        @RemoteCall("typed")
        public String typed(Typed data) {
            return data.toString();
        }

        @RemoteCall("unit")
        public String unit(Unit data) {
            return data.shown();
        }

        @RemoteCall("array")
        public int array(Circle[] data) {
            return data.length;
        }

        @RemoteCall("map")
        public int map(Map<String, Integer> data) {
            return data.size();
        }

        @RemoteCall("number")
        public String number(Number data) {
            return data.toString();
        }
    }

    @Test
    void abstractTypesOfWhichSomethingCanBeMadeAreTaken() {
        new Services(plain.bayeux()).register(new TakesWhatCanBeMade());
        TestClient client = plain.client().connected();

        assertThat(client.call("typed", "{\"@type\":\"circle\",\"radius\":2}"))
                .contains("\"data\":\"Circle[radius=2]\"");
        assertThat(client.call("unit", "\"METRE\"")).contains("\"data\":\"m\"");
        assertThat(client.call("array", "[{\"radius\":1}]")).contains("\"data\":1");
        assertThat(client.call("map", "{\"a\":1,\"b\":2}")).contains("\"data\":2");
        assertThat(client.call("number", "7")).contains("\"data\":\"7\"");
    }
}
