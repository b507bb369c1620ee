package dev.halley.core;

import static dev.halley.core.RecoveryTexts.asking;
import static dev.halley.core.RecoveryTexts.back;
import static dev.halley.core.RecoveryTexts.event;
import static dev.halley.core.RecoveryTexts.publishOn;
import static dev.halley.core.RecoveryTexts.reply;
import static dev.halley.core.RecoveryTexts.subscribe;
import static dev.halley.core.RecoveryTexts.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.DeliveryMode;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that comes back to a channel with history gets what it has missed, without a seam, or is told that it does not. */
class RecoveryTest {

    private static final String[] KEPT = {"history", "/kept/*=5/10m", "maxRecovery", "4"};

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start(KEPT);

    private Position publish(int... numbers) {
        return publishOn(server, numbers);
    }

    @Test
    void whoGivesNoPositionIsToldTheTopAndGetsWhatComes() {
        Position first = publish(1);
        TestPeer client = asking(server.webSocket());
        assertThat(client.ask("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/kept/a"}""")).containsExactly(reply(first, ""));
        publish(2);
        assertThat(client.received()).containsExactly(event(2, first.offset() + 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Link.Kind.class,
            names = {"RESPONSE", "DUPLEX"})
    void whatWasMissedFollowsTheReplyThenWhatComes(Link.Kind kind) {
        Position top = publish(1, 2, 3);
        TestPeer client = asking(server.peer(kind));
        List<String> got = subscribe(client, "\"/kept/a\"", wish(back(top, 2)));
        assertThat(got)
                .containsExactly(
                        reply(top, ",\"recovered\":true,\"count\":2"),
                        event(2, top.offset() - 1),
                        event(3, top.offset()));
        publish(4);
        if (kind == Link.Kind.RESPONSE) {
            client.connect();
        }
        assertThat(client.received()).contains(event(4, top.offset() + 1));
        assertThat(server.events().named("recovered")).hasSize(1);
    }

    @Test
    void withTheAcknowledgedModeWhatWasMissedGoesWithAConnect() {
        Position top = publish(1, 2);
        TestPeer client = asking(server.http("b"));
        server.session(client).deliveryMode(DeliveryMode.ACKNOWLEDGED);
        assertThat(subscribe(client, "\"/kept/a\"", wish(back(top, 1))))
                .containsExactly(reply(top, ",\"recovered\":true,\"count\":1"));
        client.connect();
        assertThat(client.received()).contains(event(2, top.offset()));
    }

    @Test
    void whatComesUntilTheReplyIsWrittenFollowsWhatWasMissed() {
        Position top = publish(1, 2);
        TestPeer client = asking(server.webSocket());
        Wire wire = client.open();
        wire.connection().completeWhenTold();
        client.publish("/kept/b", "0");
        client.send(
                "{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\",\"ext\":{\"history\":{"
                        + wish(back(top, 1)) + "}}}");
        publish(3);
        wire.connection().complete();
        wire.connection().complete();
        wire.connection().complete();
        List<String> got = client.received();
        assertThat(got.subList(1, got.size()))
                .containsExactly(
                        reply(top, ",\"recovered\":true,\"count\":1"),
                        event(2, top.offset()),
                        event(3, top.offset() + 1));
    }

    @Test
    void whatIsCollectedUntilTheReplyIsWrittenIsBoundedAsTheQueueIs() {
        TestCore small = servers.start("history", "/kept/*=5/10m", "maxQueue", "2");
        TestPeer client = asking(small.webSocket());
        client.open().connection().completeWhenTold();
        client.publish("/plain", "0");
        subscribe(client, "\"/kept/a\"", "");
        small.channel("/kept/a").publish(null, 1);
        small.channel("/kept/a").publish(null, 2);
        assertThat(small.knows(client)).isTrue();
        small.channel("/kept/a").publish(null, 3);
        assertThat(small.knows(client)).isFalse();
    }

    @Test
    void whatWasCollectedGoesAlsoIfTheReplyNeverCan() {
        TestPeer client = asking(server.webSocket());
        client.open().connection().completeWhenTold();
        client.publish("/plain", "0");
        subscribe(client, "\"/kept/a\"", "");
        Position top = publish(1);
        client.vanish();
        TestPeer again = server.webSocket().as(client);
        again.connect();
        assertThat(again.received()).contains(event(1, top.offset()));
    }

    @Test
    void nothingMissedIsRecovered() {
        Position top = publish(1);
        TestPeer client = asking(server.webSocket());
        assertThat(subscribe(client, "\"/kept/a\"", wish(top)))
                .containsExactly(reply(top, ",\"recovered\":true,\"count\":0"));
    }

    @Test
    void asManyAreRecoveredAsMayBeAndOneMoreIsTooMany() {
        Position top = publish(1, 2, 3, 4, 5);
        TestPeer client = asking(server.webSocket());
        assertThat(subscribe(client, "\"/kept/a\"", wish(back(top, 4)))).hasSize(5);
        TestPeer other = asking(server.webSocket());
        assertThat(subscribe(other, "\"/kept/a\"", wish(back(top, 5))))
                .containsExactly(reply(top, ",\"recovered\":false,\"reason\":\"too_many\""));
        assertThat(server.events().named("recoveryFailed")).hasSize(1);
    }

    @Test
    void whatTheQueueHasNoRoomForIsTooMany() {
        TestCore small = servers.start("history", "/kept/*=5/10m", "maxQueue", "2");
        Position top = Position.NONE;
        for (int i = 1; i <= 4; i++) {
            top = small.channel("/kept/a")
                    .publishAsync(null, i)
                    .toCompletableFuture()
                    .join();
        }
        assertThat(subscribe(asking(small.webSocket()), "\"/kept/a\"", wish(back(top, 2))))
                .hasSize(3);
        assertThat(subscribe(asking(small.webSocket()), "\"/kept/a\"", wish(back(top, 3))))
                .containsExactly(reply(top, ",\"recovered\":false,\"reason\":\"too_many\""));
        assertThat(subscribe(asking(small.webSocket()), "\"/kept/a\"", "\"/kept/a\":{\"all\":true}"))
                .containsExactly(
                        reply(top, ",\"count\":2,\"truncated\":true"),
                        event(3, top.offset() - 1),
                        event(4, top.offset()));
    }

    @Test
    void eachReasonIsTold() {
        Position first = publish(1);
        publish(2, 3, 4, 5);
        Position top = publish(6, 7);
        assertThat(reasonFor(first)).isEqualTo("evicted");
        assertThat(reasonFor(new Position("other", 7))).isEqualTo("void");
        assertThat(reasonFor(back(top, -1))).isEqualTo("ahead");
        server.pass(Duration.ofMinutes(10).toMillis());
        assertThat(reasonFor(back(top, 1))).isEqualTo("expired");
        Position last = publish(8);
        server.channel("/kept/a").history(HistoryPolicy.NONE);
        server.channel("/kept/a").history(new HistoryPolicy(5, Duration.ofMinutes(10)));
        assertThat(reasonFor(last)).isEqualTo("evicted");
    }

    private String reasonFor(Position position) {
        TestPeer client = asking(server.webSocket());
        List<String> got = subscribe(client, "\"/kept/a\"", wish(position));
        assertThat(got).hasSize(1);
        assertThat(got.get(0)).contains("\"recovered\":false");
        return got.get(0).replaceFirst(".*\"reason\":\"([a-z_]*)\".*", "$1");
    }

    @Test
    void newestAreHadInstead() {
        publish(1, 2, 3);
        Position top = publish(4);
        TestPeer client = asking(server.webSocket());
        assertThat(subscribe(client, "\"/kept/a\"", wish(new Position("other", 7), ",\"orLast\":2")))
                .containsExactly(
                        reply(top, ",\"recovered\":false,\"reason\":\"void\",\"count\":2"),
                        event(3, top.offset() - 1),
                        event(4, top.offset()));
    }

    @Test
    void newestAreHadWithoutAPosition() {
        Position top = publish(1, 2, 3);
        assertThat(subscribe(asking(server.webSocket()), "\"/kept/a\"", "\"/kept/a\":{\"last\":2.0}"))
                .containsExactly(reply(top, ",\"count\":2"), event(2, top.offset() - 1), event(3, top.offset()));
        Position more = publish(4, 5);
        assertThat(subscribe(asking(server.webSocket()), "\"/kept/a\"", "\"/kept/a\":{\"last\":50}"))
                .hasSize(5)
                .contains(reply(more, ",\"count\":4,\"truncated\":true"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"history\":1}",
                "{\"history\":[]}",
                "{\"history\":{\"/kept/a\":1}}",
                "{\"history\":{\"/kept/a\":{\"epoch\":1,\"offset\":1}}}",
                "{\"history\":{\"/kept/a\":{\"epoch\":\"e\"}}}",
                "{\"history\":{\"/kept/a\":{\"offset\":1}}}",
                "{\"history\":{\"/kept/a\":{\"epoch\":\"e\",\"offset\":\"1\"}}}",
                "{\"history\":{\"/kept/a\":{\"epoch\":\"e\",\"offset\":-1}}}",
                "{\"history\":{\"/kept/a\":{\"epoch\":\"e\",\"offset\":1.5}}}",
                "{\"history\":{\"/kept/a\":{\"epoch\":\"e\",\"offset\":9007199254740992}}}",
                "{\"history\":{\"/kept/a\":{\"epoch\":\"e\",\"offset\":1e99999999}}}",
                "{\"history\":{\"/kept/a\":{\"epoch\":\"e\",\"offset\":1e99999999999}}}",
                "{\"history\":{\"/kept/a\":{\"last\":0}}}",
                "{\"history\":{\"/kept/a\":{\"last\":true}}}",
                "{\"history\":{\"/kept/a\":{\"all\":1}}}",
                "{\"history\":{\"/kept/a\":{\"epoch\":\"e\",\"offset\":1,\"orLast\":\"x\"}}}"
            })
    void wrongTypesAreRefusedAndNothingElse(String ext) {
        TestPeer client = asking(server.webSocket());
        assertThat(client.ask(
                        "{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\",\"ext\":"
                                + ext + "}"))
                .containsExactly(
                        "{\"channel\":\"/meta/subscribe\",\"successful\":false,\"error\":\"400:history:field_invalid\","
                                + "\"subscription\":\"/kept/a\"}");
        assertThat(server.knows(client)).isTrue();
        assertThat(server.session(client).subscriptions()).isEmpty();
        TestPeer plain = server.webSocket().connected();
        assertThat(plain.ask("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\",\"ext\":"
                        + ext + "}"))
                .containsExactly("{\"channel\":\"/meta/subscribe\",\"successful\":true,\"subscription\":\"/kept/a\"}");
    }

    @Test
    void channelsOfAPatternAreRecoveredThatTheClientNamesAndAllAreLive() {
        Position top = publish(1, 2);
        TestPeer client = asking(server.webSocket());
        List<String> got = subscribe(
                client,
                "[\"/kept/*\",\"/plain\"]",
                wish(back(top, 1))
                        + ",\"/other/b\":{\"all\":true},\"/plain\":{\"all\":true},\"not a channel\":{\"all\":true}");
        assertThat(got).hasSize(2);
        assertThat(got.get(0))
                .endsWith("\"ext\":{\"history\":{\"/kept/a\":{\"epoch\":\"" + top.epoch() + "\",\"offset\":"
                        + top.offset() + ",\"recovered\":true,\"count\":1}}}}");
        assertThat(got.get(1)).isEqualTo(event(2, top.offset()));
        Position other = server.channel("/kept/z")
                .publishAsync(null, 9)
                .toCompletableFuture()
                .join();
        assertThat(client.received())
                .containsExactly("{\"channel\":\"/kept/z\",\"data\":9,\"ext\":{\"history\":{\"epoch\":\""
                        + other.epoch() + "\",\"offset\":" + other.offset() + "}}}");
    }

    @Test
    void overlappingSubscriptionsGetEachMessageOnce() {
        Position top = publish(1);
        TestPeer client = asking(server.webSocket());
        subscribe(client, "\"/kept/a\"", "");
        assertThat(subscribe(client, "\"/kept/*\"", "").get(0)).doesNotContain("\"ext\"");
        assertThat(subscribe(client, "[\"/kept/**\"]", wish(top)).get(0)).contains("\"following\":true");
        publish(2);
        assertThat(client.received())
                .containsExactly("{\"channel\":\"/kept/a\",\"data\":2,\"ext\":{\"history\":{\"epoch\":\"" + top.epoch()
                        + "\",\"offset\":" + (top.offset() + 1) + "}}}");
    }

    @Test
    void lowerPositionOfWhoFollowsIsServed() {
        TestPeer client = asking(server.webSocket());
        subscribe(client, "\"/kept/a\"", "");
        Position top = publish(1, 2, 3);
        client.received();
        assertThat(subscribe(client, "\"/kept/a\"", wish(back(top, 2))))
                .containsExactly(
                        reply(top, ",\"recovered\":true,\"count\":2"),
                        event(2, top.offset() - 1),
                        event(3, top.offset()));
        assertThat(client.ask("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/kept/a"}""")).containsExactly(reply(top, ",\"following\":true"));
    }

    @Test
    void whatWaitsOfTheChannelLeavesTheQueueWhenItIsJoinedAnew() {
        TestPeer client = asking(server.http("b"));
        subscribe(client, "[\"/kept/a\",\"/plain\"]", "");
        publish(1);
        client.connect();
        client.received();
        Position top = publish(2);
        server.channel("/plain").publish(null, 7);
        assertThat(subscribe(client, "\"/kept/a\"", wish(back(top, 2))))
                .containsExactly(
                        "{\"channel\":\"/plain\",\"data\":7}",
                        reply(top, ",\"recovered\":true,\"count\":2"),
                        event(1, top.offset() - 1),
                        event(2, top.offset()));
    }

    @Test
    void whoUnsubscribedFollowsNoMore() {
        TestPeer client = asking(server.webSocket());
        subscribe(client, "\"/kept/a\"", "");
        Position top = publish(1);
        client.unsubscribe("/kept/a");
        publish(2);
        client.received();
        assertThat(client.ask("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/kept/a"}""")).containsExactly(reply(back(top, -1), ""));
    }

    @Test
    void ownPublishThatIsLeftOutShowsAsThat() {
        TestPeer client = asking(server.webSocket());
        server.session(client).broadcastToPublisher(false);
        subscribe(client, "\"/kept/a\"", "");
        Position top = publish(1);
        client.publish("/kept/a", "2");
        client.received();
        publish(3);
        assertThat(client.received()).containsExactly(event(3, top.offset() + 2, ",\"after\":" + top.offset()));
        assertThat(subscribe(client, "\"/kept/a\"", wish(back(top, 1))))
                .containsExactly(
                        reply(back(top, -2), ",\"recovered\":true,\"count\":3"),
                        event(1, top.offset()),
                        event(3, top.offset() + 2, ",\"after\":" + top.offset()));
    }

    private static final class Odd implements BayeuxExtension {
        @Override
        public Verdict<ChannelMessage> event(
                @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
            return isOdd(event) ? Verdict.stop() : Verdict.pass();
        }
    }

    private static boolean isOdd(ChannelMessage event) {
        return Integer.parseInt(event.data().text()) % 2 != 0;
    }

    @Test
    void whatAnExtensionOrAListenerOfTheSessionStopsShowsAsLeftOut() {
        for (int way = 0; way < 3; way++) {
            TestPeer client = asking(server.webSocket());
            ServerSession session = server.session(client);
            switch (way) {
                case 0 -> session.addExtension(new Odd());
                case 1 ->
                    session.addListener((ServerSessionListener.MessageListener)
                            (to, from, event) -> isOdd(event) ? Verdict.stop() : Verdict.pass());
                default ->
                    session.addListener((ServerSessionListener.DequeueListener) (to, events) ->
                            events.stream().filter(event -> !isOdd(event)).toList());
            }
            Position before = publish(0);
            subscribe(client, "\"/kept/a\"", "");
            publish(1, 3);
            publish(4, 6);
            long offset = before.offset();
            assertThat(client.received())
                    .containsExactly(event(4, offset + 3, ",\"after\":" + offset), event(6, offset + 4));
            assertThat(subscribe(client, "\"/kept/a\"", wish(before)))
                    .containsExactly(
                            reply(back(before, -4), ",\"recovered\":true,\"count\":4"),
                            event(4, offset + 3, ",\"after\":" + offset),
                            event(6, offset + 4));
        }
    }

    @Test
    void tailThatWasLeftOutIsToldByAConnectOnce() {
        TestPeer client = asking(server.http("b"));
        server.session(client).addExtension(new Odd());
        subscribe(client, "\"/kept/a\"", "");
        Position top = publish(2, 3);
        client.connect();
        assertThat(client.received())
                .containsExactly(
                        event(2, top.offset() - 1),
                        "{\"channel\":\"/meta/connect\",\"successful\":true,\"ext\":{\"history\":{\"/kept/a\":{\"epoch\":\""
                                + top.epoch() + "\",\"offset\":" + top.offset() + "}}}}");
        publish(4);
        client.connect();
        assertThat(client.received())
                .containsExactly(
                        event(4, top.offset() + 1, ",\"after\":" + (top.offset() - 1)),
                        "{\"channel\":\"/meta/connect\",\"successful\":true}");
    }

    @Test
    void whatAnOverflowPolicyDropsShowsAsLeftOut() {
        TestCore small = servers.start("history", "/kept/*=5/10m", "maxQueue", "2");
        TestPeer client = asking(small.http("b"));
        small.session(client).addListener((ServerSessionListener.QueueMaxedListener) (session, from, event) -> true);
        subscribe(client, "\"/kept/a\"", "");
        Position top = Position.NONE;
        for (int i = 1; i <= 4; i++) {
            top = small.channel("/kept/a")
                    .publishAsync(null, i)
                    .toCompletableFuture()
                    .join();
        }
        client.connect();
        assertThat(client.received())
                .contains(event(1, top.offset() - 3), event(2, top.offset() - 2))
                .hasSize(3);
        small.channel("/kept/a").publish(null, 5);
        client.connect();
        assertThat(client.received()).contains(event(5, top.offset() + 1, ",\"after\":" + (top.offset() - 2)));
    }

    @Test
    void messageThatAnExtensionChangesKeepsItsPlace() {
        TestPeer client = asking(server.webSocket());
        server.session(client).addListener((ServerSessionListener.MessageListener)
                (to, from, event) -> Verdict.replace(event.withExt(RawJson.parse("{\"x\":1}"))));
        subscribe(client, "\"/kept/a\"", "");
        Position top = publish(1);
        assertThat(client.received())
                .containsExactly("{\"channel\":\"/kept/a\",\"data\":1,\"ext\":{\"x\":1,\"history\":{\"offset\":"
                        + top.offset() + "}}}");
    }

    @Test
    void publisherOfWhatIsRecoveredIsNotKnown() {
        TestPeer writer = server.webSocket().connected();
        Position before = publish(0);
        writer.publish("/kept/a", "1");
        List<String> from = new ArrayList<>();
        TestPeer client = asking(server.webSocket());
        server.session(client).addListener((ServerSessionListener.MessageListener) (to, publisher, event) -> {
            from.add(publisher == null ? "nobody" : "somebody");
            return Verdict.pass();
        });
        subscribe(client, "\"/kept/a\"", wish(before));
        writer.publish("/kept/a", "2");
        assertThat(from).containsExactly("nobody", "somebody");
    }

    @Test
    void subscribersShareTheEncodingOfEachForm() {
        TestPeer one = asking(server.webSocket());
        TestPeer two = asking(server.webSocket());
        subscribe(one, "\"/kept/a\"", "");
        subscribe(two, "\"/kept/a\"", "");
        TestPeer plain = server.webSocket().subscribedTo("/kept/a");
        publish(1);
        var first = one.last().connection().messages();
        var second = two.last().connection().messages();
        assertThat(first.get(first.size() - 1)).isSameAs(second.get(second.size() - 1));
        assertThat(plain.received()).containsExactly("{\"channel\":\"/kept/a\",\"data\":1}");
    }

    @Test
    void newEpochIsWrittenWhereItBegins() {
        TestPeer client = asking(server.webSocket());
        subscribe(client, "\"/kept/a\"", "");
        publish(1);
        client.received();
        server.channel("/kept/a").history(HistoryPolicy.NONE);
        server.channel("/kept/a").history(new HistoryPolicy(5, Duration.ofMinutes(10)));
        Position top = publish(2, 3);
        assertThat(client.received())
                .containsExactly(
                        "{\"channel\":\"/kept/a\",\"data\":2,\"ext\":{\"history\":{\"epoch\":\"" + top.epoch()
                                + "\",\"offset\":" + (top.offset() - 1) + "}}}",
                        event(3, top.offset()));
    }

    @Test
    void asManyChannelsAreFollowedAsThereMayBeSubscriptions() {
        TestCore small = servers.start("history", "/kept/*=5/10m", "maxSubscriptionsPerSession", "2");
        TestPeer client = asking(small.webSocket());
        assertThat(subscribe(client, "\"/kept/*\"", "\"/kept/a\":{\"all\":true},\"/kept/b\":{\"all\":true}")
                        .get(0))
                .contains("\"successful\":true");
        assertThat(subscribe(client, "\"/kept/**\"", "\"/kept/c\":{\"all\":true}")
                        .get(0))
                .contains("403:max_subscriptions:subscribe_denied");
        small.channel("/kept/c").publish(null, 1);
        assertThat(client.received()).containsExactly("{\"channel\":\"/kept/c\",\"data\":1}");
    }
}
