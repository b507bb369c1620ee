package dev.halley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Member;
import dev.halley.operation.CountingEvents;
import dev.halley.operation.ServerBean;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import dev.halley.testkit.TestCluster;
import dev.halley.testkit.Visitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members of a channel whose sessions are at several nodes, as clients and applications see them. */
class PresenceInAClusterTest {

    private static final String ROOM = "/chat/42";
    private static final String SHOWN = "/presence/chat/42";
    private static final Duration DELAY = Duration.ofMillis(50);
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final TestCluster cluster = TestCluster.start(3, PresenceInAClusterTest::setup);

    private static Setup setup() {
        return new Setup().setting("presence", "/chat/*").setting("maxPresence", "4");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private TestClient client(InProcessServer server, String user) {
        return server.client(Visitor.named(user)).connected();
    }

    private TestClient member(InProcessServer server, String user) {
        TestClient client = client(server, user).subscribe(ROOM);
        client.received();
        return client;
    }

    private InProcessServer server(int node) {
        return cluster.server(node);
    }

    /** @return a client that has been shown who is there */
    private TestClient watcher(InProcessServer server) {
        TestClient watcher = server.client().connected().subscribe(SHOWN);
        cluster.advance(DELAY);
        return watcher;
    }

    private static List<String> members(InProcessServer server) {
        return server.bayeux().createChannel(ROOM).presence().members().stream()
                .map(member -> member.id() + " " + member.sessions())
                .sorted()
                .toList();
    }

    @Test
    void watchersAtEachNodeSeeTheMembersOfAll() {
        TestClient first = watcher(server(0));
        member(server(0), "ann");
        cluster.advance(DELAY);
        TestClient second = watcher(server(1));
        TestClient bob = member(server(2), "bob");
        TestClient tab = member(server(1), "ann");
        cluster.advance(DELAY);
        bob.disconnect();
        tab.unsubscribe(ROOM);
        cluster.advance(DELAY);

        assertThat(first.dataOn(SHOWN))
                .containsExactly(
                        "{\"version\":0,\"members\":[]}",
                        "{\"version\":1,\"join\":[{\"id\":\"ann\",\"sessions\":1}]}",
                        "{\"version\":2,\"join\":[{\"id\":\"bob\",\"sessions\":1},{\"id\":\"ann\",\"sessions\":2}]}",
                        "{\"version\":3,\"join\":[{\"id\":\"ann\",\"sessions\":1}],\"leave\":[\"bob\"]}");
        assertThat(second.dataOn(SHOWN))
                .containsExactly(
                        "{\"version\":1,\"members\":[{\"id\":\"ann\",\"sessions\":1}]}",
                        "{\"version\":2,\"join\":[{\"id\":\"bob\",\"sessions\":1},{\"id\":\"ann\",\"sessions\":2}]}",
                        "{\"version\":3,\"join\":[{\"id\":\"ann\",\"sessions\":1}],\"leave\":[\"bob\"]}");
    }

    @Test
    void infoThatWasSetLastIsShownAtAllNodes() {
        TestClient here = member(server(0), "ann");
        TestClient there = member(server(1), "ann");
        there.session().orElseThrow().presenceInfo(Map.of("away", true));
        here.session().orElseThrow().presenceInfo(Map.of("away", false));
        for (InProcessServer server : cluster.servers()) {
            assertThat(server.bayeux().createChannel(ROOM).presence().member("ann"))
                    .hasValueSatisfying(ann -> assertThat(ann.info()).hasToString("{\"away\":false}"));
        }
    }

    @Test
    void whoseNodeStopsAndWhoIsBackAtAnotherInTimeWasNeverGone() {
        member(server(0), "ann");
        member(server(0), "bob");
        TestClient watcher = watcher(server(1));
        watcher.received();
        cluster.stop(server(0));
        cluster.advance(Duration.ofSeconds(14));
        member(server(1), "ann");
        assertThat(members(server(0))).containsExactly("ann 1", "bob 1");
        assertThat(server(0).inspection().presence().awaited()).isOne();
        var bean = new ServerBean(server(0).bayeux(), server(0).inspection(), new CountingEvents());
        assertThat(bean.getMembersAwaited()).isOne();
        assertThat(bean.dump())
                .contains(
                        "Members: 2 in 1 channels, watched by 1 subscriptions; 1 awaited from nodes that are lost or leave\n");
        cluster.advance(Duration.ofSeconds(1));

        assertThat(members(server(0))).containsExactly("ann 1");
        cluster.advance(DELAY);
        assertThat(watcher.dataOn(SHOWN)).containsExactly("{\"version\":3,\"leave\":[\"bob\"]}");
        assertThat(server(0).inspection().presence().awaited()).isZero();
    }

    @Test
    void whomANodeThatDrainsSendsAwayIsNotGone() {
        TestClient ann = member(server(0), "ann");
        TestClient watcher = watcher(server(2));
        watcher.received();
        server(0).bayeux().drain();
        ann.disconnect();
        cluster.advance(Duration.ofSeconds(5));
        for (InProcessServer server : cluster.servers()) {
            assertThat(members(server)).containsExactly("ann 1");
        }
        member(server(1), "ann");
        cluster.advance(GRACE);
        assertThat(watcher.dataOn(SHOWN)).isEmpty();
        for (InProcessServer server : cluster.servers()) {
            assertThat(members(server)).containsExactly("ann 1");
        }
    }

    @Test
    void splitIsSeenWhenItLastsAndMergedWithoutGhosts() {
        TestClient ann = member(server(0), "ann");
        member(server(1), "bob");
        cluster.split(server(0));
        cluster.advance(GRACE);
        assertThat(members(server(0))).containsExactly("ann 1");
        assertThat(members(server(2))).containsExactly("bob 1");
        ann.disconnect();
        member(server(2), "ann");
        member(server(2), "ann");
        cluster.heal();
        for (InProcessServer server : cluster.servers()) {
            assertThat(members(server)).containsExactly("ann 2", "bob 1");
        }
    }

    @Test
    void listenersOfEachNodeHearOnceOfEachChange() {
        List<List<String>> heard = new ArrayList<>();
        for (InProcessServer server : cluster.servers()) {
            List<String> here = new ArrayList<>();
            heard.add(here);
            server.bayeux().addListener(new Hearing(here));
        }
        TestClient ann = member(server(0), "ann");
        assertThat(heard.get(0)).containsExactly("+ann");
        cluster.advance(Duration.ZERO);
        TestClient tab = member(server(1), "ann");
        ann.disconnect();
        tab.disconnect();
        cluster.advance(Duration.ZERO);
        assertThat(heard).containsOnly(List.of("+ann", "-ann"));

        member(server(1), "bob");
        cluster.advance(Duration.ZERO);
        List<String> late = new ArrayList<>();
        cluster.join(setup().initially(server -> server.addListener(new Hearing(late))));
        member(server(3), "cat");
        cluster.advance(Duration.ZERO);
        assertThat(late).containsExactly("+cat");
        assertThat(members(server(3))).containsExactly("bob 1", "cat 1");
    }

    private record Hearing(List<String> heard) implements BayeuxServerListener.MemberListener {
        @Override
        public void memberJoined(String channel, Member member) {
            heard.add("+" + member.id());
        }

        @Override
        public void memberLeft(String channel, Member member) {
            heard.add("-" + member.id());
        }
    }

    @Test
    void sessionsWithoutAUserAreMembersOfTheirOwn() {
        for (int i = 0; i < 30; i++) {
            server(i % 3).client().connected().subscribe(ROOM);
        }
        Set<String> ids = new HashSet<>();
        server(0).bayeux().createChannel(ROOM).presence().members().forEach(member -> ids.add(member.id()));
        assertThat(ids).hasSize(30).allMatch(id -> id.startsWith("#"));
    }

    @Test
    void membersOfAllNodesCountForTheLimitOfTheList() {
        TestClient watcher = watcher(server(2));
        for (int i = 0; i < 4; i++) {
            member(server(i % 2), "u" + i);
        }
        cluster.advance(DELAY);
        assertThat(watcher.dataOn(SHOWN)).last().asString().contains("\"join\"");
        member(server(0), "u4");
        cluster.advance(DELAY);
        assertThat(watcher.dataOn(SHOWN)).containsExactly("{\"version\":2,\"count\":5}");
    }

    @Test
    void nodeThatDoesNotShowTheMembersOfAChannelHasNone() {
        InProcessServer other = cluster.join(new Setup().setting("presence", "/other/*"));
        member(server(0), "ann");
        member(other, "ann");
        assertThat(members(other)).isEmpty();
        assertThat(members(server(0))).containsExactly("ann 1");
    }

    @Test
    void channelsWithoutPresenceCostNothing() {
        for (InProcessServer server : cluster.servers()) {
            server.client(Visitor.named("ann")).connected().subscribe("/news", "/chat/**");
        }
        assertThat(server(0).inspection().presence().members()).isZero();
        assertThat(server(0).oort().members()).hasSize(3);
    }
}
