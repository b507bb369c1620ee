package dev.halley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.LocalSession;
import dev.halley.api.Member;
import dev.halley.api.Registration;
import dev.halley.json.RawJson;
import dev.halley.protocol.Reply;
import dev.halley.service.Services;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatServiceTest {

    private final InProcessServer demo = InProcessServer.start(new Setup());
    private final ChatService service =
            new ChatService(demo.bayeux(), demo.oort().seti());
    private Registration registered;

    @BeforeEach
    void open() {
        registered = new Services(demo.bayeux()).register(service);
    }

    @AfterEach
    void stop() {
        demo.close();
    }

    @Test
    void whoComesInIsSentTheMembersAlone() {
        LocalSession alice = session();
        LocalSession bob = session();
        List<String> toAlice = listsTo(alice);
        List<String> toBob = listsTo(bob);

        join(alice, "demo", "alice");
        join(bob, "demo", "bob");

        assertThat(toAlice).containsExactly("{\"chat\":\"members=[alice]\",\"members\":[\"alice\"]}");
        assertThat(toBob).containsExactly("{\"chat\":\"members=[alice, bob]\",\"members\":[\"alice\",\"bob\"]}");
    }

    @Test
    void roomsShowTheirMembersByTheNamesTheyHaveSaidInTheirHandshakes() {
        named("alice").subscribe("/chat/demo");
        named("alice").subscribe("/chat/demo");
        named("<b>").subscribe("/chat/demo");

        assertThat(shown("demo"))
                .containsExactly("alice:2:{\"name\":\"alice\"}", "&lt;b&gt;:1:{\"name\":\"&lt;b&gt;\"}");
        assertThat(service.members("demo")).containsExactly("&lt;b&gt;", "alice");
    }

    @Test
    void whoJoinsIsShownByTheNameItSays() {
        TestClient alice = demo.client().connected();
        alice.publish("/chat/demo", "{\"user\":\"alice\",\"join\":true}");
        TestClient bob = demo.client().connected().subscribe("/chat/demo");
        bob.publish("/chat/demo", "{\"user\":\"bob\",\"join\":true}");

        assertThat(shown("demo")).hasSize(2).first().isEqualTo("alice:1:{\"name\":\"alice\"}");
        assertThat(shown("demo")).last().asString().startsWith("#").endsWith(":1:{\"name\":\"bob\"}");
    }

    @Test
    void roomsKeepWhatIsSaidInThemWithWhoSaidIt() {
        TestClient alice = named("alice").subscribe("/chat/demo");
        alice.publish("/chat/demo", "{\"chat\":\"hello\"}");
        alice.disconnect();

        TestClient bob = demo.client().handshake("{\"history\":true}");
        bob.send("[{\"channel\":\"/meta/subscribe\",\"clientId\":\"" + bob.clientId()
                + "\",\"id\":\"9\",\"subscription\":\"/chat/demo\","
                + "\"ext\":{\"history\":{\"/chat/demo\":{\"last\":5}}}}]");

        assertThat(bob.received())
                .filteredOn(text -> text.contains("hello"))
                .singleElement()
                .asString()
                .contains("\"said\":{\"by\":\"alice\",\"at\":");
        assertThat(demo.bayeux().createChannel("/chat/demo").historyPolicy())
                .contains(new HistoryPolicy(200, Duration.ofDays(1)));
    }

    @Test
    void whoHasGoneIsNoMember() {
        TestClient alice = named("alice").subscribe("/chat/demo", "/chat/other");
        TestClient bob = named("bob").subscribe("/chat/demo");
        alice.unsubscribe("/chat/demo");
        bob.publish("/chat/demo", "{\"user\":\"bob\",\"leave\":true}");
        assertThat(service.members("demo")).isEmpty();
        assertThat(shown("demo")).isEmpty();
        assertThat(service.members("other")).containsExactly("alice");

        alice.disconnect();
        assertThat(service.members("other")).isEmpty();
    }

    @Test
    void aRoomMayHaveAPathOfItsOwn() {
        join(session(), "a/b", "alice");

        assertThat(service.members("a/b")).containsExactly("alice");
        assertThat(service.members("a")).isEmpty();
    }

    @Test
    void comingInAgainGivesTheListAgain() {
        LocalSession alice = session();
        List<String> toAlice = listsTo(alice);

        join(alice, "demo", "alice");
        join(alice, "demo", "alice");

        assertThat(toAlice).hasSize(2);
    }

    @Test
    void comingInAgainByAnotherNameTakesThePlaceOfTheFirstInAllRooms() {
        LocalSession alice = session();
        join(alice, "demo", "alice");
        join(alice, "other", "alicia");

        assertThat(service.members("demo")).containsExactly("alicia");
        assertThat(service.members("other")).containsExactly("alicia");
    }

    @Test
    void aNameStaysUntilTheLastOfItsSessionsIsGone() {
        LocalSession tab = session();
        LocalSession otherTab = session();
        join(tab, "demo", "alice");
        join(otherTab, "demo", "alice");

        tab.disconnect();
        assertThat(service.members("demo")).containsExactly("alice");

        otherTab.disconnect();
        assertThat(service.members("demo")).isEmpty();
    }

    @Test
    void leavingWhereOneNeverWasChangesNothing() {
        Reply left = session().publish("/chat/demo", Map.of("user", "alice", "leave", true));

        assertThat(left.successful()).isTrue();
        assertThat(service.members("demo")).isEmpty();
    }

    @Test
    void aNameMayBeAsLongAsTheLimitAndNoLonger() {
        assertThat(join(session(), "demo", "a".repeat(64)).successful()).isTrue();
        assertRefused(join(session(), "demo", "a".repeat(65)), "name_length");
        assertRefused(join(session(), "demo", " "), "name_length");

        assertThat(demo.client().tryHandshake(user("a".repeat(64)))).contains("\"successful\":true");
        assertThat(demo.client().tryHandshake(user("a".repeat(65)))).contains("403:name_length:handshake_denied");
        assertThat(demo.client().tryHandshake(user(" "))).contains("403:name_length:handshake_denied");
        assertThat(demo.client().tryHandshake("{\"chat\":{\"user\":7}}")).contains("\"successful\":true");
    }

    @Test
    void aRoomsNameMayBeAsLongAsTheLimitAndNoLonger() {
        assertThat(join(session(), "r".repeat(128), "alice").successful()).isTrue();
        assertRefused(join(session(), "r".repeat(129), "alice"), "room_length");
    }

    @Test
    void whatIsNoJoinAndNoLeaveGoesOnUnread() {
        List<String> said = new CopyOnWriteArrayList<>();
        session()
                .subscribe(
                        "/chat/demo", (session, event) -> said.add(event.data().text()));
        LocalSession alice = session();

        assertThat(alice.publish("/chat/demo", "join").successful()).isTrue();
        assertThat(alice.publish("/chat/demo", List.of("join")).successful()).isTrue();
        assertThat(alice.publish("/chat/demo", Map.of("chat", "who will \"join\" me?"))
                        .successful())
                .isTrue();
        assertThat(alice.publish("/chat/demo", Map.of("join", "true")).successful())
                .isTrue();

        assertThat(said).hasSize(4);
        assertThat(service.members("demo")).isEmpty();
    }

    @Test
    void nameThatIsRefusedChangesNothing() {
        try (InProcessServer other = InProcessServer.start(new Setup())) {
            var limits = new ChatLimits(200, 200, 200, 100);
            var chat = new ChatService(
                    other.bayeux(), other.oort().seti(), limits, other.bayeux().clock());
            new Services(other.bayeux()).register(chat);
            String longRoom = "r".repeat(150);
            LocalSession bob = other.bayeux().newLocalSession("test");
            join(bob, "demo", "bob");
            join(bob, longRoom, "bob");

            // A user of the room with the longer name would have more characters than may be.
            assertRefused(join(bob, "new", "b".repeat(120)), "not_addressable");

            assertThat(chat.members("demo")).containsExactly("bob");
            assertThat(chat.members(longRoom)).containsExactly("bob");
            assertThat(chat.members("new")).isEmpty();
            join(bob, "new", "bob");
            assertThat(chat.members("new")).containsExactly("bob");
            join(bob, "new", "rob");
            assertThat(chat.members("demo")).containsExactly("rob");
            assertThat(chat.members(longRoom)).containsExactly("rob");
        }
    }

    @Test
    void onceClosedTheServiceListensNoMore() {
        registered.close();
        service.end();

        join(session(), "demo", "alice");
        named("bob").subscribe("/chat/demo");

        assertThat(service.members("demo")).isEmpty();
    }

    @Test
    void nodeIsKilledOnlyWhereThatIsSwitchedOn() {
        try (InProcessServer switchedOn = InProcessServer.start(new Setup())) {
            AtomicInteger kills = new AtomicInteger();
            new Services(switchedOn.bayeux())
                    .register(new ChatService(
                            switchedOn.bayeux(),
                            switchedOn.oort().seti(),
                            ChatLimits.USUAL,
                            switchedOn.bayeux().clock(),
                            new KillSwitch(true, kills::incrementAndGet)));
            RawClient there = new RawClient(switchedOn);
            there.publish("/service/chat/node", "null");
            there.publish("/service/chat/kill", "null");

            assertThat(there.received()).anyMatch(text -> text.contains("\"killable\":true"));
            assertThat(kills).hasValue(1);
        }
        RawClient here = new RawClient(demo);
        here.publish("/service/chat/node", "null");
        here.publish("/service/chat/kill", "null");

        assertThat(here.received())
                .anyMatch(text -> text.contains("\"killable\":false"))
                .anyMatch(text -> text.contains("{\"reason\":\"switched_off\"}"));
    }

    private LocalSession session() {
        return demo.bayeux().newLocalSession("test");
    }

    private TestClient named(String name) {
        return demo.client().handshake(user(name));
    }

    private static String user(String name) {
        return "{\"chat\":{\"user\":\"" + name + "\"}}";
    }

    private static Reply join(LocalSession session, String room, String name) {
        return session.publish("/chat/" + room, Map.of("user", name, "join", true, "chat", name + " has joined"));
    }

    /** @return the members that the server shows, with the number of sessions and what is told of each */
    private List<String> shown(String room) {
        return demo.bayeux().createChannel("/chat/" + room).presence().members().stream()
                .map(ChatServiceTest::text)
                .toList();
    }

    private static String text(Member member) {
        RawJson info = member.info();
        return member.id() + ":" + member.sessions() + ":" + (info == null ? "" : info.text());
    }

    /** What the session is sent alone in the room. */
    private static List<String> listsTo(LocalSession session) {
        List<String> delivered = new CopyOnWriteArrayList<>();
        session.addListener("/chat/demo", (to, event) -> {
            if (event.data().text().contains("members=")) {
                delivered.add(event.data().text());
            }
        });
        return delivered;
    }

    private static void assertRefused(Reply reply, String limit) {
        assertThat(reply.successful()).isFalse();
        assertThat(reply.error()).hasToString("403:" + limit + ":publish_denied");
    }
}
