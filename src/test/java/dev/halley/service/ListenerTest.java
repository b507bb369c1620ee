package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxContext;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.Request;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerTest {

    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    private final InProcessServer plain = InProcessServer.start(new Setup());
    private final Services services = new Services(plain.bayeux());
    private final RawClient client = new RawClient(plain);

    @AfterEach
    void stop() {
        plain.close();
        SEEN.clear();
    }

    /** What people write. */
    public record Quote(String symbol, double price, List<Integer> lots) {}

    @Service
    public static class AllKinds {
        @Listener("/stock/{exchange}/{symbol}")
        public void all(
                @Param("symbol") String symbol,
                Quote quote,
                ServerSession from,
                BayeuxContext context,
                @Param("exchange") String exchange) {
            SEEN.add(exchange + " " + symbol + " " + quote + " " + from.id() + " " + (context != null));
        }
    }

    @Test
    void aListenerIsGivenEveryKindOfParameterInAnyOrder() {
        services.register(new AllKinds());

        client.publish("/stock/nyse/acme", "{'symbol':'acme','price':1.5,'lots':[1,2]}");

        assertThat(SEEN)
                .containsExactly("nyse acme Quote[symbol=acme, price=1.5, lots=[1, 2]] " + client.id() + " true");
    }

    @Test
    void aTemplateIsForChannelsOfItsDepthOnly() {
        services.register(new AllKinds());

        client.publish("/stock/nyse", "{}");
        client.publish("/stock/nyse/acme/more", "{}");

        assertThat(SEEN).isEmpty();
    }

    @Service
    public static class Data {
        @Listener("/raw")
        public void raw(RawJson data) {
            SEEN.add("raw " + data);
        }

        @Listener("/value")
        public void value(JsonValue data) {
            SEEN.add("value " + data.getValueType());
        }

        @Listener("/object")
        public void object(JsonObject data) {
            SEEN.add("object " + data.getInt("a"));
        }

        @Listener("/string")
        public void string(String data) {
            SEEN.add("string " + data);
        }

        @Listener("/int")
        public void number(int data) {
            SEEN.add("int " + data);
        }

        @Listener("/list")
        public void list(List<Quote> data) {
            SEEN.add("list " + data.get(0).symbol());
        }

        @Listener("/map")
        public void map(Map<String, Object> data) {
            SEEN.add("map " + data);
        }

        @Listener("/none")
        public void none() {
            SEEN.add("none");
        }
    }

    @Test
    void dataIsBoundToTheTypeOfItsParameter() {
        services.register(new Data());

        client.publish("/raw", "{'a':1}");
        client.publish("/value", "[]");
        client.publish("/object", "{'a':7}");
        client.publish("/string", "'text'");
        client.publish("/int", "42");
        client.publish("/list", "[{'symbol':'x'}]");
        client.publish("/map", "{'b':true}");
        client.publish("/none", "1");

        assertThat(SEEN)
                .containsExactly(
                        "raw {\"a\":1}",
                        "value ARRAY",
                        "object 7",
                        "string text",
                        "int 42",
                        "list x",
                        "map {b=true}",
                        "none");
    }

    @Test
    void dataThatDoesNotFitIsRefusedAndGoesToNobody() {
        services.register(new Data());
        RawClient other = new RawClient(plain);
        other.subscribe("/object");

        client.publish("/object", "[]");
        client.publish("/int", "'x'");
        client.publish("/int", "null");

        assertThat(client.received()).hasSize(3).allSatisfy(reply -> assertThat(reply)
                .contains("\"error\":\"400:data:field_invalid\""));
        assertThat(other.received()).isEmpty();
        assertThat(SEEN).isEmpty();
    }

    @Service
    public static class Verdicts {
        @Listener("/boolean")
        public boolean onlyTrue(boolean data) {
            return data;
        }

        @Listener("/boxed")
        public @Nullable Boolean boxed(int data) {
            return data == 0 ? null : data > 0;
        }

        @Listener("/replace")
        public Verdict<Request.Publish> replace(Request.Publish message) {
            return Verdict.replace(message.withData(RawJson.from("other")));
        }

        @Listener("/refuse")
        public Verdict<Request.Publish> refuse() {
            return Verdict.refuse(BayeuxError.publishDenied("too_loud"));
        }

        @Listener("/throws")
        public boolean fails() {
            throw new IllegalStateException("a listener's own trouble");
        }

        @Listener("/verdict/throws")
        public Verdict<Request.Publish> failsToo() {
            throw new IllegalStateException("a listener's own trouble");
        }

        @Listener("/void/throws")
        public void failsWithoutASay() {
            throw new IllegalStateException("a listener's own trouble");
        }
    }

    @Test
    void falseStopsTheMessage() {
        services.register(new Verdicts());
        client.subscribe("/boolean");

        client.publish("/boolean", "false");
        assertThat(client.takeReceived()).singleElement().asString().contains("404::message_deleted");
        client.publish("/boolean", "true");
        assertThat(client.takeReceived()).hasSize(2).anyMatch(text -> text.contains("\"data\":true"));
    }

    @Test
    void aBoxedNullAndTrueLetTheMessagePassAndFalseStopsIt() {
        services.register(new Verdicts());

        client.publish("/boxed", "0");
        client.publish("/boxed", "1");
        client.publish("/boxed", "-1");

        assertThat(client.received().get(0)).contains("\"successful\":true");
        assertThat(client.received().get(1)).contains("\"successful\":true");
        assertThat(client.received().get(2)).contains("404::message_deleted");
    }

    @Test
    void aVerdictReplacesTheMessageOrRefusesItWithAnErrorOfItsChoice() {
        services.register(new Verdicts());
        RawClient subscriber = new RawClient(plain);
        subscriber.subscribe("/replace");

        client.publish("/replace", "'mine'");
        client.publish("/refuse", "1");

        assertThat(subscriber.received()).singleElement().asString().contains("\"data\":\"other\"");
        assertThat(client.received().get(1)).contains("403:too_loud:publish_denied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/throws", "/verdict/throws"})
    void aListenerThatHasASayAndThrowsFailsTheMessage(String channel) {
        services.register(new Verdicts());
        RawClient subscriber = new RawClient(plain);
        subscriber.subscribe(channel);

        client.publish(channel, "1");

        assertThat(subscriber.received()).isEmpty();
        String id = client.received().get(0).replaceAll(".*\"error\":\"500:([0-9a-z]+):internal_error\".*", "$1");
        assertThat(plain.events().named("userCodeFailed"))
                .singleElement()
                .asString()
                .contains("of the service " + Verdicts.class.getName() + "; the message is refused, error id " + id);
        assertThat(plain.takeFailures()).hasSize(1);
    }

    @Test
    void aListenerThatHasNoSayAndThrowsLetsTheMessagePass() {
        services.register(new Verdicts());
        RawClient subscriber = new RawClient(plain);
        subscriber.subscribe("/void/throws");

        client.publish("/void/throws", "1");

        assertThat(client.received()).singleElement().asString().contains("\"successful\":true");
        assertThat(subscriber.received()).hasSize(1);
        assertThat(plain.events().named("userCodeFailed"))
                .singleElement()
                .asString()
                .contains("of the service " + Verdicts.class.getName() + "; the message goes on");
        assertThat(plain.takeFailures()).hasSize(1);
    }

    /** Keeps its caller waiting until it is let go. */
    @Service
    public static class Blocks {
        private final CountDownLatch blocked = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);

        @Listener("/slow")
        public void slow() throws InterruptedException {
            blocked.countDown();
            assertThat(letGo.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aListenerThatBlocksKeepsOnlyItsOwnSenderWaiting() throws Exception {
        Blocks blocks = new Blocks();
        services.register(blocks);
        RawClient other = new RawClient(plain);
        other.subscribe("/**");
        Thread slow = new Thread(() -> client.publish("/slow", "'late'"));
        slow.start();
        assertThat(blocks.blocked.await(60, TimeUnit.SECONDS)).isTrue();

        other.publish("/quick", "'at once'");
        assertThat(String.join("", other.takeReceived())).contains("at once", "\"successful\":true");
        assertThat(client.received()).isEmpty();

        blocks.letGo.countDown();
        slow.join(60_000);
        assertThat(client.received()).singleElement().asString().contains("\"successful\":true");
        assertThat(other.received()).singleElement().asString().contains("late");
    }

    @Service("own")
    public static class OwnPublishes {
        @Session
        private @Nullable LocalSession local;

        private @Nullable ServerSession server;

        @Session
        void server(ServerSession session) {
            server = session;
        }

        @Listener("/own")
        public void notMine(@Nullable ServerSession from, int data) {
            SEEN.add("without " + data);
        }

        @Listener(value = "/own", receiveOwnPublishes = true)
        public void mineToo(@Nullable ServerSession from, int data) {
            SEEN.add("with " + data);
        }
    }

    @Test
    void whatTheServicesOwnSessionPublishesIsSeenOnlyOnDemand() {
        OwnPublishes service = new OwnPublishes();
        services.register(service);

        Optional.ofNullable(service.local).orElseThrow().publish("/own", 1);
        plain.bayeux().createChannel("/own").publish(null, 2);

        assertThat(SEEN).containsExactlyInAnyOrder("with 1", "with 2", "without 2");
        assertThat(service.local.session()).isSameAs(service.server);
        assertThat(service.local.id()).startsWith("own_");
    }

    @Service
    public static class Nobody {
        @Listener("/nobody")
        public void nobody(@Nullable ServerSession from, @Nullable BayeuxContext context) {
            SEEN.add(from + " " + context);
        }
    }

    @Test
    void whatTheServerPublishesHasNeitherSenderNorContext() {
        services.register(new Nobody());

        plain.bayeux().createChannel("/nobody").publish(null, 1);

        assertThat(SEEN).containsExactly("null null");
    }

    @Service
    public static class Many {
        @Listener({"/many/*", "/service/many"})
        public void many(Request.Publish message) {
            SEEN.add(message.channel().toString());
        }
    }

    @Test
    void aMethodMayListenOnPatternsAndOnServiceChannels() {
        services.register(new Many());

        client.publish("/many/a", "1");
        client.publish("/many/a/b", "1");
        client.publish("/service/many", "1");

        assertThat(SEEN).containsExactly("/many/a", "/service/many");
    }

    @Test
    void onceClosedNothingIsSeenAndTheSessionIsGone() {
        int before = plain.bayeux().sessions().size();
        Registration registration = services.register(new Many());
        assertThat(plain.bayeux().sessions()).hasSize(before + 1);

        registration.close();
        client.publish("/many/a", "1");

        assertThat(SEEN).isEmpty();
        assertThat(plain.bayeux().sessions()).hasSize(before);
    }

    @Test
    void theObjectIsAskedForAtEachCall() {
        services.register(Fresh.class, Fresh::new);

        client.publish("/fresh", "1");
        client.publish("/fresh", "2");

        assertThat(SEEN).containsExactly("1", "1");
    }

    @Service
    public static class Fresh {
        private int calls;

        @Listener("/fresh")
        public void count() {
            calls++;
            SEEN.add(Integer.toString(calls));
        }
    }

    public static class Parent {
        @Listener("/inherited")
        public void inherited() {
            SEEN.add("inherited");
        }
    }

    @Service
    public static class Child extends Parent {}

    @Test
    void inheritedMethodsAreBoundToo() {
        services.register(new Child());

        client.publish("/inherited", "1");

        assertThat(SEEN).containsExactly("inherited");
    }
}
