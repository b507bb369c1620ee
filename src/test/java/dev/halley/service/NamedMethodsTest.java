package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.BinaryData;
import dev.halley.protocol.Request;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Public, as the classes in it must be reachable. */
public class NamedMethodsTest {

    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    private final InProcessServer plain = InProcessServer.start(new Setup());
    private final RawClient client = new RawClient(plain);

    @AfterEach
    void stop() {
        plain.close();
        SEEN.clear();
    }

    private static final BinaryData BINARY = new BinaryData(new byte[] {1, 2, 3, 4}, true, null);

    public static class Inherited extends AbstractService {

        public Inherited(BayeuxServer server) {
            super(server, "inherited");
        }

        void bind(String channel, String method) {
            addService(channel, method);
        }

        public @Nullable Object answer(ServerSession from, Request.Publish message) {
            return Map.of("got", String.valueOf(message.data()));
        }

        public void nothing(ServerSession from, Request.Publish message) {
            SEEN.add(String.valueOf(message.data()));
        }

        public void sends(ServerSession from, Request.Publish message) {
            send(from, "/sent", List.of(1));
        }

        public void sendsBinary(ServerSession from, Request.Publish message) {
            send(from, "/sent", BINARY);
        }

        public Object answersBinary(ServerSession from, Request.Publish message) {
            return BINARY;
        }

        public void fails(ServerSession from, Request.Publish message) {
            throw new IllegalStateException("no luck");
        }

        public void wrong(ServerSession from, String text) {}

        public void twice(ServerSession from, Request.Publish message) {}

        public void twice(ServerSession from, RawJson data) {}

        @Override
        protected void exception(String method, @Nullable ServerSession session, Throwable thrown) {
            SEEN.add(method + " " + thrown.getMessage());
        }
    }

    @Test
    void whatAMethodReturnsGoesBackToTheSenderAlone() {
        new Inherited(plain.bayeux()).bind("/inherited", "answer");
        RawClient other = new RawClient(plain);
        other.subscribe("/inherited");

        client.publish("/inherited", "7");

        assertThat(client.received()).hasSize(2);
        assertThat(client.received().get(0)).contains("\"id\":\"1\"", "\"data\":{\"got\":\"7\"}");
        assertThat(other.received()).singleElement().asString().contains("\"data\":7");
    }

    @Test
    void aMethodThatReturnsNothingSendsNothing() {
        new Inherited(plain.bayeux()).bind("/inherited/**", "nothing");

        client.publish("/inherited/a/b", "7");

        assertThat(client.received()).hasSize(1);
        assertThat(SEEN).containsExactly("7");
    }

    @Test
    void aMethodSendsToOneSession() {
        new Inherited(plain.bayeux()).bind("/service/inherited", "sends");

        client.publish("/service/inherited", "7");

        assertThat(client.received().get(0)).contains("\"channel\":\"/sent\"", "\"data\":[1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sendsBinary", "answersBinary"})
    void binaryDataOfAMethodGoesOutAsTheClientsExtensionReadsIt(String method) {
        new Inherited(plain.bayeux()).bind("/service/inherited", method);

        client.publish("/service/inherited", "7");

        assertThat(client.received().get(0))
                .contains(
                        "\"ext\":{\"binary\":{}}", "\"data\":" + BINARY.toJson().text());
    }

    @Test
    void whatAMethodThrowsReachesTheHookAndTheMessageGoesOn() {
        new Inherited(plain.bayeux()).bind("/inherited", "fails");

        client.publish("/inherited", "7");

        assertThat(client.received()).singleElement().asString().contains("\"successful\":true");
        assertThat(SEEN).containsExactly("fails no luck");
    }

    /** Leaves it to the server what becomes of what its methods throw. */
    public static class Plain extends AbstractService {
        public Plain(BayeuxServer server) {
            super(server, "plain");
            addService("/plain", "fails");
        }

        public void fails(ServerSession from, Request.Publish message) {
            throw new IllegalStateException("no luck");
        }
    }

    /** The same in the older style. */
    public static class PlainFirstGeneration extends BayeuxService {
        public PlainFirstGeneration(BayeuxServer server) {
            super(server, "first");
            subscribe("/first", "number");
        }

        public void number(ServerSession client, Integer data) {
            throw new IllegalStateException("unlucky " + data);
        }
    }

    @Test
    void whatAMethodThrowsIsReportedToTheObserver() {
        new Plain(plain.bayeux());
        new PlainFirstGeneration(plain.bayeux());

        client.publish("/plain", "1");
        client.publish("/first", "13");

        assertThat(client.received()).hasSize(2).allMatch(reply -> reply.contains("\"successful\":true"));
        assertThat(plain.events().named("userCodeFailed"))
                .hasSize(2)
                .allMatch(text -> text.contains("The method ") && text.contains("of the service"));
        assertThat(plain.takeFailures()).extracting(Throwable::getMessage).containsExactly("no luck", "unlucky 13");
    }

    @Test
    void itsOwnPublishesAreSeenOnlyOnDemand() {
        Inherited service = new Inherited(plain.bayeux());
        service.bind("/inherited", "nothing");

        service.localSession().publish("/inherited", 1);
        service.seeOwnPublishes(true);
        service.localSession().publish("/inherited", 2);

        assertThat(SEEN).containsExactly("2");
    }

    @Test
    void aMethodThatIsNotThereIsToldWithThoseThatAre() {
        assertThatThrownBy(() -> new Inherited(plain.bayeux()).bind("/a", "nosuch"))
                .isInstanceOf(ServiceException.class)
                .hasMessage(
                        "The service " + Inherited.class.getName()
                                + " has no public method called nosuch; it has [answer, answersBinary, fails, nothing, sends, sendsBinary, twice, wrong].");
    }

    @Test
    void aNameThatTwoMethodsHaveIsRefused() {
        assertThatThrownBy(() -> new Inherited(plain.bayeux()).bind("/a", "twice"))
                .hasMessage("The service " + Inherited.class.getName()
                        + " has 2 public methods called twice; names of bound methods must be unique.");
    }

    @Test
    void aMethodWithOtherParametersIsToldWhatItMayTake() {
        assertThatThrownBy(() -> new Inherited(plain.bayeux()).bind("/a", "wrong"))
                .hasMessage("The method wrong of the service " + Inherited.class.getName()
                        + " has parameters that a bound method cannot have; allowed are (ServerSession,"
                        + " Request.Publish).");
    }

    @Test
    void anIllegalChannelIsRefused() {
        assertThatThrownBy(() -> new Inherited(plain.bayeux()).bind("/a//b", "nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/a//b");
    }

    static class Hidden extends AbstractService {
        Hidden(BayeuxServer server) {
            super(server, "hidden");
            addService("/hidden", "method");
        }

        public void method(ServerSession from, Request.Publish message) {}
    }

    @Test
    void aServiceMustBePublic() {
        assertThatThrownBy(() -> new Hidden(plain.bayeux()))
                .hasMessage("The service " + Hidden.class.getName()
                        + " must be a public class, or its methods cannot be called.");
    }

    public record Greeting(String text) {}

    public static class FirstGeneration extends BayeuxService {

        private final Registration bound;

        public FirstGeneration(BayeuxServer server) {
            super(server, "first");
            bound = subscribe("/two", "two");
            subscribe("/three", "three");
            subscribe("/four", "four");
            subscribe("/message", "message");
            subscribe("/any", "any");
        }

        public void two(ServerSession client, Greeting data) {
            SEEN.add("two " + data);
        }

        public void three(ServerSession client, Map<String, Object> data, @Nullable String id) {
            SEEN.add("three " + data + " " + id);
        }

        public String four(ServerSession client, String channel, List<Integer> data, String id) {
            SEEN.add("four " + channel + " " + data + " " + id);
            return "answered";
        }

        public void message(ServerSession client, Request.Publish message) {
            SEEN.add("message " + message.data());
        }

        public void any(@Nullable ServerSession client, Object data) {
            SEEN.add("any " + data);
        }
    }

    @Test
    void eachOfTheFourSignaturesIsCalled() {
        new FirstGeneration(plain.bayeux());

        client.publish("/two", "{'text':'hi'}");
        client.publish("/three", "{'a':'b'}");
        client.publish("/four", "[1,2]");
        client.publish("/message", "{'x':1}");
        client.publish("/any", "'text'");

        assertThat(SEEN)
                .containsExactly(
                        "two Greeting[text=hi]",
                        "three {a=b} 1",
                        "four /four [1, 2] 1",
                        "message {\"x\":1}",
                        "any text");
        assertThat(client.received().get(2)).contains("\"channel\":\"/four\"", "\"id\":\"1\"", "\"data\":\"answered\"");
    }

    @Test
    void idsThatAreNumbersOrMissingAreGivenAsTextAndNull() {
        new FirstGeneration(plain.bayeux());

        client.send("{'channel':'/three','clientId':'ID','id':12,'data':{}}");
        client.send("{'channel':'/three','clientId':'ID','data':{}}");

        assertThat(SEEN).containsExactly("three {} 12", "three {} null");
    }

    @Test
    void whatTheServerPublishesIsSeenToo() {
        new FirstGeneration(plain.bayeux());

        plain.bayeux().createChannel("/any").publish(null, 1);

        assertThat(SEEN).containsExactly("any 1");
    }

    @Test
    void aSubscriptionCanBeClosed() {
        FirstGeneration service = new FirstGeneration(plain.bayeux());

        service.bound.close();
        client.publish("/two", "{'text':'hi'}");

        assertThat(SEEN).isEmpty();
    }
}
