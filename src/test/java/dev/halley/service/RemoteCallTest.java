package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerSession;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteCallTest {

    private static final AtomicReference<RemoteCall.Caller> CALLER = new AtomicReference<>();
    private static final AtomicReference<CompletableFuture<String>> STAGE = new AtomicReference<>();
    private static final Pattern INTERNAL = Pattern.compile("\"error\":\"500:([0-9a-z]+):internal_error\"");

    private final InProcessServer plain = InProcessServer.start(new Setup());
    private final RawClient client = new RawClient(plain);

    @BeforeEach
    void register() {
        new Services(plain.bayeux()).register(new Calls());
    }

    @AfterEach
    void stop() {
        plain.close();
    }

    /** A circle, which JSON cannot show. */
    public static class Circle {
        public Circle getSelf() {
            return this;
        }
    }

    public record Sum(int left, int right) {}

    public record Total(int total) {}

    @Service
    public static class Calls {
        @RemoteCall("add")
        public Total add(Sum sum) {
            return new Total(sum.left() + sum.right());
        }

        @RemoteCall("/slash")
        public String slash() {
            return "slash";
        }

        @RemoteCall("rooms/{room}/of/{user}")
        public String template(@Param("user") String user, @Param("room") String room) {
            return user + " in " + room;
        }

        @RemoteCall("who")
        public String who(ServerSession session) {
            return session.id();
        }

        @RemoteCall("nothing")
        public void nothing() {}

        @RemoteCall("later")
        public void later(RemoteCall.Caller caller) {
            CALLER.set(caller);
        }

        @RemoteCall("stage")
        public CompletionStage<String> stage() {
            CompletableFuture<String> stage = new CompletableFuture<>();
            STAGE.set(stage);
            return stage.thenApply(text -> text + "!");
        }

        @RemoteCall("chosen")
        public void chosen() {
            throw new RemoteCallException(Map.of("code", 7));
        }

        @RemoteCall("breaks")
        public void breaks() throws Exception {
            throw new java.io.IOException("jdbc:secret");
        }

        @RemoteCall("circle")
        public Circle circle() {
            return new Circle();
        }

        @RemoteCall("twice")
        public void twice(RemoteCall.Caller caller) {
            assertThat(caller.result(1)).isTrue();
            assertThat(caller.result(2)).isFalse();
            assertThat(caller.failure(3)).isFalse();
        }

        @RemoteCall("answeredAndThrows")
        public void answeredAndThrows(RemoteCall.Caller caller) {
            caller.result(1);
            throw new IllegalStateException("too late");
        }
    }

    @Test
    void theAnswerHasIdDataAndSuccessAndComesBeforeTheReplyToThePublish() {
        client.publish("/service/add", "{'left':2,'right':3}");

        assertThat(client.received()).hasSize(2);
        assertThat(client.received().get(0))
                .contains(
                        "\"channel\":\"/service/add\"",
                        "\"id\":\"1\"",
                        "\"successful\":true",
                        "\"data\":{\"total\":5}");
        assertThat(client.received().get(1))
                .contains("\"channel\":\"/service/add\"", "\"id\":\"1\"", "\"successful\":true")
                .doesNotContain("\"data\"");
    }

    @Test
    void aTargetMayBeginWithASlash() {
        client.publish("/service/slash", "null");

        assertThat(client.received().get(0)).contains("\"data\":\"slash\"");
    }

    @Test
    void aTargetMayBeATemplate() {
        client.publish("/service/rooms/red/of/ann", "null");

        assertThat(client.received().get(0)).contains("\"data\":\"ann in red\"");
    }

    @Test
    void theMethodKnowsWhoCallsAndOnlyTheCallerIsAnswered() {
        RawClient other = new RawClient(plain);

        client.publish("/service/who", "null");

        assertThat(client.received().get(0)).contains("\"data\":\"" + client.id() + "\"");
        assertThat(other.received()).isEmpty();
    }

    @Test
    void aMethodThatReturnsNothingAnswersNull() {
        client.publish("/service/nothing", "1");

        assertThat(client.received().get(0)).contains("\"data\":null", "\"successful\":true");
    }

    @Test
    void aCallerAnswersLaterFromAnotherThread() throws Exception {
        client.publish("/service/later", "1");
        assertThat(client.takeReceived()).singleElement().asString().doesNotContain("\"data\"");

        Thread thread = new Thread(() -> CALLER.get().result("done"));
        thread.start();
        thread.join();

        assertThat(client.takeReceived())
                .singleElement()
                .asString()
                .contains("\"id\":\"1\"", "\"data\":\"done\"", "\"successful\":true");
    }

    @Test
    void aCallerAnswersAFailureWithData() {
        client.publish("/service/later", "1");
        client.takeReceived();

        CALLER.get().failure(List.of("no"));

        assertThat(client.takeReceived())
                .singleElement()
                .asString()
                .contains("\"data\":[\"no\"]", "\"successful\":false")
                .doesNotContain("\"error\"");
    }

    @Test
    void onlyTheFirstAnswerCounts() {
        client.publish("/service/twice", "1");

        assertThat(client.received()).hasSize(2);
        assertThat(client.received().get(0)).contains("\"data\":1");
    }

    @Test
    void anExceptionAfterTheAnswerChangesNothingAndIsReported() {
        client.publish("/service/answeredAndThrows", "1");

        assertThat(client.received()).hasSize(2);
        assertThat(client.received().get(0)).contains("\"data\":1", "\"successful\":true");
        assertThat(plain.takeFailures()).singleElement().hasToString("java.lang.IllegalStateException: too late");
    }

    @Test
    void aStageAnswersWhenItIsComplete() {
        client.publish("/service/stage", "1");
        assertThat(client.takeReceived()).hasSize(1);

        STAGE.get().complete("ready");

        assertThat(client.takeReceived()).singleElement().asString().contains("\"data\":\"ready!\"");
    }

    @Test
    void aStageThatFailsWithAChosenFailureAnswersItsData() {
        client.publish("/service/stage", "1");
        client.takeReceived();

        STAGE.get().completeExceptionally(new RemoteCallException("chosen"));

        assertThat(client.takeReceived())
                .singleElement()
                .asString()
                .contains("\"data\":\"chosen\"", "\"successful\":false")
                .doesNotContain("\"error\"");
    }

    @Test
    void aStageThatFailsOtherwiseAnswersAnErrorId() {
        client.publish("/service/stage", "1");
        client.takeReceived();

        STAGE.get().completeExceptionally(new IllegalStateException("jdbc:secret"));

        assertInternalError(client.takeReceived().get(0), IllegalStateException.class);
    }

    @Test
    void aChosenFailureGoesInData() {
        client.publish("/service/chosen", "1");

        assertThat(client.received().get(0))
                .contains("\"data\":{\"code\":7}", "\"successful\":false", "\"id\":\"1\"")
                .doesNotContain("\"error\"");
        assertThat(client.received().get(1)).contains("\"successful\":true");
    }

    @Test
    void anUnexpectedExceptionAnswersAnIdThatTheObserverHasToo() {
        client.publish("/service/breaks", "1");

        assertInternalError(client.received().get(0), java.io.IOException.class);
        assertThat(plain.events().named("userCodeFailed").get(0))
                .contains("The method breaks of the service " + Calls.class.getName());
    }

    @Test
    void aResultThatCannotBeWrittenIsAnInternalError() {
        client.publish("/service/circle", "1");

        assertInternalError(client.received().get(0), IllegalArgumentException.class);
    }

    private void assertInternalError(String answer, Class<?> thrown) {
        assertThat(answer)
                .contains("\"successful\":false", "\"id\":\"1\"")
                .doesNotContain("secret", "Exception", "\"data\"");
        Matcher error = INTERNAL.matcher(answer);
        assertThat(error.find()).isTrue();
        assertThat(plain.events().named("userCodeFailed"))
                .singleElement()
                .asString()
                .contains("the client was given the error id " + error.group(1));
        assertThat(plain.takeFailures()).singleElement().isInstanceOf(thrown);
    }

    @Test
    void dataThatDoesNotFitIsAFailureThatSaysSo() {
        client.publish("/service/add", "[1]");

        assertThat(client.received().get(0))
                .contains(
                        "\"successful\":false",
                        "\"data\":{\"violations\":{\"data\":\"does not fit\"}}",
                        "\"error\":\"400:data:field_invalid\"");
        assertThat(plain.takeFailures()).isEmpty();
    }

    @Test
    void whatTheServerItselfPublishesThereIsNoCall() {
        CALLER.set(null);

        plain.bayeux().createChannel("/service/later").publish(null, 1);

        assertThat(CALLER.get()).isNull();
    }
}
