package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.client.BayeuxClient;
import dev.halley.client.PresenceListener;
import dev.halley.client.PresenceSnapshot;
import dev.halley.testing.FreePorts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several of the built WAR, running by themselves, as one cluster. */
class ClusterIT {

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Integer> ports = List.of(FreePorts.one(), FreePorts.one(), FreePorts.one());

    @TempDir
    private Path temporary;

    /** Begins to run a node: those of a cluster start at the same time. */
    private RunningWar node(int number, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "-jar",
                RunningWar.builtWar().toString(),
                "--port=0",
                "-Dhalley.cluster.name=it",
                "-Dhalley.cluster.node=n" + number,
                "-Dhalley.cluster.bind=127.0.0.1:" + ports.get(number),
                "-Dhalley.cluster.members=127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1)));
        command.addAll(List.of(more));
        return RunningWar.begin(command);
    }

    private static BayeuxClient client(RunningWar server) throws Exception {
        BayeuxClient client =
                BayeuxClient.builder(server.address().resolve("cometd")).build();
        client.connect().get(60, TimeUnit.SECONDS);
        return client;
    }

    private static BlockingQueue<String> subscribed(BayeuxClient client, String channel) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        client.subscribe(
                        channel,
                        message -> received.add(message.data().orElseThrow().toString()))
                .get(60, TimeUnit.SECONDS);
        return received;
    }

    private HttpResponse<String> ready(RunningWar server) throws Exception {
        URI health = server.address().resolve("health/ready");
        return http.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString());
    }

    @Test
    void messagesReachTheSubscribersOfAllNodesAndANodeThatIsKilledTakesNobodyAlong() throws Exception {
        try (RunningWar first = node(0);
                RunningWar second = node(1);
                BayeuxClient a = client(first);
                BayeuxClient b = client(second)) {
            BlockingQueue<String> atFirst = subscribed(a, "/room/*");
            BlockingQueue<String> atSecond = subscribed(b, "/room/one");

            for (int i = 0; i < 100; i++) {
                a.publish("/room/one", "a" + i);
                b.publish("/room/one", "b" + i);
            }

            for (BlockingQueue<String> received : List.of(atFirst, atSecond)) {
                List<String> all = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    all.add(received.poll(60, TimeUnit.SECONDS));
                }
                for (String publisher : List.of("a", "b")) {
                    assertThat(all.stream().filter(text -> text.contains(publisher)))
                            .containsExactlyElementsOf(IntStream.range(0, 100)
                                    .mapToObj(i -> "\"" + publisher + i + "\"")
                                    .toList());
                }
            }
            assertThat(ready(first).body()).isEqualTo("{\"status\":\"UP\"}");

            second.kill();
            second.exitCode();
            a.publish("/room/two", "after");

            assertThat(atFirst.poll(60, TimeUnit.SECONDS)).isEqualTo("\"after\"");
        }
    }

    @Test
    void chatSpansTheNodesWithItsPrivateMessagesAndForgetsTheMembersOfANodeThatIsKilled() throws Exception {
        try (RunningWar first = node(0);
                RunningWar second = node(1);
                BayeuxClient alice = client(first);
                BayeuxClient bob = client(second)) {
            BlockingQueue<Set<String>> toAlice = watched(alice);
            BlockingQueue<Set<String>> toBob = watched(bob);
            alice.publish("/chat/demo", Map.of("user", "alice", "join", true));
            bob.publish("/chat/demo", Map.of("user", "bob", "join", true));

            awaitMembers(toAlice, "alice", "bob");
            awaitMembers(toBob, "alice", "bob");
            assertThat(call(bob, "chat/rooms")).contains("\"members\":2");
            assertThat(call(alice, "chat/node")).contains("\"node\":\"n0\"", "\"killable\":false");
            assertThat(call(bob, "chat/node")).contains("\"node\":\"n1\"");
            assertThat(call(bob, "chat/kill")).contains("refused");

            BlockingQueue<String> privately = new LinkedBlockingQueue<>();
            bob.addListener(
                    "/service/chat/private",
                    message -> privately.add(message.data().orElseThrow().toString()));
            alice.call("chat/private", Map.of("room", "demo", "to", "bob", "chat", "psst", "id", "1"))
                    .get(60, TimeUnit.SECONDS);
            assertThat(privately.poll(60, TimeUnit.SECONDS)).contains("psst", "alice");

            second.kill();

            awaitMembers(toAlice, "alice");
        }
    }

    @Test
    void clientsMayKillANodeThatIsStartedForThat() throws Exception {
        try (RunningWar node = RunningWar.run(RunningWar.builtWar(), List.of("-Ddemo.kill=true"), List.of("--port=0"));
                BayeuxClient client = client(node)) {
            assertThat(call(client, "chat/node")).contains("\"killable\":true");

            client.call("chat/kill", null);

            assertThat(node.exitCode()).isEqualTo(137);
        }
    }

    private static String call(BayeuxClient client, String target) throws Exception {
        return client.call(target, null)
                .handle((reply, failure) -> failure == null ? reply.toString() : failure.toString())
                .get(60, TimeUnit.SECONDS);
    }

    /** @return who is in the room, each time that this changes */
    private static BlockingQueue<Set<String>> watched(BayeuxClient client) throws Exception {
        BlockingQueue<Set<String>> members = new LinkedBlockingQueue<>();
        PresenceListener listener = new PresenceListener() {
            @Override
            public void changed(PresenceSnapshot now) {
                members.add(now.members().keySet());
            }
        };
        client.presence("/chat/demo", listener).get(60, TimeUnit.SECONDS);
        return members;
    }

    private static void awaitMembers(BlockingQueue<Set<String>> lists, String... members) throws InterruptedException {
        Set<String> wanted = Set.of(members);
        Set<String> last = Set.of();
        while (!wanted.equals(last)) {
            last = lists.poll(60, TimeUnit.SECONDS);
            assertThat(last).as("members, such as " + wanted).isNotNull();
        }
    }

    @Test
    void nodeThatMissesHalfOfThoseExpectedIsNotReady() throws Exception {
        try (RunningWar first = node(0, "-Dhalley.cluster.expected=3")) {
            HttpResponse<String> alone = ready(first);
            assertThat(alone.statusCode()).isEqualTo(503);
            assertThat(alone.body()).contains("linked with 1 of 3 nodes");

            try (RunningWar second = node(1, "-Dhalley.cluster.expected=3")) {
                assertThat(ready(second).statusCode()).isEqualTo(200);
                assertThat(ready(first).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void nodeThatWouldListenEverywhereDoesNotStart() throws Exception {
        try (RunningWar open = node(2, "-Dhalley.cluster.bind=0.0.0.0:" + ports.get(2))) {
            assertThat(open.exitCode()).isNotZero();
            assertThat(open.errors()).contains("'cluster.bind' must be one address of this machine");
        }
    }

    @Test
    void serverThatStandsAloneLoadsNothingOfTheEngine() throws Exception {
        Path loaded = temporary.resolve("classes.txt");
        try (RunningWar alone = RunningWar.run(
                RunningWar.builtWar(), List.of("-Xlog:class+load:file=" + loaded), List.of("--port=0"))) {
            assertThat(ready(alone).statusCode()).isEqualTo(200);
        }
        assertThat(Files.readString(loaded))
                .contains("dev.halley.core.CoreServer ")
                .doesNotContain("org.jgroups.");
    }
}
