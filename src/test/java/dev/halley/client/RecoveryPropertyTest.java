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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever a server with history does - loses connections, replies and messages, sends twice, forgets - the application's
 * list of each channel is a run without a hole, or it was told; and the client comes to rest.
 */
class RecoveryPropertyTest {

    private static final List<String> CHANNELS = List.of("/a", "/b");
    private static final int LOST = -1;

    enum Action {
        PUBLISH,
        PUBLISH_MORE,
        LEAVE_OUT,
        CLIENT_PUBLISHES,
        SEND_ONE,
        SEND_ALL,
        SEND_AGAIN,
        DROP,
        ANSWER,
        ANSWER_ALL,
        LOSE_REPLY,
        ANSWER_CONNECT,
        CUT,
        LOSE_REQUEST,
        FORGET_SESSION,
        EVICT,
        NEW_EPOCH,
        WAIT
    }

    /** @param value chooses the channel, and how much */
    record Step(Action action, int value) {

        String channel() {
            return CHANNELS.get(value % CHANNELS.size());
        }
    }

    /** What the application has heard of each channel: numbers of messages, and losses. */
    private final Map<String, List<Integer>> heard = new LinkedHashMap<>();

    private final List<CompletableFuture<Message>> published = new ArrayList<>();

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Action> actions = Arbitraries.of(Action.class);
        return Combinators.combine(actions, Arbitraries.integers().between(0, 15))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(120);
    }

    @Property(tries = 400)
    void listIsARunWithoutAHoleOrItWasToldOverOneConnection(@ForAll("steps") List<Step> steps) {
        run(steps, TransportType.WEBSOCKET);
    }

    @Property(tries = 400)
    void listIsARunWithoutAHoleOrItWasToldOverRequests(@ForAll("steps") List<Step> steps) {
        run(steps, TransportType.LONG_POLLING);
    }

    private void run(List<Step> steps, TransportType transport) {
        heard.clear();
        published.clear();
        Talk talk = new Talk(builder -> builder.transports(transport));
        HistoryScript server = new HistoryScript(talk, CHANNELS);
        subscribe(talk, "/a", HistoryOptions.live());
        subscribe(talk, "/b", HistoryOptions.last(3));
        talk.client.connect();
        steps.forEach(step -> take(step, server));
        settle(server);
        // The first shows what was lost before it, and may be lost with that.
        for (int i = 0; i < 2; i++) {
            CHANNELS.forEach(channel -> server.publish(channel, false));
            settle(server);
        }
        CHANNELS.forEach(channel -> check(channel, server.stream(channel)));
        assertThat(published).allMatch(CompletableFuture::isDone);
        int before = server.subscribes;
        settle(server);
        assertThat(server.subscribes).as("subscriptions after all is well").isEqualTo(before);
    }

    private void subscribe(Talk talk, String channel, HistoryOptions options) {
        List<Integer> list = new ArrayList<>();
        heard.put(channel, list);
        talk.client.subscribe(
                channel,
                options.onLost(recovery -> list.add(LOST)),
                message -> list.add(
                        message.dataAs(RawJson.class).value().toString().transform(Integer::parseInt)));
    }

    private void take(Step step, HistoryScript server) {
        String channel = step.channel();
        Talk talk = server.talk;
        switch (step.action()) {
            case PUBLISH -> server.publish(channel, false);
            case PUBLISH_MORE -> {
                for (int i = 0; i < step.value(); i++) {
                    server.publish(channel, false);
                }
            }
            case LEAVE_OUT -> server.publish(channel, true);
            case CLIENT_PUBLISHES -> published.add(talk.client.publish(channel, 0, "key " + published.size()));
            case SEND_ONE -> server.flush(channel, 1);
            case SEND_ALL -> server.flush(channel, Integer.MAX_VALUE);
            case SEND_AGAIN -> server.again(channel, step.value());
            case DROP -> server.drop(channel);
            case ANSWER, ANSWER_ALL -> server.answer(true);
            case LOSE_REPLY -> {
                server.answer(false);
                server.cut();
            }
            case ANSWER_CONNECT -> server.answerConnect();
            case CUT -> server.cut();
            case LOSE_REQUEST -> loseRequest(server);
            case FORGET_SESSION -> server.forget();
            case EVICT -> server.evict(channel);
            case NEW_EPOCH -> server.begin(channel);
            case WAIT -> talk.advance(Duration.ofMillis(400L * step.value()));
        }
    }

    /** One request fails, while the others go on; what waited was in its response. */
    private static void loseRequest(HistoryScript server) {
        List<String> open = server.talk.open();
        if (!open.isEmpty()) {
            server.loseAll();
            server.talk.loseRequest(open.get(open.size() - 1));
        }
    }

    /** All goes well for some minutes. */
    private static void settle(HistoryScript server) {
        for (int i = 0; i < 60; i++) {
            server.answer(true);
            server.answerConnect();
            CHANNELS.forEach(channel -> server.flush(channel, Integer.MAX_VALUE));
            server.talk.advance(Duration.ofSeconds(2));
        }
    }

    private void check(String channel, HistoryScript.Stream stream) {
        List<Integer> list = heard.get(channel);
        int last = 0;
        boolean told = true;
        int losses = 0;
        for (int number : list) {
            if (number == LOST) {
                told = true;
                losses++;
                continue;
            }
            assertThat(number).as("order on %s: %s", channel, list).isGreaterThan(last);
            for (int missing = last + 1; missing < number && !told; missing++) {
                assertThat(stream.entries.get(missing - 1).leftOut())
                        .as("%d is missing on %s: %s", missing, channel, list)
                        .isTrue();
            }
            told = false;
            last = number;
        }
        assertThat(last).as("the last one on %s: %s", channel, list).isEqualTo(stream.entries.size());
        assertThat(losses).as("losses told on %s: %s", channel, list).isLessThanOrEqualTo(stream.losses);
    }
}
