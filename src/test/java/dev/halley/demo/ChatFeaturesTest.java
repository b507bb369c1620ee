package dev.halley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.service.Services;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the chat page needs besides rooms: who said what when, what was said before, who types, a word to one alone. */
class ChatFeaturesTest {

    private static final ChatLimits SMALL = new ChatLimits(64, 128, 20, 2);

    private final InProcessServer demo = InProcessServer.start(new Setup());
    private RawClient alice;
    private RawClient bob;

    @BeforeEach
    void open() {
        InstantSource stopped = InstantSource.fixed(Instant.ofEpochMilli(1_000));
        new Services(demo.bayeux())
                .register(new ChatService(demo.bayeux(), demo.oort().seti(), SMALL, stopped));
        alice = new RawClient(demo);
        bob = new RawClient(demo);
    }

    @AfterEach
    void stop() {
        demo.close();
    }

    @Test
    void whatAMemberSaysCarriesTheMembersNameAndATimeOfItsOwn() {
        join(alice, "demo", "alice");
        bob.subscribe("/chat/demo");

        alice.publish("/chat/demo", "{'user':'somebody else','chat':'one'}");
        alice.publish("/chat/demo", "{'chat':'two'}");

        assertThat(bob.takeReceived())
                .containsExactly(
                        message("/chat/demo", "{'user':'somebody else','chat':'one'}", "alice", 1_000),
                        message("/chat/demo", "{'chat':'two'}", "alice", 1_001));
    }

    @Test
    void nobodyCanSignForTheServer() {
        join(alice, "demo", "alice");
        bob.subscribe("/chat/demo");
        RawClient eve = new RawClient(demo);
        String forged =
                "{'channel':'/chat/demo','clientId':'ID','id':'1','data':{'chat':'x'},'said':{'by':'bob','at':1}}";

        eve.send(forged);
        assertThat(bob.takeReceived()).containsExactly(quoted("{'channel':'/chat/demo','data':{'chat':'x'}}"));

        alice.send(forged);
        assertThat(bob.takeReceived()).containsExactly(message("/chat/demo", "{'chat':'x'}", "alice", 1_000));
    }

    @Test
    void aPrivateMessageGoesToEverySessionOfThatNameInThatRoomAndToNobodyElse() {
        RawClient bobsTab = new RawClient(demo);
        RawClient bobElsewhere = new RawClient(demo);
        RawClient carol = new RawClient(demo);
        join(alice, "demo", "alice");
        join(bob, "demo", "bob");
        join(bobsTab, "demo", "bob");
        join(bobElsewhere, "other", "bob");
        join(carol, "demo", "carol");
        List.of(bob, bobsTab, bobElsewhere, carol).forEach(RawClient::takeReceived);

        assertThat(call(alice, "private", "{'room':'demo','to':'bob','chat':'psst','id':'i1'}"))
                .isEqualTo(quoted("{'to':'bob'}"));

        assertThat(bob.received())
                .singleElement()
                .asString()
                .contains(
                        quoted("'channel':'/service/chat/private'"),
                        quoted("'user':'alice'"),
                        quoted("'to':'bob'"),
                        quoted("'chat':'psst'"),
                        quoted("'id':'i1'"),
                        quoted("'room':'demo'"));
        assertThat(bobsTab.takeReceived()).isEqualTo(bob.takeReceived());
        assertThat(bobElsewhere.received()).isEmpty();
        assertThat(carol.received()).isEmpty();
    }

    @Test
    void aPrivateMessageMayBeAsLongAsTheLimitAndNoLonger() {
        join(alice, "demo", "alice");
        join(bob, "demo", "bob");

        assertThat(call(alice, "private", "{'room':'demo','to':'bob','chat':'" + "x".repeat(20) + "'}"))
                .isEqualTo(quoted("{'to':'bob'}"));
        assertThat(refusal(alice, "private", "{'room':'demo','to':'bob','chat':'" + "x".repeat(21) + "'}"))
                .isEqualTo(quoted("{'length':21,'limit':20,'reason':'text_length'}"));
        assertThat(refusal(alice, "private", "{'room':'demo','to':'bob'}"))
                .isEqualTo(quoted("{'length':0,'limit':20,'reason':'text_length'}"));
        assertThat(bob.takeReceived()).hasSize(1);
    }

    @Test
    void whatIsSaidToAllMayBeAsLongAsTheLimitAndNoLonger() {
        alice.subscribe("/chat/demo");

        bob.publish("/chat/demo", "{'chat':'" + "x".repeat(20) + "'}");
        assertThat(bob.takeReceived()).singleElement().asString().contains("\"successful\":true");
        bob.publish("/chat/demo", "{'chat':'" + "x".repeat(21) + "'}");
        assertThat(bob.takeReceived()).singleElement().asString().contains("403:text_length,21,20:publish_denied");

        assertThat(alice.takeReceived()).hasSize(1);
    }

    @Test
    void lengthOfATextIsThatOfWhatWasTypedNotOfItsEntities() {
        bob.publish("/chat/demo", "{'chat':'" + "&lt;&gt;".repeat(10) + "'}");
        bob.publish("/chat/demo", "{'chat':'" + "&amp;lt;".repeat(4) + "&234'}");
        bob.publish("/chat/demo", "{'chat':'\\u0026lt;234567890123456789\\u0041'}");
        assertThat(bob.takeReceived()).hasSize(3).allMatch(text -> text.contains("\"successful\":true"));

        bob.publish("/chat/demo", "{'chat':'" + "&lt;&gt;".repeat(10) + "x'}");
        bob.publish("/chat/demo", "{'chat':'" + "&amp;lt;".repeat(4) + "&amp;'}");
        bob.publish("/chat/demo", "{'chat':'&" + "amp;".repeat(2_000) + "'}");
        assertThat(bob.takeReceived()).hasSize(3).allMatch(text -> text.contains("text_length"));
    }

    @Test
    void whoIsNotInTheRoomNeitherSaysNorHearsAnythingPrivate() {
        join(alice, "demo", "alice");

        assertThat(refusal(alice, "private", "{'room':'demo','to':'bob','chat':'x'}"))
                .isEqualTo(reason("not_here"));
        assertThat(refusal(bob, "private", "{'room':'demo','to':'alice','chat':'x'}"))
                .isEqualTo(reason("not_a_member"));
        assertThat(alice.received()).isEmpty();
    }

    @Test
    void whoTypesIsToldByTheNameThatTheRoomKnows() {
        join(alice, "demo", "alice");
        bob.subscribe("/typing/demo");

        bob.subscribe("/urgent");

        alice.publish("/typing/demo", "{'user':'eve','typing':true}");
        demo.bayeux().createChannel("/urgent").publish(null, "what waits goes with it");

        assertThat(bob.takeReceived()).anySatisfy(text -> assertThat(text)
                .contains(quoted("'channel':'/typing/demo'"), quoted("'user':'alice'"), quoted("'typing':true"))
                .doesNotContain("eve"));
    }

    @Test
    void thatSomebodyTypesMayWaitAMoment() {
        ServerChannel typing = demo.bayeux().channel("/typing/**").orElseThrow();

        assertThat(typing.isLazy()).isTrue();
        assertThat(typing.lazyTimeout()).contains(Duration.ofMillis(300));
    }

    @Test
    void onlyMembersType() {
        bob.publish("/typing/demo", "{'typing':true}");

        assertThat(bob.takeReceived()).singleElement().asString().contains("403:not_a_member:publish_denied");
    }

    @Test
    void theRoomsAreToldTheFullestFirstAndNoMoreThanTheLimit() {
        assertThat(call(alice, "rooms", "{}")).isEqualTo(quoted("{'rooms':[]}"));
        join(alice, "a", "alice");
        join(alice, "b", "alice");
        join(bob, "b", "bob");
        join(bob, "c", "bob");

        assertThat(call(alice, "rooms", "{}"))
                .contains(quoted("'room':'b'"), quoted("'members':2"), quoted("'room':'a'"))
                .doesNotContain(quoted("'room':'c'"));
    }

    @Test
    void whatChangesInTheRoomsIsTold() {
        RawClient watcher = new RawClient(demo);
        watcher.subscribe("/rooms");

        join(alice, "demo", "alice");
        join(bob, "demo", "bob");
        alice.publish("/chat/demo", "{'user':'alice','leave':true}");

        List<String> told = watcher.takeReceived();
        assertThat(told).hasSize(3).allMatch(text -> text.contains(quoted("'room':'demo'")));
        assertThat(told.get(0)).contains(quoted("'members':1"));
        assertThat(told.get(1)).contains(quoted("'members':2"));
        assertThat(told.get(2)).contains(quoted("'members':1"));
    }

    @Test
    void nobodyButTheServerTellsHowManyAreHere() {
        alice.subscribe("/rooms");

        bob.publish("/rooms", "{'room':'demo','members':99}");

        assertThat(bob.takeReceived()).hasSize(1).allMatch(text -> text.contains("404::message_deleted"));
        assertThat(alice.received()).isEmpty();
    }

    @Test
    void whosePageEndsHasAMomentToComeBackAndThenAsMuchTimeAsEverybody() {
        join(alice, "demo", "alice");
        ServerSession session = demo.bayeux().session(alice.id()).orElseThrow();
        Duration usual = session.maxInterval();

        alice.publish("/service/chat/away", "null");
        assertThat(session.maxInterval()).isEqualTo(Duration.ofSeconds(5)).isNotEqualTo(usual);
        assertThat(alice.takeReceived())
                .anyMatch(text -> text.contains(quoted("'channel':'/service/chat/away','data':{}")));

        call(alice, "back", "null");
        assertThat(session.maxInterval()).isEqualTo(usual);
    }

    private static void join(RawClient client, String room, String name) {
        client.publish("/chat/" + room, "{'user':'" + name + "','join':true,'chat':'" + name + " has joined'}");
        assertThat(client.takeReceived()).anyMatch(text -> text.contains("\"successful\":true"));
    }

    /** @return the data of the answer */
    private static String call(RawClient client, String target, String data) {
        return answer(client, target, data, true);
    }

    private static String refusal(RawClient client, String target, String data) {
        return answer(client, target, data, false);
    }

    private static String answer(RawClient client, String target, String data, boolean successful) {
        client.takeReceived();
        client.publish("/service/chat/" + target, data);
        String answer = client.takeReceived().get(0);
        assertThat(answer).contains("\"successful\":" + successful);
        return RawJson.parse(answer).value().asJsonObject().get("data").toString();
    }

    private static String message(String channel, String data, String by, long at) {
        return quoted("{'channel':'" + channel + "','data':" + data + ",'said':" + signature(by, at) + "}");
    }

    private static String signature(String by, long at) {
        return "{'by':'" + by + "','at':" + at + "}";
    }

    private static String reason(String reason) {
        return quoted("{'reason':'" + reason + "'}");
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }
}
