package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.DeliveryMode;
import dev.halley.api.PositionForm;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.extension.ReplayExtension;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Link;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Salesforce's clients go on from a replayId, or are told by the error that they know. */
class ReplayTest {

    private static final String[] KEPT = {"history", "/kept/*=5/10m", "maxRecovery", "4"};
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start(KEPT);

    @BeforeEach
    void speakTheDialect() {
        server.core().addExtension(new ReplayExtension());
    }

    private static TestPeer replaying(TestPeer peer) {
        return shakenHands(peer, "{\"replay\":true}");
    }

    private static TestPeer shakenHands(TestPeer peer, String ext) {
        peer.handshakeWithEvents(ext);
        peer.connect();
        peer.received();
        return peer;
    }

    /** @return the offset of the last */
    private long publish(int... numbers) {
        return publish(server, numbers);
    }

    private static long publish(TestCore core, int... numbers) {
        long last = 0;
        for (int number : numbers) {
            last = core.channel("/kept/a")
                    .publishAsync(null, RawJson.parse("{\"n\":" + number + "}"))
                    .toCompletableFuture()
                    .join()
                    .offset();
        }
        return last;
    }

    private static List<String> subscribe(TestPeer client, String ids) {
        return subscribe(client, "\"/kept/a\"", ids);
    }

    private static List<String> subscribe(TestPeer client, String channel, String ids) {
        return client.ask("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":" + channel
                + ",\"ext\":{\"replay\":" + ids + "}}");
    }

    private static String from(long id) {
        return "{\"/kept/a\":" + id + "}";
    }

    private static String subscribed() {
        return "{\"channel\":\"/meta/subscribe\",\"successful\":true,\"subscription\":\"/kept/a\"}";
    }

    private static String refused(String error) {
        return "{\"channel\":\"/meta/subscribe\",\"successful\":false,\"error\":\"" + error
                + "\",\"subscription\":\"/kept/a\"}";
    }

    private static String invalid(Object id) {
        return refused(
                "400::The replayId {" + id + "} you provided was invalid.  Please provide a valid ID, -2 to replay all"
                        + " events, or -1 to replay only new events.");
    }

    private String event(int number, long id) {
        Instant now = server.core().clock().instant();
        return "{\"channel\":\"/kept/a\",\"data\":{\"n\":" + number + ",\"event\":{\"replayId\":" + id
                + ",\"createdDate\":\"" + DATE.format(now) + "\"}}}";
    }

    private static Encoded newest(TestPeer client) {
        List<Encoded> all = client.last().connection().messages();
        return all.get(all.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"replay\":true}", "{\"replay\":\"yes\"}", "{\"history\":true}"})
    void eachHandshakesReplySaysThatThereIsReplay(String ext) {
        String reply = server.webSocket().handshakeWithEvents(ext).get(0);
        assertThat(RawJson.parse(reply).text()).containsPattern("\"ext\":\\{.*\"replay\":true\\}");
    }

    @Test
    void whoGivesNoIdOrMinusOneGetsWhatComes() {
        long first = publish(1);
        TestPeer none = replaying(server.webSocket());
        TestPeer minusOne = replaying(server.webSocket());
        TestPeer nothing = replaying(server.webSocket());
        assertThat(subscribe(none, "{}")).containsExactly(subscribed());
        assertThat(subscribe(minusOne, from(-1))).containsExactly(subscribed());
        assertThat(subscribe(nothing, "{\"/kept/a\":null}")).containsExactly(subscribed());
        publish(2);
        for (TestPeer client : List.of(none, minusOne, nothing)) {
            assertThat(client.received()).containsExactly(event(2, first + 1));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Link.Kind.class,
            names = {"RESPONSE", "DUPLEX"})
    void whatFollowsTheIdFollowsTheReplyThenWhatComes(Link.Kind kind) {
        long top = publish(1, 2, 3);
        TestPeer client = replaying(server.peer(kind));
        assertThat(subscribe(client, from(top - 2))).containsExactly(subscribed(), event(2, top - 1), event(3, top));
        publish(4);
        if (kind == Link.Kind.RESPONSE) {
            client.connect();
        }
        assertThat(client.received()).contains(event(4, top + 1));
        assertThat(server.events().named("recovered")).hasSize(1);
    }

    @Test
    void withTheAcknowledgedModeWhatFollowsTheIdGoesWithAConnect() {
        long top = publish(1, 2);
        TestPeer client = replaying(server.http("b"));
        server.session(client).deliveryMode(DeliveryMode.ACKNOWLEDGED);
        assertThat(subscribe(client, from(top - 1))).containsExactly(subscribed());
        client.connect();
        assertThat(client.received()).contains(event(2, top));
    }

    @Test
    void minusTwoGivesAllThatIsKeptAndTheNewestThatFit() {
        long top = publish(1, 2);
        assertThat(subscribe(replaying(server.webSocket()), from(-2)))
                .containsExactly(subscribed(), event(1, top - 1), event(2, top));
        publish(3, 4, 5);
        assertThat(subscribe(replaying(server.webSocket()), from(-2)))
                .containsExactly(subscribed(), event(2, top), event(3, top + 1), event(4, top + 2), event(5, top + 3));
    }

    @Test
    void minusTwoOfNothingIsNothing() {
        assertThat(subscribe(replaying(server.webSocket()), from(-2))).containsExactly(subscribed());
        TestPeer client = replaying(server.webSocket());
        assertThat(subscribe(client, "\"/plain\"", "{\"/plain\":-2}"))
                .singleElement()
                .asString()
                .contains("\"successful\":true");
    }

    @Test
    void theNewestIdIsFollowedByNothingYet() {
        long top = publish(1);
        TestPeer client = replaying(server.webSocket());
        assertThat(subscribe(client, from(top))).containsExactly(subscribed());
        publish(2);
        assertThat(client.received()).containsExactly(event(2, top + 1));
    }

    @Test
    void clientThatSaysNothingBeforeItsSubscribeIsServedAsWell() {
        long top = publish(1, 2);
        TestPeer client = shakenHands(server.webSocket(), "{}");
        assertThat(subscribe(client, from(top - 1))).containsExactly(subscribed(), event(2, top));
        assertThat(server.session(client).positionForm()).isEqualTo(PositionForm.REPLAY);
    }

    @Test
    void whatMadeRoomIsInvalidAndTheClientIsNotSubscribed() {
        long first = publish(1);
        publish(2, 3, 4, 5, 6, 7);
        TestPeer client = replaying(server.webSocket());
        assertThat(subscribe(client, from(first))).containsExactly(invalid(first));
        publish(8);
        assertThat(client.received()).isEmpty();
        assertThat(server.session(client).subscriptions()).isEmpty();
        assertThat(server.events().named("recoveryFailed"))
                .singleElement()
                .asString()
                .contains("evicted");
    }

    @Test
    void whatIsTooOldOrClearedOrTooMuchIsInvalid() {
        long first = publish(1, 2);
        server.pass(600_000);
        assertThat(subscribe(replaying(server.webSocket()), from(first - 1))).containsExactly(invalid(first - 1));
        long cleared = publish(3);
        server.channel("/kept/a").history().clear().toCompletableFuture().join();
        assertThat(subscribe(replaying(server.webSocket()), from(cleared - 1))).containsExactly(invalid(cleared - 1));
        publish(4, 5, 6, 7, 8);
        assertThat(subscribe(replaying(server.webSocket()), from(cleared))).containsExactly(invalid(cleared));
        assertThat(subscribe(replaying(server.webSocket()), from(cleared + 1))).hasSize(5);
    }

    @Test
    void idOfBeforeARestartAndOneThatWasNeverGivenAreInvalid() {
        long before = publish(1, 2);
        server.pass(1_000);
        TestCore restarted = servers.start(KEPT);
        restarted.core().addExtension(new ReplayExtension());
        restarted.pass(2_000);
        long after = publish(restarted, 3);
        assertThat(after).isGreaterThan(before);
        assertThat(subscribe(replaying(restarted.webSocket()), from(before))).containsExactly(invalid(before));
        assertThat(subscribe(replaying(restarted.webSocket()), from(after + 1))).containsExactly(invalid(after + 1));
        assertThat(subscribe(replaying(restarted.webSocket()), from(0))).containsExactly(invalid(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-3", "9007199254740992", "-9007199254740993"})
    void integerThatCanBeNoIdIsInvalid(String id) {
        assertThat(subscribe(replaying(server.webSocket()), "{\"/kept/a\":" + id + "}"))
                .containsExactly(invalid(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "true",
                "[]",
                "\"-1\"",
                "{\"/kept/a\":\"5\"}",
                "{\"/kept/a\":1.5}",
                "{\"/kept/a\":{}}",
                "{\"/kept/a\":true}",
                "{\"/kept/a\":1e999999999}",
                "{\"/kept/a\":123456789012345678901234567890}"
            })
    void wrongTypesAreRefused(String ids) {
        TestPeer client = replaying(server.webSocket());
        assertThat(subscribe(client, ids)).containsExactly(refused("400:replay:field_invalid"));
        assertThat(subscribe(client, "null")).containsExactly(subscribed());
    }

    @Test
    void idsOfOtherChannelsAreNotLookedAt() {
        long top = publish(1, 2);
        TestPeer client = replaying(server.webSocket());
        subscribe(client, from(top - 1));
        assertThat(subscribe(client, "\"/kept/b\"", "{\"/kept/a\":" + (top - 2) + ",\"/x\":\"y\",\"/kept/b\":-1}"))
                .singleElement()
                .asString()
                .contains("\"successful\":true");
        assertThat(subscribe(client, "\"/kept/*\"", from(top - 2)))
                .singleElement()
                .asString()
                .contains("\"successful\":true");
    }

    @Test
    void batchOfChannelsIsServedEachFromItsIdOrNotAtAll() {
        long top = publish(1, 2);
        TestPeer client = replaying(server.webSocket());
        String both = "[\"/kept/a\",\"/kept/b\"]";
        List<String> got = subscribe(client, both, "{\"/kept/a\":" + (top - 1) + ",\"/kept/b\":5}");
        assertThat(got).singleElement().asString().contains("The replayId {5} you provided was invalid.");
        assertThat(server.session(client).subscriptions()).isEmpty();
        got = subscribe(client, both, "{\"/kept/a\":" + (top - 1) + ",\"/kept/b\":-2}");
        assertThat(got).hasSize(2).endsWith(event(2, top));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-2"})
    void patternIsNotReplayed(String id) {
        TestPeer client = replaying(server.webSocket());
        assertThat(subscribe(client, "\"/kept/*\"", "{\"/kept/*\":" + id + "}"))
                .singleElement()
                .asString()
                .contains("400::The replayId {" + id + "} you provided was invalid.");
        subscribe(client, "\"/kept/*\"", "{\"/kept/*\":-1}");
        long top = publish(1);
        assertThat(client.received()).containsExactly(event(1, top));
    }

    @Test
    void idOnAChannelThatKeepsNothingIsInvalid() {
        TestPeer client = replaying(server.webSocket());
        assertThat(subscribe(client, "\"/plain\"", "{\"/plain\":5}"))
                .singleElement()
                .asString()
                .contains("400::The replayId {5} you provided was invalid.");
    }

    @Test
    void whoIsSubscribedAndGivesAnotherIdIsServedFromThere() {
        long top = publish(1, 2, 3);
        TestPeer client = replaying(server.webSocket());
        subscribe(client, from(-1));
        assertThat(subscribe(client, from(top - 1))).containsExactly(subscribed(), event(3, top));
        assertThat(subscribe(client, from(top))).containsExactly(subscribed());
    }

    @Test
    void whoIsSubscribedAndGivesAnInvalidIdMissesNothing() {
        TestPeer client = replaying(server.http("b"));
        subscribe(client, from(-2));
        long top = publish(1, 2);
        List<String> got = subscribe(client, from(5));
        assertThat(got).containsExactly(event(1, top - 1), event(2, top), invalid(5));
        assertThat(server.session(client).subscriptions()).hasSize(1);
        publish(3);
        client.connect();
        assertThat(client.received()).contains(event(3, top + 1));
    }

    @Test
    void eachFormIsMadeOnceAndOthersSeeNoneOfIt() {
        TestPeer plain = shakenHands(server.webSocket(), "{}");
        plain.ask("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\"}");
        TestPeer history = shakenHands(server.webSocket(), "{\"history\":true}");
        history.ask("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\"}");
        TestPeer one = replaying(server.webSocket());
        TestPeer two = replaying(server.webSocket());
        subscribe(one, from(-1));
        subscribe(two, from(-1));
        long top = publish(1);
        assertThat(plain.received()).containsExactly("{\"channel\":\"/kept/a\",\"data\":{\"n\":1}}");
        assertThat(history.received())
                .containsExactly(
                        "{\"channel\":\"/kept/a\",\"data\":{\"n\":1},\"ext\":{\"history\":{\"offset\":" + top + "}}}");
        assertThat(one.received()).containsExactly(event(1, top));
        assertThat(two.received()).containsExactly(event(1, top));
        publish(2);
        assertThat(newest(one)).isSameAs(newest(two));
    }

    @Test
    void historyThatWasAskedForCountsOverReplay() {
        long top = publish(1, 2);
        TestPeer client = shakenHands(server.webSocket(), "{\"history\":true,\"replay\":true}");
        List<String> got = subscribe(client, from(top - 1));
        assertThat(got).singleElement().asString().contains("\"history\":{\"/kept/a\":{\"epoch\":");
    }

    @Test
    void whatAPublisherSaysOfReplayReachesNobody() {
        TestPeer client = replaying(server.webSocket());
        TestPeer plain = shakenHands(server.webSocket(), "{}");
        plain.ask("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\"}");
        subscribe(client, from(-1));
        TestPeer forger = shakenHands(server.webSocket(), "{}");
        forger.ask("{\"channel\":\"/kept/a\",\"clientId\":\"$\",\"data\":{\"n\":1,\"event\":{\"replayId\":99}},"
                + "\"ext\":{\"replay\":{\"/kept/a\":1}}}");
        long top = server.channel("/kept/a")
                .history()
                .position()
                .toCompletableFuture()
                .join()
                .offset();
        assertThat(client.received()).containsExactly(event(1, top));
        assertThat(plain.received())
                .containsExactly("{\"channel\":\"/kept/a\",\"data\":{\"n\":1,\"event\":{\"replayId\":99}}}");
    }

    @Test
    void sessionsExtensionSeesWhatWasPublishedAndItsDataGetTheId() {
        TestPeer client = replaying(server.webSocket());
        subscribe(client, from(-1));
        server.session(client).addExtension(new BayeuxExtension() {
            @Override
            public Verdict<ChannelMessage> event(
                    @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
                return String.valueOf(event.data()).equals("{\"n\":1}")
                        ? Verdict.replace(event.withData(RawJson.parse("{\"n\":10}")))
                        : Verdict.pass();
            }
        });
        long top = publish(1);
        assertThat(client.received()).containsExactly(event(10, top));
    }

    @Test
    void moreChannelsThanAreFollowedGoWithoutIds() {
        TestCore small = servers.start("history", "/kept/*=5/10m", "maxSubscriptionsPerSession", "1");
        small.core().addExtension(new ReplayExtension());
        TestPeer client = replaying(small.webSocket());
        subscribe(client, "\"/kept/*\"", "{}");
        small.channel("/kept/b").publish(null, RawJson.parse("{\"n\":1}"));
        publish(small, 2);
        assertThat(client.received()).hasSize(2).last().isEqualTo("{\"channel\":\"/kept/a\",\"data\":{\"n\":2}}");
    }

    @Test
    void withoutTheExtensionSalesforcesClientsSeePlainBayeux() {
        TestCore other = servers.start(KEPT);
        TestPeer client = other.webSocket();
        assertThat(client.handshakeWithEvents("{\"replay\":true}").get(0)).doesNotContain("replay");
        client.connect();
        client.received();
        assertThat(subscribe(client, from(5))).containsExactly(subscribed());
        publish(other, 1);
        assertThat(client.received()).containsExactly("{\"channel\":\"/kept/a\",\"data\":{\"n\":1}}");
    }

    @Test
    void whatIsCollectedUntilTheReplyIsWrittenIsMeasuredAsItGoesOut() {
        TestCore small = servers.start("history", "/kept/*=5/10m", "maxQueueBytes", "1000", "maxMessageSize", "1000");
        small.core().addExtension(new ReplayExtension());
        TestPeer client = replaying(small.webSocket());
        client.open().connection().completeWhenTold();
        client.publish("/plain", "0");
        subscribe(client, from(-1));
        RawJson data = RawJson.parse("{\"n\":\"" + "x".repeat(405) + "\"}");
        small.channel("/kept/a").publish(null, data);
        assertThat(small.knows(client)).isTrue();
        small.channel("/kept/a").publish(null, data);
        assertThat(small.knows(client)).isFalse();
    }

    @Test
    void whatTheQueueHasNoRoomForIsInvalidAndOfAllTheNewestAreGiven() {
        TestCore small = servers.start("history", "/kept/*=5/10m", "maxQueue", "2");
        small.core().addExtension(new ReplayExtension());
        long top = publish(small, 1, 2, 3);
        assertThat(subscribe(replaying(small.webSocket()), from(top - 3))).containsExactly(invalid(top - 3));
        assertThat(subscribe(replaying(small.webSocket()), from(top - 2))).hasSize(3);
        assertThat(subscribe(replaying(small.webSocket()), from(-2)))
                .containsExactly(subscribed(), event(2, top - 1), event(3, top));
    }
}
