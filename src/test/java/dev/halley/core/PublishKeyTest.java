package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.api.LocalSession;
import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.Verdict;
import dev.halley.core.channel.RecentKeys;
import dev.halley.protocol.BayeuxError;
import dev.halley.testing.HeldBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publish that is repeated with the same key is published once. */
class PublishKeyTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start("history", "/kept/*=5/10m", "maxInterval", "100000000");
    private final TestPeer client = server.webSocket();
    private final TestPeer reader = server.webSocket();

    private void begin() {
        client.handshakeWithEvents("{\"history\":true}");
        client.connect();
        client.received();
        reader.subscribedTo("/kept/*", "/plain/*");
    }

    private String publish(TestPeer by, String channel, String data, String key) {
        List<String> got = by.ask("{\"channel\":\"" + channel + "\",\"clientId\":\"$\",\"data\":" + data
                + ",\"ext\":{\"publishKey\":" + key + "}}");
        assertThat(got).hasSize(1);
        return got.get(0);
    }

    @Test
    void repeatedPublishIsAnsweredAsTheFirstWasAndNotPublished() {
        begin();
        String first = publish(client, "/kept/a", "1", "\"k\"");
        assertThat(first).contains("\"successful\":true", "\"offset\":").doesNotContain("duplicate");
        assertThat(publish(client, "/kept/a", "1", "\"k\"")).isEqualTo(first.replace("}}}", ",\"duplicate\":true}}}"));
        assertThat(reader.received()).containsExactly("{\"channel\":\"/kept/a\",\"data\":1}");
    }

    @Test
    void alsoInAnotherSessionAndOnAnotherChannelItIsAnotherOne() {
        begin();
        TestPeer other = server.webSocket();
        other.handshakeWithEvents("{\"history\":true}");
        other.connect();
        other.received();
        publish(client, "/kept/a", "1", "\"k\"");
        assertThat(publish(other, "/kept/a", "1", "\"k\"")).contains("\"duplicate\":true");
        assertThat(publish(other, "/kept/b", "1", "\"k\"")).doesNotContain("duplicate");
    }

    private TestPeer user(String name) {
        TestPeer user = server.webSocket(Peers.onWebSocket(null, name));
        user.handshakeWithEvents("{\"history\":true}");
        user.connect();
        user.received();
        return user;
    }

    @Test
    void keysOfUsersAreApartAndThoseOfSessionsOfOneAreNot() {
        begin();
        assertThat(publish(user("ann"), "/kept/a", "1", "\"k\"")).doesNotContain("duplicate");
        assertThat(publish(user("bob"), "/kept/a", "1", "\"k\"")).doesNotContain("duplicate");
        assertThat(publish(user("bob"), "/kept/a", "2", "\"kk\"")).doesNotContain("duplicate");
        assertThat(publish(user("ann"), "/kept/a", "1", "\"k\"")).contains("\"duplicate\":true");
        assertThat(reader.received()).hasSize(3);
    }

    @Test
    void userAndKeyOfWhichTheTextsTogetherAreTheSameAreOthers() {
        begin();
        publish(user("ann"), "/kept/a", "1", "\"ak\"");
        assertThat(publish(user("anna"), "/kept/a", "1", "\"k\"")).doesNotContain("duplicate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/kept/a", "/plain/a"})
    void sameKeyWithOtherDataIsAConflict(String channel) {
        begin();
        publish(client, channel, "1", "\"k\"");
        assertThat(publish(client, channel, "2", "\"k\""))
                .contains("\"successful\":false", "\"error\":\"409:publishKey:conflict\"");
        assertThat(reader.received()).hasSize(1);
    }

    @Test
    void onAPlainChannelTheSessionRemembersTheKey() {
        begin();
        publish(client, "/plain/a", "1", "\"k\"");
        assertThat(publish(client, "/plain/a", "1", "\"k\""))
                .isEqualTo("{\"channel\":\"/plain/a\",\"successful\":true,\"ext\":{\"history\":{\"duplicate\":true}}}");
        assertThat(publish(client, "/plain/b", "1", "\"k\"")).doesNotContain("duplicate");
        TestPeer other = server.webSocket().connected();
        publish(other, "/plain/a", "1", "\"k\"");
        assertThat(publish(other, "/plain/a", "1", "\"k\""))
                .isEqualTo("{\"channel\":\"/plain/a\",\"successful\":true}");
        assertThat(reader.received()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/kept/a", "/plain/a"})
    void keyIsForgottenAfterItsTime(String channel) {
        begin();
        publish(client, channel, "1", "\"k\"");
        server.pass(Duration.ofMinutes(5).toMillis() - 1);
        assertThat(publish(client, channel, "1", "\"k\"")).contains("\"duplicate\":true");
        server.pass(1);
        assertThat(publish(client, channel, "1", "\"k\"")).doesNotContain("duplicate");
    }

    @Test
    void sessionRemembersAThousandKeys() {
        begin();
        for (int i = 0; i < RecentKeys.MOST; i++) {
            publish(client, "/plain/a", "1", "\"k" + i + "\"");
        }
        assertThat(publish(client, "/plain/a", "1", "\"k0\"")).contains("\"duplicate\":true");
        publish(client, "/plain/a", "1", "\"one more\"");
        assertThat(publish(client, "/plain/a", "1", "\"k1\"")).contains("\"duplicate\":true");
        assertThat(publish(client, "/plain/a", "1", "\"k0\"")).doesNotContain("duplicate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"\"", "null", "{}", "[\"k\"]"})
    void keyThatIsNoTextIsRefused(String key) {
        begin();
        assertThat(publish(client, "/kept/a", "1", key)).contains("\"error\":\"400:publishKey:field_invalid\"");
        assertThat(publish(client, "/plain/a", "1", key)).contains("\"error\":\"400:publishKey:field_invalid\"");
        assertThat(reader.received()).isEmpty();
    }

    @Test
    void keyOfAHundredAndTwentyEightCharactersIsTakenAndALongerOneIsNot() {
        begin();
        assertThat(publish(client, "/kept/a", "1", "\"" + "k".repeat(128) + "\""))
                .contains("\"successful\":true");
        assertThat(publish(client, "/kept/a", "1", "\"" + "k".repeat(129) + "\""))
                .contains("400:publishKey:field_invalid");
    }

    @Test
    void listenersOfTheChannelSeeADuplicateOnlyOnce() {
        begin();
        List<String> seen = new ArrayList<>();
        server.channel("/kept/a").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            seen.add(message.data().text());
            return Verdict.pass();
        });
        publish(client, "/kept/a", "1", "\"k\"");
        publish(client, "/kept/a", "1", "\"k\"");
        assertThat(seen).containsExactly("1");
    }

    @Test
    void publishThatWasRefusedIsNotKnown() {
        begin();
        var stopping = server.channel("/plain/a")
                .addListener((ServerChannelListener.MessageListener) (from, message) -> Verdict.stop());
        assertThat(publish(client, "/plain/a", "1", "\"k\"")).contains("\"successful\":false");
        stopping.close();
        assertThat(publish(client, "/plain/a", "1", "\"k\""))
                .isEqualTo("{\"channel\":\"/plain/a\",\"successful\":true}");
        assertThat(reader.received()).hasSize(1);
    }

    @Test
    void serverCodePublishesOnceWithAKey() {
        begin();
        Position first = publishAsync(1, "k");
        assertThat(publishAsync(1, "k")).isEqualTo(first);
        assertThat(reader.received()).containsExactly("{\"channel\":\"/kept/a\",\"data\":1}");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> publishAsync(2, "k"))
                .withCauseInstanceOf(PublishException.class)
                .withMessageContaining("409:publishKey:conflict");
        assertThatIllegalArgumentException().isThrownBy(() -> publishAsync(1, ""));
    }

    private Position publishAsync(int data, String key) {
        return server.channel("/kept/a")
                .publishAsync(null, data, key)
                .toCompletableFuture()
                .join();
    }

    @Test
    void localSessionPublishesOnceWithAKey() {
        begin();
        LocalSession local = server.core().newLocalSession("local", session -> {});
        Position first =
                local.publishAsync("/kept/a", 1, "k").toCompletableFuture().join();
        assertThat(local.publishAsync("/kept/a", 1, "k").toCompletableFuture().join())
                .isEqualTo(first);
        assertThat(local.publishAsync("/plain/a", 1, "k").toCompletableFuture().join())
                .isEqualTo(Position.NONE);
        local.publishAsync("/plain/a", 1, "k");
        assertThat(reader.received()).hasSize(2);
    }

    private static void publishPlain(TestPeer by) {
        by.send("""
                {"channel":"/plain/a","clientId":"$","data":1,"ext":{"publishKey":"k"}}""");
    }

    @Test
    void repeatedPublishOnAPlainChannelIsAnsweredWhenTheFirstIsAccepted() {
        HeldBroker broker = new HeldBroker();
        TestPeer publisher = servers.start(broker).webSocket().connected();
        publishPlain(publisher);
        publishPlain(publisher);
        assertThat(publisher.received()).isEmpty();
        assertThat(broker.waiting()).isEqualTo(1);

        broker.accept();

        assertThat(publisher.received())
                .containsExactly(
                        "{\"channel\":\"/plain/a\",\"successful\":true}",
                        "{\"channel\":\"/plain/a\",\"successful\":true}");
        publishPlain(publisher);
        assertThat(publisher.received()).hasSize(1);
        assertThat(broker.waiting()).isZero();
    }

    @Test
    void repeatedPublishOnAPlainChannelFailsWithTheFirstAndTheNextOneIsPublished() {
        HeldBroker broker = new HeldBroker();
        TestPeer publisher = servers.start(broker).webSocket().connected();
        publishPlain(publisher);
        publishPlain(publisher);

        broker.fail(new PublishException(BayeuxError.PUBLISH_UNCONFIRMED));

        assertThat(publisher.received()).hasSize(2).allMatch(text -> text.contains("\"successful\":false"));
        publishPlain(publisher);
        broker.accept();
        assertThat(publisher.received()).containsExactly("{\"channel\":\"/plain/a\",\"successful\":true}");
    }

    @Test
    void repeatedPublishOnAPlainChannelIsRefusedAsTheFirstIsAndWhileThatIsAsked() {
        begin();
        List<String> meanwhile = new ArrayList<>();
        server.channel("/plain/a").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            publishPlain(client);
            meanwhile.addAll(client.received());
            return Verdict.stop();
        });
        publishPlain(client);
        assertThat(meanwhile).isEmpty();
        assertThat(client.received()).hasSize(2).allMatch(text -> text.contains("\"successful\":false"));
    }
}
