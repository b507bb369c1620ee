package dev.halley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import dev.halley.json.RawJson;
import dev.halley.service.Listener;
import dev.halley.service.Service;
import dev.halley.service.Services;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenServiceTest {

    /** Longer than a small answer takes, and shorter than sessions live that do not connect. */
    private static final Duration LONG = Duration.ofSeconds(2);

    private static final TokenLimits SMALL = new TokenLimits(10, 2, 5);

    private final InProcessServer demo = InProcessServer.start(new Setup());
    private final Services services = new Services(demo.bayeux());
    private final RawClient asker = new RawClient(demo);
    private final RawClient reader = new RawClient(demo);

    @AfterEach
    void stop() {
        demo.close();
    }

    private TokenService serve(TokenLimits limits) {
        TokenService service = new TokenService(demo.bayeux(), limits, demo.time()::schedule);
        services.register(service);
        reader.subscribe(TokenService.CHANNEL);
        return service;
    }

    @Test
    void allReadTheQuestionThenOneTokenAfterTheOther() {
        serve(TokenLimits.USUAL);

        String id = ask(asker, "Why?").getString("answer");
        assertThat(heard()).containsExactly("{\"answer\":\"" + id + "\",\"question\":\"Why?\"}");

        List<String> tokens = new SimulatedModel(TokenLimits.USUAL.tokens()).answer("Why?");
        for (int at = 0; at < tokens.size() - 1; at++) {
            demo.advance(TokenService.BETWEEN_TOKENS.minusNanos(1));
            assertThat(heard()).isEmpty();
            demo.advance(Duration.ofNanos(1));
            assertThat(heard()).containsExactly(token(id, at, tokens.get(at), ""));
        }
        demo.advance(LONG);
        int last = tokens.size() - 1;
        assertThat(heard()).containsExactly(token(id, last, tokens.get(last), ",\"last\":true"));
        assertThat(demo.time().waiting()).as("tasks of nobody").isLessThanOrEqualTo(1);
    }

    @Test
    void theChannelKeepsWhatWasSaidForAsManyTokensAsAClientRecoversByDefault() {
        serve(TokenLimits.USUAL);

        assertThat(demo.bayeux().channel("/tokens").orElseThrow().historyPolicy())
                .contains(new HistoryPolicy(1_000, Duration.ofHours(1)));
    }

    @Test
    void theSameQuestionHasTheSameAnswerAndAnotherHasAnother() {
        SimulatedModel model = new SimulatedModel(1_000);

        assertThat(model.answer("Why? 🚀")).isEqualTo(model.answer("Why? 🚀")).isNotEqualTo(model.answer("How?"));
        assertThat(String.join("", model.answer("Why? 🚀"))).contains("You ask: “Why? 🚀” ");
    }

    @Test
    void theLongestAnswerToTheLongestQuestionIsWithinTheUsualLimit() {
        String question = "x ".repeat(150);

        assertThat(new SimulatedModel(TokenLimits.USUAL.tokens()).answer(question))
                .hasSize(TokenLimits.USUAL.tokens());
        assertThat(new SimulatedModel(10_000).answer(question)).hasSizeLessThan(400);
    }

    @Test
    void anAnswerHasAsManyTokensAsTheLimitAndNoMore() {
        serve(SMALL);
        String id = ask(asker, "Why?").getString("answer");
        heard();

        demo.advance(LONG);

        List<String> tokens = new SimulatedModel(10_000).answer("Why?");
        assertThat(heard()).hasSize(5).first().isEqualTo(token(id, 0, tokens.get(0), ""));
        assertThat(new SimulatedModel(tokens.size()).answer("Why?")).isEqualTo(tokens);
        assertThat(new SimulatedModel(tokens.size() - 1).answer("Why?"))
                .isEqualTo(tokens.subList(0, tokens.size() - 1));
    }

    @Test
    void aQuestionMayBeAsLongAsTheLimitAndNoLonger() {
        serve(SMALL);

        ask(asker, "  " + "x".repeat(10) + "  ");
        demo.advance(LONG);

        assertThat(refusal(asker, "'" + "x".repeat(11) + "'"))
                .isEqualTo(refused("question_length", "The question has 11 characters; at most 10 are allowed."));
    }

    @Test
    void aQuestionThatIsEmptyOrMissingIsRefused() {
        serve(SMALL);
        JsonObject empty = refused("question_empty", "The question is empty; at least 1 character is needed.");

        assertThat(refusal(asker, "' '")).isEqualTo(empty);
        assertThat(refusal(asker, "null")).isEqualTo(empty);
    }

    @Test
    void oneSessionAsksOneQuestionAtATime() {
        serve(SMALL);
        ask(asker, "Why?");

        assertThat(refusal(asker, "'How?'"))
                .isEqualTo(refused(
                        "one_at_a_time", "Your last question is still being answered; 1 at a time is allowed."));

        demo.advance(LONG);
        ask(asker, "How?");
    }

    @Test
    void asManyAnswersAreGivenAtATimeAsTheLimitAndNoMore() {
        serve(SMALL);
        ask(asker, "Why?");
        ask(new RawClient(demo), "How?");
        RawClient third = new RawClient(demo);

        assertThat(refusal(third, "'When?'"))
                .isEqualTo(refused("too_many_answers", "2 answers are being given; at most 2 at a time are allowed."));

        demo.advance(LONG);
        ask(third, "When?");
    }

    @Test
    void onlyTheServerAnswers() {
        serve(SMALL);

        asker.publish("/tokens", "{'answer':'mine','at':0,'token':'x'}");

        assertThat(asker.takeReceived()).singleElement().asString().contains("404::message_deleted");
        assertThat(heard()).isEmpty();
    }

    @Test
    void aTokenThatCannotBeKeptComesLaterAndIsNotLeftOut() {
        serve(SMALL);
        Gate gate = new Gate();
        services.register(gate);
        ask(asker, "Why?");
        gate.isOpen = false;
        demo.advance(TokenService.BETWEEN_TOKENS);
        heard();

        gate.isOpen = true;
        demo.advance(TokenService.BEFORE_ANOTHER_TRY);
        demo.advance(LONG);

        assertThat(heard()).hasSize(5).first().asString().contains("\"at\":0");
    }

    @Test
    void anAnswerThatCannotBeKeptForLongIsGivenUpAndReported() {
        serve(new TokenLimits(30, 1, 5));
        Gate gate = new Gate();
        services.register(gate);
        ask(asker, "Why?");
        gate.isOpen = false;
        demo.advance(
                TokenService.BETWEEN_TOKENS.plus(TokenService.BEFORE_ANOTHER_TRY.multipliedBy(TokenService.TRIES - 2)));
        assertThat(refusal(new RawClient(demo), "'Is it still there?'").getString("reason"))
                .isEqualTo("too_many_answers");

        demo.advance(TokenService.BEFORE_ANOTHER_TRY);

        assertThat(demo.takeFailures()).hasSize(1);
        gate.isOpen = true;
        ask(new RawClient(demo), "And now?");
    }

    @Test
    void aQuestionThatCannotBeKeptIsRefusedAndLeavesRoomForAnother() {
        serve(SMALL);
        Gate gate = new Gate();
        services.register(gate);
        gate.isOpen = false;

        assertThat(refusal(asker, "'Why?'"))
                .isEqualTo(refused("unavailable", "The answer cannot be kept at the moment; ask again in a while."));

        gate.isOpen = true;
        ask(asker, "Why?");
    }

    /** Stands for a history that cannot be had for a while. */
    @Service
    public static final class Gate {
        private boolean isOpen = true;

        @Listener("/tokens")
        public boolean passes() {
            return isOpen;
        }
    }

    private static JsonObject ask(RawClient client, String question) {
        return answer(client, "'" + question + "'", true);
    }

    private static JsonObject refusal(RawClient client, String question) {
        return answer(client, question, false);
    }

    private static JsonObject answer(RawClient client, String question, boolean successful) {
        client.takeReceived();
        client.publish("/service/tokens/ask", "{'question':" + question + "}");
        JsonObject answer = RawJson.parse(client.takeReceived().get(0)).value().asJsonObject();
        assertThat(answer.getBoolean("successful")).as("%s", answer).isEqualTo(successful);
        return answer.getJsonObject("data");
    }

    private static JsonObject refused(String reason, String message) {
        return RawJson.parse("{\"reason\":\"" + reason + "\",\"message\":\"" + message + "\"}")
                .value()
                .asJsonObject();
    }

    /** @return the data of what the reader got */
    private List<String> heard() {
        return reader.takeReceived().stream()
                .map(text ->
                        RawJson.parse(text).value().asJsonObject().get("data").toString())
                .toList();
    }

    private static String token(String id, int at, String token, String more) {
        return "{\"answer\":\"" + id + "\",\"at\":" + at + ",\"token\":\"" + token + "\"" + more + "}";
    }
}
