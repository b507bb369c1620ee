package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.MessageId;
import dev.halley.protocol.Request;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import dev.halley.testkit.TestCluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users of two and three nodes. */
class SetiClusterTest {

    private final TestCluster cluster = TestCluster.start(3, Setup::new);
    private final ToldUsers told = new ToldUsers();

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Seti seti(int node) {
        return cluster.server(node).oort().seti();
    }

    /** @return a client of a node, which is that user */
    private TestClient user(int node, String userId) {
        TestClient client = cluster.server(node).client().connected();
        seti(node).associate(userId, session(client));
        return client;
    }

    private static ServerSession session(TestClient client) {
        return client.session().orElseThrow();
    }

    private static SetiDelivery of(CompletionStage<SetiDelivery> delivery) {
        return delivery.toCompletableFuture().join();
    }

    @Test
    void messageReachesTheUserOnAllNodes() {
        TestClient here = user(0, "ann");
        TestClient there = user(1, "ann");
        TestClient alsoThere = user(1, "ann");
        TestClient bob = user(2, "bob");

        SetiDelivery delivery = of(seti(0).send("ann", "/service/mail", Map.of("text", "héllo")));

        assertThat(delivery).isEqualTo(new SetiDelivery(3, 2, 0));
        for (TestClient ann : List.of(here, there, alsoThere)) {
            assertThat(ann.received()).containsExactly("{\"channel\":\"/service/mail\",\"data\":{\"text\":\"héllo\"}}");
        }
        assertThat(bob.received()).isEmpty();
        assertThat(of(seti(2).send(List.of("ann", "bob"), "/news", 1))).isEqualTo(new SetiDelivery(4, 3, 0));
    }

    @Test
    void wholeMessageComesAsItIsDeliveredOnItsOwnNode() {
        TestClient there = user(1, "ann");
        ChannelMessage message = ChannelMessage.of("/news", RawJson.parse("[1]"))
                .withExt(RawJson.parse("{\"a\":1}"))
                .withOthers(Map.of("more", RawJson.parse("2")))
                .withSuccessful(true)
                .withId(new MessageId(RawJson.parse("\"7\"")));
        of(seti(0).send("ann", "/news", message));
        List<String> bySeti = there.received();
        session(there).deliver(null, message);
        assertThat(bySeti).isEqualTo(there.received());
    }

    @Test
    void eachNodeSeesTheUsersOfAll() {
        user(0, "ann");
        user(1, "ann");
        user(1, "ann");
        user(2, "bob");
        for (int node = 0; node < 3; node++) {
            Seti seti = seti(node);
            assertThat(seti.userIds()).containsExactlyInAnyOrder("ann", "bob");
            assertThat(seti.isPresent("ann")).isTrue();
            assertThat(seti.presenceCount("ann")).isEqualTo(3);
            assertThat(names(seti.sessions("ann"))).isEqualTo("{n1=1, n2=2}");
            assertThat(names(seti.sessions("bob"))).isEqualTo("{n3=1}");
        }
        assertThat(seti(0).associatedUserIds()).containsExactly("ann");
        assertThat(seti(0).isAssociated("bob")).isFalse();
        assertThat(seti(2).associationCount("ann")).isZero();
    }

    private static String names(Map<OortNode, Integer> sessions) {
        Map<String, Integer> names = new TreeMap<>();
        sessions.forEach((node, count) -> names.put(node.name(), count));
        return names.toString();
    }

    @Test
    void presenceIsToldOnceForUserAndNodeAndOnlineOnceForTheUser() {
        seti(0).addListener(told);
        TestClient first = user(1, "ann");
        TestClient second = user(1, "ann");
        TestClient third = user(2, "ann");
        TestClient own = user(0, "ann");
        assertThat(told.take()).containsExactly("+ann@n2", "online ann", "+ann@n3", "+ann@n1 (here)");

        first.disconnect();
        assertThat(told.take()).isEmpty();
        second.disconnect();
        own.disconnect();
        third.disconnect();
        assertThat(told.take()).containsExactly("-ann@n2", "-ann@n1 (here)", "-ann@n3", "offline ann");
    }

    @Test
    void listenerIsToldFirstOfThoseWhoAreThere() {
        user(1, "ann");
        user(0, "bob");
        seti(0).addListener(told);
        assertThat(told.take()).containsExactlyInAnyOrder("+ann@n2", "online ann", "+bob@n1 (here)", "online bob");
        ToldUsers later = new ToldUsers();
        seti(0).addListener(later);
        assertThat(later.online()).containsExactly("ann", "bob");
        assertThat(told.take()).isEmpty();
    }

    @Test
    void usersOfANodeThatStopsAreGone() {
        user(2, "ann");
        user(1, "ann");
        user(2, "bob");
        seti(0).addListener(told);
        told.take();

        cluster.stop(cluster.server(2));

        assertThat(told.take()).containsExactlyInAnyOrder("-ann@n3", "-bob@n3", "offline bob");
        assertThat(seti(0).userIds()).containsExactly("ann");
        assertThat(of(seti(0).send("bob", "/news", 1))).isEqualTo(new SetiDelivery(0, 0, 0));
    }

    @Test
    void nodeThatJoinsSeesAllUsersAndIsSeen() {
        user(0, "ann");
        seti(0).addListener(told);
        told.take();
        InProcessServer fourth = cluster.join(new Setup());
        assertThat(fourth.oort().seti().userIds()).containsExactly("ann");
        assertThat(of(fourth.oort().seti().send("ann", "/news", 1)).sessions()).isEqualTo(1);
        user(3, "dan");
        assertThat(told.take()).containsExactly("+dan@n4", "online dan");
    }

    @Test
    void afterASplitEachPartHasItsUsersAndAfterTheMergeAllAreBack() {
        TestClient ann = user(0, "ann");
        user(1, "bob");
        user(2, "cat");
        user(2, "ann");
        seti(0).addListener(told);
        told.take();

        cluster.split(cluster.server(2));
        assertThat(told.take()).containsExactlyInAnyOrder("-cat@n3", "offline cat", "-ann@n3");
        assertThat(seti(0).userIds()).containsExactlyInAnyOrder("ann", "bob");
        assertThat(seti(2).userIds()).containsExactlyInAnyOrder("ann", "cat");
        assertThat(of(seti(2).send(List.of("ann", "bob"), "/news", 1)).sessions())
                .isEqualTo(1);
        user(2, "dan");
        ann.disconnect();
        assertThat(told.take()).containsExactly("-ann@n1 (here)", "offline ann");

        cluster.heal();
        assertThat(told.take())
                .containsExactlyInAnyOrder("+cat@n3", "online cat", "+ann@n3", "online ann", "+dan@n3", "online dan");
        for (int node = 0; node < 3; node++) {
            assertThat(seti(node).userIds()).containsExactlyInAnyOrder("ann", "bob", "cat", "dan");
        }
        assertThat(of(seti(0).send("dan", "/news", 1)).sessions()).isEqualTo(1);
    }

    @Test
    void kickEndsTheSessionsOnAllNodes() {
        List<CloseReason> reasons = Collections.synchronizedList(new ArrayList<>());
        for (int node = 0; node < 3; node++) {
            session(user(node, "ann"))
                    .addListener((ServerSessionListener.RemovedListener) (session, reason) -> reasons.add(reason));
        }
        assertThat(of(seti(0).kick("ann", CloseReason.POLICY))).isEqualTo(new SetiDelivery(3, 3, 0));
        assertThat(reasons).containsOnly(CloseReason.POLICY).hasSize(3);
        assertThat(seti(1).isPresent("ann")).isFalse();
    }

    @Test
    void sessionThatMissesTheMessageOnAnotherNodeIsNotCounted() {
        TestClient ann = user(1, "ann");
        TestClient full = user(1, "ann");
        session(full).addListener((ServerSessionListener.MessageListener) (session, from, event) -> Verdict.stop());
        assertThat(of(seti(0).send("ann", "/news", 1))).isEqualTo(new SetiDelivery(1, 1, 0));
        assertThat(ann.dataOn("/news")).containsExactly("1");
    }

    @Test
    void messagesOfOneSenderArriveInTheirOrder() {
        TestClient ann = user(1, "ann");
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            seti(0).send("ann", "/news", i);
            sent.add(String.valueOf(i));
        }
        assertThat(ann.dataOn("/news")).isEqualTo(sent);
    }

    @Test
    void associationInTheHandshakeIsSeenByTheOthers() {
        InProcessServer[] of = new InProcessServer[1];
        SecurityPolicy policy = new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
                of[0].oort().seti().associate("ann", session);
                return Decision.grant();
            }
        };
        of[0] = cluster.join(new Setup().policy(policy));
        TestClient ann = of[0].client().connected();
        assertThat(of(seti(0).send("ann", "/news", 1)).sessions()).isEqualTo(1);
        assertThat(ann.dataOn("/news")).containsExactly("1");
    }

    /** What all nodes see is the union of what each has, whatever happens; what listeners were told adds up to it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void presenceIsTheUnionOfTheOwnersParts(long seed) {
        Random random = new Random(seed);
        List<ToldUsers> listeners = new ArrayList<>();
        List<List<TestClient>> clients = new ArrayList<>();
        for (int node = 0; node < 3; node++) {
            listeners.add(new ToldUsers());
            seti(node).addListener(listeners.get(node));
            clients.add(new ArrayList<>());
        }
        int apart = -1;
        for (int step = 0; step < 200; step++) {
            int node = random.nextInt(3);
            if (random.nextInt(6) == 0) {
                cluster.heal();
                apart = random.nextBoolean() ? node : -1;
                if (apart >= 0) {
                    cluster.split(cluster.server(apart));
                }
            } else {
                change(random, node, clients.get(node));
            }
            for (int from = 0; from < 3; from++) {
                Set<String> union = union(from, apart);
                assertThat(new TreeSet<>(seti(from).userIds()))
                        .as("step " + step)
                        .isEqualTo(union);
                assertThat(listeners.get(from).online()).as("step " + step).isEqualTo(union);
            }
        }
    }

    private void change(Random random, int node, List<TestClient> its) {
        String userId = "u" + random.nextInt(6);
        int kind = its.isEmpty() ? 9 : random.nextInt(10);
        if (kind < 3) {
            its.remove(random.nextInt(its.size())).disconnect();
        } else if (kind < 5) {
            seti(node).disassociate(userId, session(its.get(0)));
        } else if (kind < 6) {
            seti(node).associate(userId, session(its.get(random.nextInt(its.size()))));
        } else {
            its.add(user(node, userId));
        }
    }

    /** @param apart the node that is apart from the others; less than 0 if none is. @return the users of the part that a node is in */
    private Set<String> union(int from, int apart) {
        Set<String> union = new TreeSet<>();
        for (int to = 0; to < 3; to++) {
            if (apart < 0 || (from == apart) == (to == apart)) {
                union.addAll(seti(to).associatedUserIds());
            }
        }
        return union;
    }
}
