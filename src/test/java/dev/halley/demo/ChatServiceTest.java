package dev.halley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.json.RawJson;
import dev.halley.protocol.Reply;
import dev.halley.service.Services;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatServiceTest {

    private static final ChatLimits SMALL = new ChatLimits(64, 128, 3, 2, 10, 1, new HistoryLimits(3, 60, 800));

    private final InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    private final InProcessServer demo = InProcessServer.start(new Setup());
    private final ChatService service =
            new ChatService(demo.bayeux(), demo.oort().seti(), SMALL, clock);
    private final List<String> announced = new CopyOnWriteArrayList<>();
    private LocalSession watcher;

    @BeforeEach
    void open() {
        new Services(demo.bayeux()).register(service);
        watcher = session();
        watcher.subscribe("/members/demo", (session, event) -> announced.add(text(event.data())));
    }

    @AfterEach
    void stop() {
        demo.close();
    }

    @Test
    void whoComesInIsSentTheMembersAlone() {
        LocalSession alice = session();
        LocalSession bob = session();
        List<String> toAlice = deliveredTo(alice);
        List<String> toBob = deliveredTo(bob);

        join(alice, "demo", "alice");
        join(bob, "demo", "bob");

        assertThat(toAlice).containsExactly("{\"chat\":\"members=[alice]\",\"members\":[\"alice\"]}");
        assertThat(toBob).containsExactly("{\"chat\":\"members=[alice, bob]\",\"members\":[\"alice\",\"bob\"]}");
    }

    @Test
    void everybodyIsToldOfEachChange() {
        LocalSession alice = session();
        join(alice, "demo", "alice");
        join(session(), "demo", "bob");
        leave(alice, "demo", "alice");

        assertThat(announced)
                .containsExactly(
                        "{\"members\":[\"alice\"]}", "{\"members\":[\"alice\",\"bob\"]}", "{\"members\":[\"bob\"]}");
        assertThat(service.members("demo")).containsExactly("bob");
    }

    @Test
    void aRoomMayHaveAPathOfItsOwn() {
        List<String> inRoom = new ArrayList<>();
        watcher.subscribe("/members/a/b", (session, event) -> inRoom.add(text(event.data())));

        join(session(), "a/b", "alice");

        assertThat(inRoom).containsExactly("{\"members\":[\"alice\"]}");
        assertThat(announced).isEmpty();
    }

    @Test
    void ofTwoListsTheNewerHasTheGreaterNumber() {
        List<RawJson> lists = new ArrayList<>();
        watcher.subscribe("/members/demo", (session, event) -> lists.add(event.data()));
        LocalSession alice = session();
        List<RawJson> welcome = new ArrayList<>();
        alice.addListener("/chat/demo", (to, event) -> welcome.add(event.data()));

        join(alice, "demo", "alice");
        join(session(), "other", "carol");
        join(session(), "demo", "bob");
        leave(alice, "demo", "alice");

        assertThat(lists)
                .extracting(RawJson::text)
                .containsExactly(
                        "{\"members\":[\"alice\"],\"at\":1}",
                        "{\"members\":[\"alice\",\"bob\"],\"at\":3}",
                        "{\"members\":[\"bob\"],\"at\":4}");
        assertThat(welcome).singleElement().asString().endsWith("\"at\":1}");
    }

    @Test
    void comingInAgainGivesTheListAgainAndChangesNothing() {
        LocalSession alice = session();
        List<String> toAlice = deliveredTo(alice);

        join(alice, "demo", "alice");
        join(alice, "demo", "alice");

        assertThat(toAlice).hasSize(2);
        assertThat(announced).hasSize(1);
    }

    @Test
    void comingInAgainByAnotherNameTakesThePlaceOfTheFirst() {
        LocalSession alice = session();
        join(alice, "demo", "alice");
        join(alice, "demo", "alicia");

        assertThat(service.members("demo")).containsExactly("alicia");
        assertThat(announced).last().isEqualTo("{\"members\":[\"alicia\"]}");
    }

    @Test
    void aNameStaysUntilTheLastOfItsSessionsIsGone() {
        LocalSession tab = session();
        LocalSession otherTab = session();
        join(tab, "demo", "alice");
        join(otherTab, "demo", "alice");
        List<String> said = saidIn("demo");

        tab.disconnect();
        assertThat(service.members("demo")).containsExactly("alice");
        assertThat(announced).hasSize(1);
        assertThat(said).isEmpty();

        otherTab.disconnect();
        assertThat(service.members("demo")).isEmpty();
        assertThat(announced).containsExactly("{\"members\":[\"alice\"]}", "{\"members\":[]}");
    }

    @Test
    void forWhoseSessionEndsTheServerSaysGoodbyeInEachOfItsRooms() {
        LocalSession alice = session();
        join(alice, "demo", "alice");
        join(alice, "other", "alice");
        List<String> inDemo = saidIn("demo");
        List<String> inOther = saidIn("other");

        alice.disconnect();

        String goodbye = "{\"user\":\"alice\",\"leave\":true,\"chat\":\"alice has left\"}";
        assertThat(inDemo).containsExactly(goodbye);
        assertThat(inOther).containsExactly(goodbye);
        assertThat(announced).last().isEqualTo("{\"members\":[]}");
    }

    @Test
    void whoHasLeftIsNotSaidGoodbyeForAgain() {
        LocalSession alice = session();
        join(alice, "demo", "alice");
        leave(alice, "demo", "alice");
        List<String> said = saidIn("demo");

        alice.disconnect();

        assertThat(said).isEmpty();
        assertThat(announced).hasSize(2);
    }

    @Test
    void whenTheServerStopsNobodyIsSaidGoodbyeFor() {
        join(session(), "demo", "alice");
        announced.clear();

        demo.close();

        assertThat(announced).isEmpty();
        assertThat(service.members("demo")).isEmpty();
    }

    @Test
    void leavingWhereOneNeverWasChangesNothing() {
        leave(session(), "demo", "alice");

        assertThat(announced).isEmpty();
    }

    @Test
    void aNameMayBeAsLongAsTheLimitAndNoLonger() {
        assertThat(join(session(), "demo", "a".repeat(64)).successful()).isTrue();
        assertRefused(join(session(), "demo", "a".repeat(65)), "name_length");
        assertRefused(join(session(), "demo", " "), "name_length");
    }

    @Test
    void aRoomsNameMayBeAsLongAsTheLimitAndNoLonger() {
        assertThat(join(session(), "r".repeat(128), "alice").successful()).isTrue();
        assertRefused(join(session(), "r".repeat(129), "alice"), "room_length");
    }

    @Test
    void aRoomTakesAsManyMembersAsTheLimitAndNoMore() {
        LocalSession first = session();
        join(first, "demo", "one");
        join(session(), "demo", "two");
        assertThat(join(session(), "demo", "three").successful()).isTrue();
        assertRefused(join(session(), "demo", "four"), "max_members");
        assertThat(service.members("demo")).containsExactly("one", "two", "three");

        first.disconnect();
        assertThat(join(session(), "demo", "four").successful()).isTrue();
    }

    @Test
    void whoIsInAFullRoomMayComeInAgain() {
        LocalSession first = session();
        join(first, "demo", "one");
        join(session(), "demo", "two");
        join(session(), "demo", "three");

        assertThat(join(first, "demo", "one").successful()).isTrue();
    }

    @Test
    void thereAreAsManyRoomsAsTheLimitAndNoMore() {
        join(session(), "one", "alice");
        LocalSession bob = session();
        assertThat(join(bob, "two", "bob").successful()).isTrue();
        assertRefused(join(session(), "three", "eve"), "max_rooms");

        bob.disconnect();
        assertThat(join(session(), "three", "eve").successful()).isTrue();
    }

    @Test
    void whatIsNoJoinAndNoLeaveGoesOnUnread() {
        List<String> said = saidIn("demo");
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
    void onceClosedTheServiceListensNoMore() {
        ChatService other = new ChatService(demo.bayeux(), demo.oort().seti());
        Registration opened = new Services(demo.bayeux()).register(other);
        join(session(), "demo", "alice");
        opened.close();

        join(session(), "demo", "bob");

        assertThat(other.members("demo")).containsExactly("alice");
        assertThat(service.members("demo")).containsExactly("alice", "bob");
    }

    @Test
    void ofManyChangesAtOnceTheNewestListComesLast() throws Exception {
        try (InProcessServer busy = InProcessServer.start(new Setup())) {
            ChatService big = new ChatService(busy.bayeux(), busy.oort().seti());
            new Services(busy.bayeux()).register(big);
            List<String> lists = new CopyOnWriteArrayList<>();
            busy.bayeux()
                    .newLocalSession("watcher")
                    .subscribe("/members/demo", (session, event) -> lists.add(text(event.data())));
            ExecutorService pool = Executors.newFixedThreadPool(8);
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String name = "user" + i;
                boolean goes = i % 2 == 0;
                tasks.add(pool.submit(() -> {
                    LocalSession session = busy.bayeux().newLocalSession(name);
                    join(session, "demo", name);
                    if (goes) {
                        session.disconnect();
                    }
                }));
            }
            for (Future<?> task : tasks) {
                task.get(30, TimeUnit.SECONDS);
            }
            pool.shutdown();

            assertThat(big.members("demo")).hasSize(100);
            assertThat(lists)
                    .last()
                    .isEqualTo(
                            RawJson.from(Map.of("members", big.members("demo"))).text());
        }
    }

    @Test
    void nodeIsKilledOnlyWhereThatIsSwitchedOn() {
        try (InProcessServer switchedOn = InProcessServer.start(new Setup())) {
            AtomicInteger kills = new AtomicInteger();
            new Services(switchedOn.bayeux())
                    .register(new ChatService(
                            switchedOn.bayeux(),
                            switchedOn.oort().seti(),
                            SMALL,
                            clock,
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

    @Test
    void clientsDoNotTellWhatNodesTellEachOther() {
        RawClient client = new RawClient(demo);
        client.publish("/chat-nodes", "{'node':'n9','rooms':{'demo':['mallory']}}");

        assertThat(client.received()).singleElement().asString().contains("\"successful\":false");
        assertThat(service.members("demo")).isEmpty();
    }

    private LocalSession session() {
        return demo.bayeux().newLocalSession("test");
    }

    private static Reply join(LocalSession session, String room, String name) {
        return session.publish("/chat/" + room, Map.of("user", name, "join", true, "chat", name + " has joined"));
    }

    private static Reply leave(LocalSession session, String room, String name) {
        return session.publish("/chat/" + room, Map.of("user", name, "leave", true));
    }

    /** What the session is sent in the room, to which it is not subscribed. */
    private static List<String> deliveredTo(LocalSession session) {
        List<String> delivered = new CopyOnWriteArrayList<>();
        session.addListener("/chat/demo", (to, event) -> delivered.add(text(event.data())));
        return delivered;
    }

    private List<String> saidIn(String room) {
        List<String> said = new CopyOnWriteArrayList<>();
        watcher.subscribe("/chat/" + room, (session, event) -> said.add(text(event.data())));
        return said;
    }

    private static void assertRefused(Reply reply, String limit) {
        assertThat(reply.successful()).isFalse();
        assertThat(reply.error()).hasToString("403:" + limit + ":publish_denied");
    }

    /** Without the time of the change, which has a test of its own. */
    private static String text(RawJson data) {
        return data.text().replaceAll(",\"at\":[0-9]+", "");
    }
}
