package dev.halley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import dev.halley.testkit.TestCluster;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members of one room at two nodes. */
class ChatInAClusterTest {

    private static final String PRIVATE = "/service/chat/private";
    private static final String SHOWN = "/presence/chat/demo";

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
    void membersOfARoomAreShownAtAllNodesAndForgottenWithTheirNode() {
        TestClient watcher = member(0, "alice").subscribe(SHOWN);
        assertThat(watcher.dataOn(SHOWN)).last().isEqualTo(members(1, "alice"));

        TestClient bob = cluster.server(1).client().handshake("{\"chat\":{\"user\":\"bob\"}}");
        bob.subscribe("/chat/demo");
        assertThat(watcher.dataOn(SHOWN)).last().isEqualTo(members(2, "alice", "bob"));
        bob.subscribe(SHOWN);
        assertThat(bob.dataOn(SHOWN))
                .last()
                .asString()
                .endsWith(members(1, "alice", "bob").substring(13));

        cluster.stop(cluster.server(1));
        assertThat(watcher.dataOn(SHOWN)).last().isEqualTo(members(3, "alice"));
    }

    @Test
    void whoSubscribesAgainGetsTheListAgain() {
        TestClient watcher = member(0, "alice").subscribe(SHOWN);
        watcher.received();

        watcher.subscribe(SHOWN);

        assertThat(watcher.dataOn(SHOWN)).containsExactly(members(2, "alice"));
    }

    @Test
    void nobodyButTheServerShowsMembers() {
        TestClient watcher = cluster.server(0).client().connected().subscribe(SHOWN);
        TestClient eve = member(0, "eve");
        watcher.received();

        eve.publish(SHOWN, "{\"version\":9,\"members\":[]}");

        assertThat(eve.received()).singleElement().asString().contains("403:denied_by_presence:publish_denied");
        assertThat(watcher.received()).isEmpty();
    }

    private static String members(int version, String... names) {
        List<String> members = Stream.of(names)
                .map(name -> "{\"id\":\"" + name + "\",\"info\":{\"name\":\"" + name + "\"}}")
                .toList();
        return "{\"version\":" + version + ",\"members\":[" + String.join(",", members) + "]}";
    }
}
