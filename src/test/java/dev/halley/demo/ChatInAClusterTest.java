package dev.halley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import dev.halley.testkit.TestCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members of one room at two nodes. */
class ChatInAClusterTest {

    private static final String PRIVATE = "/service/chat/private";
    private static final String SHOWN = "/presence/chat/demo";
    private static final Duration DELAY = Duration.ofMillis(50);

    private final TestCluster cluster = TestCluster.start(2, () -> new Setup().beans(ChatService.class));

    @AfterEach
    void stop() {
        cluster.close();
    }

    private TestClient member(int node, String name) {
        TestClient client = cluster.server(node).client().connected();
        join(client, name);
        return client;
    }

    private static void join(TestClient client, String name) {
        client.publish("/chat/demo", "{\"user\":\"" + name + "\",\"join\":true,\"chat\":\"hello\"}");
        client.received();
    }

    private static String whisper(TestClient from, String to) {
        return from.call("chat/private", "{\"room\":\"demo\",\"to\":\"" + to + "\",\"chat\":\"psst\",\"id\":\"1\"}");
    }

    @Test
    void privateMessageReachesAMemberAtAnotherNodeInAllTabs() {
        TestClient alice = member(0, "alice");
        TestClient bob = member(1, "bob");
        TestClient bobsTab = member(0, "bob");
        TestClient carol = member(1, "carol");
        carol.received();

        assertThat(whisper(alice, "bob")).contains("\"successful\":true");

        assertThat(bob.dataOn(PRIVATE)).singleElement().asString().contains("psst", "\"user\":\"alice\"");
        assertThat(bobsTab.dataOn(PRIVATE)).hasSize(1);
        assertThat(carol.dataOn(PRIVATE)).isEmpty();
    }

    @Test
    void whoIsInMoreRoomsThanAUserMayBeIsRefusedTheNext() {
        InProcessServer large =
                cluster.join(new Setup().beans(ChatService.class).setting("maxChannelsPerSession", "3000"));
        TestClient alice = large.client().connected();
        for (int i = 0; i < 1_000; i++) {
            alice.publish("/chat/r" + i, "{\"user\":\"alice\",\"join\":true}");
        }
        assertThat(alice.received()).noneMatch(text -> text.contains("\"successful\":false"));

        alice.publish("/chat/last", "{\"user\":\"alice\",\"join\":true}");

        assertThat(alice.received()).singleElement().asString().contains("403:not_addressable:publish_denied");
        assertThat(large.bean(ChatService.class).members("last")).isEmpty();
    }

    @Test
    void whoHasLeftOrHasAnotherNameIsNotReached() {
        TestClient alice = member(0, "alice");
        TestClient bob = member(1, "bob");
        join(bob, "robert");
        assertThat(whisper(alice, "bob")).contains("not_here");
        assertThat(whisper(alice, "robert")).contains("\"successful\":true");

        bob.publish("/chat/demo", "{\"user\":\"robert\",\"leave\":true,\"chat\":\"bye\"}");
        assertThat(whisper(alice, "robert")).contains("not_here");

        join(bob, "bob");
        cluster.stop(cluster.server(1));
        assertThat(whisper(alice, "bob")).contains("not_here");
    }

    @Test
    void membersOfARoomAreShownAtAllNodesAndLeaveAWhileAfterTheirNode() {
        TestClient watcher = member(0, "alice").subscribe(SHOWN);
        cluster.advance(DELAY);
        assertThat(watcher.dataOn(SHOWN)).containsExactly("{\"version\":1,\"members\":[" + shown("alice", 1) + "]}");

        TestClient bob = cluster.server(1).client().handshake("{\"chat\":{\"user\":\"bob\"}}");
        bob.subscribe("/chat/demo", SHOWN);
        cluster.advance(DELAY);
        assertThat(watcher.dataOn(SHOWN)).containsExactly("{\"version\":2,\"join\":[" + shown("bob", 1) + "]}");
        assertThat(bob.dataOn(SHOWN)).singleElement().asString().contains(shown("alice", 1) + "," + shown("bob", 1));

        cluster.stop(cluster.server(1));
        cluster.advance(Duration.ofSeconds(14));
        assertThat(watcher.dataOn(SHOWN)).isEmpty();
        cluster.advance(Duration.ofSeconds(2));
        assertThat(watcher.dataOn(SHOWN)).containsExactly("{\"version\":3,\"leave\":[\"bob\"]}");
    }

    @Test
    void whoComesBackAtAnotherNodeInTimeHasNotLeftTheList() {
        TestClient watcher = member(0, "alice").subscribe(SHOWN);
        member(1, "bob");
        cluster.advance(DELAY);
        watcher.received();
        cluster.stop(cluster.server(1));
        cluster.advance(Duration.ofSeconds(14));
        member(0, "bob");
        cluster.advance(Duration.ofSeconds(20));
        assertThat(watcher.dataOn(SHOWN)).isEmpty();
    }

    @Test
    void nobodyButTheServerShowsMembers() {
        TestClient watcher = cluster.server(0).client().connected().subscribe(SHOWN);
        TestClient eve = member(0, "eve");
        watcher.received();

        cluster.advance(DELAY);
        watcher.received();
        eve.publish(SHOWN, "{\"version\":9,\"members\":[]}");

        assertThat(eve.received()).singleElement().asString().contains("403:denied_by_presence:publish_denied");
        assertThat(watcher.received()).isEmpty();
    }

    private static String shown(String name, int sessions) {
        return "{\"id\":\"" + name + "\",\"sessions\":" + sessions + ",\"info\":{\"name\":\"" + name + "\"}}";
    }
}
