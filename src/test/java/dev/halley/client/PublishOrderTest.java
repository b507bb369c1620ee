package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What is published to one channel enters it in the order of the calls, whatever fails meanwhile. */
class PublishOrderTest {

    private static final Duration LONG = Duration.ofSeconds(11);

    private Talk talk;
    private final List<CompletableFuture<Message>> published = new ArrayList<>();
    /** What the server has stored, by channel. */
    private final Map<String, List<Integer>> stored = new LinkedHashMap<>();

    private final Map<String, Integer> keys = new LinkedHashMap<>();
    private int sessions;

    private void begin(TransportType transport) {
        published.clear();
        stored.clear();
        keys.clear();
        talk = Talk.withHistory(builder -> builder.transports(transport).maxNetworkDelay(Duration.ofMinutes(10)));
        talk.oneAtATime = transport == TransportType.LONG_POLLING;
        List.of("/a", "/b").forEach(channel -> {
            publish(channel);
            answerAll();
        });
    }

    private void publish(String channel) {
        published.add(talk.client.publish(channel, published.size()));
        regulate();
    }

    // ---- the server

    /** Over requests the next one goes when the last one has its response. */
    private void regulate() {
        if (!talk.transport().isBusy()) {
            talk.opened();
        }
    }

    private List<String> openPublishes() {
        return talk.open().stream()
                .filter(channel -> !channel.startsWith("/meta/"))
                .toList();
    }

    private int store(Message message) {
        String key = message.ext("publishKey").map(RawJson::string).orElse("none " + keys.size());
        return keys.computeIfAbsent(key, absent -> {
            List<Integer> list = stored.computeIfAbsent(message.channel(), none -> new ArrayList<>());
            list.add(Integer.parseInt(message.data().orElseThrow().text()));
            return list.size();
        });
    }

    private void answer(String channel) {
        int offset = store(talk.sent(channel));
        talk.answer(channel, reply -> reply.with("ext", RawJson.parse("""
                {"history":{"epoch":"e","offset":%d}}""".formatted(offset))));
        regulate();
    }

    private void answerAll() {
        for (List<String> open = openPublishes(); !open.isEmpty(); open = openPublishes()) {
            answer(open.get(0));
        }
    }

    private void unavailable(String channel) {
        talk.refuse(channel, "503::history_unavailable", null);
        regulate();
    }

    /** @param arrives whether the server gets it, so that only the response is lost */
    private void loseRequest(boolean arrives) {
        if (arrives) {
            talk.unanswered().stream()
                    .filter(message -> !message.channel().startsWith("/meta/"))
                    .forEach(this::store);
        }
        talk.loseRequest(openPublishes().get(0));
        regulate();
    }

    private void reconnect() {
        talk.breakDown();
        regulate();
        talk.advance(LONG);
        while (talk.open().contains(Talk.HANDSHAKE)) {
            talk.acceptWithHistory("session " + ++sessions);
        }
        talk.answer(Talk.CONNECT);
        regulate();
    }

    private void settle() {
        for (int i = 0; i < 30; i++) {
            answerAll();
            talk.answer(Talk.CONNECT);
            talk.advance(Duration.ofSeconds(1));
            regulate();
        }
    }

    private void assertInOrder() {
        settle();
        assertThat(published).allMatch(CompletableFuture::isDone);
        stored.forEach((channel, list) -> assertThat(list).as(channel).isSorted());
        long confirmed = published.stream()
                .filter(future -> !future.isCompletedExceptionally())
                .count();
        assertThat(keys.size()).as("stored").isBetween((int) confirmed, published.size());
    }

    // ---- scripts

    @Example
    void laterPublishesWaitUntilOneThatFailedIsRepeated() {
        begin(TransportType.LONG_POLLING);
        publish("/a");
        loseRequest(false);
        loseRequest(false);
        publish("/a");
        assertThat(openPublishes()).isEmpty();
        publish("/b");
        assertThat(openPublishes()).containsExactly("/b");
        assertInOrder();
    }

    @Example
    void laterPublishesWaitUntilOneIsRepeatedThatFoundTheHistoryUnavailable() {
        begin(TransportType.WEBSOCKET);
        publish("/a");
        unavailable("/a");
        unavailable("/a");
        publish("/a");
        publish("/a");
        assertThat(openPublishes()).isEmpty();
        talk.advance(LONG);
        assertThat(openPublishes()).as("it is tried alone").containsExactly("/a");
        answer("/a");
        assertThat(openPublishes()).containsExactly("/a", "/a");
        assertInOrder();
    }

    @Example
    void laterPublishesGoWhenTheOneBeforeIsRefused() {
        begin(TransportType.WEBSOCKET);
        publish("/a");
        unavailable("/a");
        publish("/a");
        assertThat(openPublishes()).containsExactly("/a");
        talk.refuse("/a", "409:publishKey:conflict", null);
        assertThat(openPublishes()).containsExactly("/a");
    }

    @Example
    void whatIsLeftOfARepetitionWaitsForWhatFailedOfIt() {
        begin(TransportType.LONG_POLLING);
        publish("/a");
        String large = "x".repeat(20_000);
        published.add(talk.client.publish("/a", large));
        published.add(talk.client.publish("/a", large));
        loseRequest(false);
        assertThat(openPublishes()).as("what fits").containsExactly("/a", "/a");
        loseRequest(false);
        assertThat(openPublishes()).isEmpty();
    }

    @Example
    void laterPublishesGoWhenTheOneBeforeIsGivenUp() {
        begin(TransportType.LONG_POLLING);
        publish("/a");
        loseRequest(false);
        for (int second = 0; second < 59; second++) {
            talk.advance(Duration.ofSeconds(1));
            if (!openPublishes().isEmpty()) {
                loseRequest(false);
            }
        }
        publish("/a");
        talk.advance(Duration.ofSeconds(1));
        regulate();
        assertThat(published.get(2)).isCompletedExceptionally();
        settle();
        assertThat(published.get(3)).isCompleted();
    }

    @Example
    void whatIsHeldBackCountsAmongWhatWaits() {
        begin(TransportType.LONG_POLLING);
        talk = Talk.withHistory(
                builder -> builder.transports(TransportType.LONG_POLLING).queueLimit(2));
        talk.oneAtATime = true;
        publish("/a");
        answerAll();
        publish("/a");
        loseRequest(false);
        loseRequest(false);
        publish("/a");
        publish("/a");
        assertThat(published.get(published.size() - 1)).isNotDone();
        publish("/a");
        assertThat(published.get(published.size() - 1)).isCompletedExceptionally();
    }

    @Example
    void disconnectWaitsForNothingThatIsHeldBack() {
        begin(TransportType.WEBSOCKET);
        publish("/a");
        unavailable("/a");
        unavailable("/a");
        publish("/a");
        talk.client.disconnect();
        assertThat(talk.open()).contains("/meta/disconnect");
        talk.answer("/meta/disconnect");
        assertThat(published).allMatch(CompletableFuture::isDone);
    }

    // ---- anything

    enum Action {
        PUBLISH,
        ANSWER,
        LOSE_REQUEST,
        LOSE_RESPONSE,
        UNAVAILABLE,
        RECONNECT,
        WAIT
    }

    record Step(Action action, int value) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Action> actions = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(Action.PUBLISH)), Tuple.of(5, Arbitraries.of(Action.class)));
        return Combinators.combine(actions, Arbitraries.integers().between(0, 7))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(80);
    }

    @Property(tries = 300)
    void orderIsThatOfTheCallsOverRequests(@ForAll("steps") List<Step> steps) {
        begin(TransportType.LONG_POLLING);
        steps.forEach(this::take);
        assertInOrder();
    }

    @Property(tries = 300)
    void orderIsThatOfTheCallsOverOneConnection(@ForAll("steps") List<Step> steps) {
        begin(TransportType.WEBSOCKET);
        steps.forEach(this::take);
        assertInOrder();
    }

    private void take(Step step) {
        String channel = step.value() % 2 == 0 ? "/a" : "/b";
        List<String> open = openPublishes();
        boolean polling = talk.transport().type() == TransportType.LONG_POLLING;
        switch (step.action()) {
            case PUBLISH -> publish(channel);
            case ANSWER -> open.stream().limit(step.value()).forEach(this::answer);
            case LOSE_REQUEST, LOSE_RESPONSE -> {
                if (polling && !open.isEmpty()) {
                    loseRequest(step.action() == Action.LOSE_RESPONSE);
                }
            }
            case UNAVAILABLE -> open.stream().filter(channel::equals).forEach(this::unavailable);
            case RECONNECT -> reconnect();
            case WAIT -> {
                talk.advance(Duration.ofMillis(300L * step.value()));
                regulate();
            }
        }
    }
}
