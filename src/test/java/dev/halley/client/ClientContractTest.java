package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halley.json.RawJson;
import dev.halley.protocol.BinaryData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** All that an application does with a client, over each transport, against our server and against CometD's. */
@ParameterizedClass
@EnumSource
class ClientContractTest {

    private static final String UNICODE = "Grüße, 世界, 🚀\u2028\u2029 \"quoted\" \\ </script> \u0001";

    private final Place place;
    private final String channel = "/test/" + UUID.randomUUID();
    private final List<BayeuxClient> clients = new ArrayList<>();

    ClientContractTest(Place place) {
        this.place = place;
    }

    @AfterEach
    void closeClients() {
        clients.forEach(BayeuxClient::close);
    }

    @AfterAll
    static void stopServers() throws Exception {
        Place.stopAll();
    }

    private BayeuxClient client() {
        return client(place.builder());
    }

    private BayeuxClient client(BayeuxClientBuilder builder) {
        BayeuxClient client = builder.build();
        clients.add(client);
        return client;
    }

    private BayeuxClient connected() throws Exception {
        return connected(place.builder());
    }

    private BayeuxClient connected(BayeuxClientBuilder builder) throws Exception {
        BayeuxClient client = client(builder);
        await(client.connect());
        return client;
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static BayeuxException failureOf(CompletableFuture<?> future) {
        var failure = catchThrowableOfType(ExecutionException.class, () -> await(future));
        return (BayeuxException) failure.getCause();
    }

    @Test
    void connectsAndDisconnects() throws Exception {
        BayeuxClient client = connected();
        assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
        assertThat(client.isConnected()).isTrue();
        assertThat(client.transport()).contains(place.transport());
        assertThat(client.id()).isPresent();
        assertThat(await(client.disconnect())).isTrue();
        assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
        assertThat(client.isConnected()).isFalse();
        assertThat(client.transport()).isEmpty();
        assertThat(client.id()).isEmpty();
        assertThat(client.lastFailure()).isEmpty();
    }

    @Test
    void connectsAgainAfterDisconnect() throws Exception {
        BayeuxClient client = connected();
        Inbox<Message> heard = new Inbox<>();
        await(client.subscribe(channel, heard));
        await(client.disconnect());
        await(client.connect());
        await(connected().publish(channel, 1));
        assertThat(heard.next().data()).contains(RawJson.from(1));
    }

    @Test
    void handshakeGivesTheReply() throws Exception {
        Message reply = await(client().handshake());
        assertThat(reply.isSuccessful()).isTrue();
        assertThat(reply.field("supportedConnectionTypes")).isPresent();
    }

    @Test
    void subscriberHearsWhatOthersPublish() throws Exception {
        Inbox<Message> heard = new Inbox<>();
        await(connected().subscribe(channel, heard));
        Message reply = await(connected().publish(channel, Map.of("text", UNICODE)));
        assertThat(reply.isSuccessful()).isTrue();
        Message message = heard.next();
        assertThat(message.channel()).isEqualTo(channel);
        assertThat(message.data().orElseThrow().value().asJsonObject().getString("text"))
                .isEqualTo(UNICODE);
        assertThat(message.id()).isEmpty();
    }

    @Test
    void patternsAreHeard() throws Exception {
        Inbox<String> heard = new Inbox<>();
        BayeuxClient client = connected();
        await(client.subscribe(channel + "/*", message -> heard.accept("one " + message.channel())));
        await(client.subscribe(channel + "/**", message -> heard.accept("deep " + message.channel())));
        await(client.publish(channel + "/a", 1));
        await(client.publish(channel + "/a/b", 1));
        assertThat(heard.next(3))
                .containsExactlyInAnyOrder(
                        "one " + channel + "/a", "deep " + channel + "/a", "deep " + channel + "/a/b");
    }

    @Test
    void subscriptionBeforeConnectIsMadeThen() throws Exception {
        BayeuxClient client = client();
        Inbox<Message> heard = new Inbox<>();
        var subscription = client.subscribe(channel, heard);
        assertThat(subscription).isNotDone();
        await(client.connect());
        assertThat(await(subscription).channel()).hasToString(channel);
        await(client.publish(channel, "x"));
        assertThat(heard.next().data()).contains(RawJson.from("x"));
    }

    @Test
    void listenerThatIsTakenAwayHearsNoMore() throws Exception {
        BayeuxClient client = connected();
        Inbox<Message> first = new Inbox<>();
        Inbox<Message> second = new Inbox<>();
        Subscription subscription = await(client.subscribe(channel, first));
        await(client.subscribe(channel, second));
        await(subscription.unsubscribe());
        await(client.publish(channel, 1));
        second.next();
        assertThat(first.rest()).isEmpty();
    }

    @Test
    void channelWithoutListenersIsUnsubscribed() throws Exception {
        BayeuxClient client = connected();
        Inbox<Message> heard = new Inbox<>();
        Inbox<Message> all = new Inbox<>();
        client.addListener(channel, all);
        Subscription subscription = await(client.subscribe(channel, heard));
        await(subscription.unsubscribe());
        await(client.publish(channel, 1));
        await(client.call("echo", 2));
        // The listener gets whatever comes on the channel: there is only the reply.
        assertThat(all.rest()).allMatch(Message::isReply);
        assertThat(heard.rest()).isEmpty();
    }

    /** A payload of the application. */
    public record News(String title, int stars) {}

    @Test
    void payloadsAreBoundToTypes() throws Exception {
        BayeuxClient client = connected();
        Inbox<News> heard = new Inbox<>();
        await(client.subscribe(channel, News.class, heard));
        client.publish(channel, "this is none");
        client.publish(channel, new News("Comet sighted", 5));
        assertThat(heard.next()).isEqualTo(new News("Comet sighted", 5));
    }

    @Test
    void remoteCallsAreAnswered() throws Exception {
        BayeuxClient client = connected();
        assertThat(await(client.call("echo", new News("Halley", 76), News.class)))
                .isEqualTo(new News("Halley", 76));
        assertThat(await(client.call("/echo", "slash")).data()).contains(RawJson.from("slash"));
    }

    @Test
    void failedRemoteCallSaysWhy() throws Exception {
        BayeuxException failure = failureOf(connected().call("fail", "reason"));
        assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(failure.reply().orElseThrow().data()).contains(RawJson.from("reason"));
    }

    @Test
    void remoteCallWithoutAnswerEndsInTime() throws Exception {
        BayeuxException failure = failureOf(connected().call("silence", 1, Duration.ofMillis(50)));
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void remoteCallThatNobodyServesFailsAtOnceWhereTheServerKnowsTheMark() throws Exception {
        BayeuxException failure =
                failureOf(connected().call("nobody", 1, Duration.ofMillis(place.isHalley() ? 20_000 : 50)));
        assertThat(failure.outcome()).isEqualTo(place.isHalley() ? Outcome.REFUSED : Outcome.UNKNOWN);
    }

    @Test
    void batchTravelsTogether() throws Exception {
        Inbox<Integer> sizes = new Inbox<>();
        BayeuxClient client = connected();
        client.addListener(new ClientListener() {
            @Override
            public void sending(List<Message> messages) {
                if (messages.get(0).channel().equals(channel)) {
                    sizes.accept(messages.size());
                }
            }
        });
        client.batch(() -> {
            client.publish(channel, 1);
            client.batch(() -> client.publish(channel, 2));
            client.publish(channel, 3);
        });
        assertThat(sizes.next()).isEqualTo(3);
    }

    @Test
    void orderIsKept() throws Exception {
        int count = 2_000;
        BayeuxClient subscriber = connected();
        Inbox<RawJson> heard = new Inbox<>();
        await(subscriber.subscribe(channel, RawJson.class, heard));
        BayeuxClient publisher = connected();
        IntStream.range(0, count).forEach(i -> publisher.publish(channel, i));
        assertThat(heard.next(count))
                .isEqualTo(IntStream.range(0, count).mapToObj(RawJson::from).toList());
    }

    @Test
    void acknowledgedMessagesComeOnceAndInOrder() throws Exception {
        int count = 1_000;
        BayeuxClient subscriber = connected(place.builder().acknowledged(true));
        Inbox<RawJson> heard = new Inbox<>();
        await(subscriber.subscribe(channel, RawJson.class, heard));
        BayeuxClient publisher = connected();
        IntStream.range(0, count).forEach(i -> publisher.publish(channel, i));
        assertThat(heard.next(count))
                .isEqualTo(IntStream.range(0, count).mapToObj(RawJson::from).toList());
        assertThat(await(subscriber.call("echo", 1)).data()).contains(RawJson.from(1));
        assertThat(heard.rest()).isEmpty();
    }

    @Test
    void largeMessagesGoThrough() throws Exception {
        BayeuxClient client = connected();
        Inbox<String> heard = new Inbox<>();
        await(client.subscribe(channel, String.class, heard));
        String large = "é".repeat(25_000);
        await(client.publish(channel, large));
        assertThat(heard.next()).isEqualTo(large);
    }

    @Test
    void binaryDataGoesThrough() throws Exception {
        BayeuxClient client = connected();
        Inbox<byte[]> heard = new Inbox<>();
        await(client.subscribe(channel, BinaryData.class, data -> heard.accept(data.bytes())));
        byte[] bytes = "some bytes: \0\1\2".getBytes(StandardCharsets.ISO_8859_1);
        await(client.publish(channel, new BinaryData(bytes, true, null)));
        assertThat(heard.next()).isEqualTo(bytes);
    }

    @Test
    void serverMayEndTheSession() throws Exception {
        Inbox<ClientState> states = new Inbox<>();
        BayeuxClient client = client(place.builder().listener(new ClientListener() {
            @Override
            public void stateChanged(ClientState from, ClientState to) {
                states.accept(to);
            }
        }));
        await(client.connect());
        states.await(ClientState.CONNECTED);
        ClientState next = ClientState.CONNECTED;
        while (next != ClientState.DISCONNECTED) {
            // A session that ends while no connect is held is not known to the next one: then the client comes back.
            if (next == ClientState.CONNECTED) {
                client.publish("/service/kick", 1);
            }
            next = states.next();
        }
        assertThat(failureOf(client.publish(channel, 1)).outcome()).isEqualTo(Outcome.NOT_SENT);
    }

    @Test
    void exceptionInAListenerHarmsNothing() throws Exception {
        BayeuxClient client = connected();
        Inbox<Message> heard = new Inbox<>();
        await(client.subscribe(channel, message -> {
            throw new IllegalStateException("on purpose");
        }));
        await(client.subscribe(channel, heard));
        await(client.publish(channel, 1));
        await(client.publish(channel, 2));
        assertThat(heard.next(2)).hasSize(2);
    }

    @Test
    void listenersMayPublishAndWaitForTheReply() throws Exception {
        BayeuxClient client = connected();
        Inbox<Message> replies = new Inbox<>();
        await(client.subscribe(
                channel,
                message -> replies.accept(
                        client.publish(channel + "/answer", message.data().orElse(RawJson.NULL))
                                .join())));
        client.publish(channel, 1);
        assertThat(replies.next().isSuccessful()).isTrue();
    }

    @Test
    void timeOfTheServerIsLearned() throws Exception {
        Duration ahead = Duration.ofHours(1);
        TimesyncExtension timesync = new TimesyncExtension(() -> Instant.now().plus(ahead));
        connected(place.builder().extension(timesync));
        assertThat(timesync.offset())
                .isBetween(ahead.negated().minusSeconds(60), ahead.negated().plusSeconds(60));
        assertThat(timesync.serverTime())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    }
}
