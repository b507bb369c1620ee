package dev.halley.oort.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.json.RawJson;
import dev.halley.oort.SetiDelivery;
import dev.halley.oort.SetiListener;
import dev.halley.oort.SetiPresence;
import dev.halley.oort.ToldUsers;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Cluster;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits, and what goes wrong between nodes. */
class SetiCoreTest {

    private static final SetiLimits SMALL = new SetiLimits(8, 3, 2, 3, 4, 300);

    private final ManualTime time = new ManualTime();
    private final MemoryNetwork network = new MemoryNetwork();
    private final MemoryNode a = network.join("a");
    private final MemoryNode b = network.join("b");
    private final InProcessServer serverA = InProcessServer.start(new Setup());
    private final InProcessServer serverB = InProcessServer.start(new Setup());
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean full;
    private final SetiCore setiA = seti(a, serverA, Runnable::run);
    private final SetiCore setiB = seti(b, serverB, Runnable::run);

    @AfterEach
    void stop() {
        serverA.close();
        serverB.close();
    }

    private SetiCore seti(MemoryNode node, InProcessServer server, Executor workers) {
        return new SetiCore(
                new OortPlatform(server.bayeux(), node, node.state(), time, workers, new NodeQuestions(node)), SMALL);
    }

    /** Workers that do something only when the test says so. */
    private void later(Runnable task) {
        if (full) {
            throw new RejectedExecutionException("thrown by the test");
        }
        tasks.add(task);
    }

    private void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private static ServerSession session(InProcessServer server) {
        return server.client().connected().session().orElseThrow();
    }

    private static SetiDelivery of(CompletionStage<SetiDelivery> delivery) {
        return delivery.toCompletableFuture().join();
    }

    @Test
    void asManyUsersAsANodeMayHaveAndNoneMore() {
        ServerSession one = session(serverA);
        ServerSession two = session(serverA);
        setiA.associate("u1", one);
        setiA.associate("u2", one);
        setiA.associate("u3", two);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> setiA.associate("u4", two))
                .withMessage("A node has at most 3 users.");
        assertThat(setiA.associate("u1", two)).as("who is there already").isTrue();
        setiA.disassociate("u1", one);
        setiA.disassociate("u1", two);
        assertThat(setiA.associate("u4", two)).isTrue();
        assertThat(setiA.userIds()).containsExactlyInAnyOrder("u2", "u3", "u4");
        assertThat(a.state().own("seti")).containsExactly("u2", "u3", "u4");
    }

    @Test
    void asManyUsersAsASessionMayHaveAndNoneMore() {
        ServerSession session = session(serverA);
        setiA.associate("u1", session);
        setiA.associate("u2", session);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> setiA.associate("u3", session))
                .withMessage("A session has at most 2 users.");
        assertThat(setiA.userIds()).containsExactlyInAnyOrder("u1", "u2");
    }

    @Test
    void userIdsAndRecipientsUpToTheirLimits() {
        assertThat(setiA.associate("12345678", session(serverA))).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setiA.associate("123456789", session(serverA)))
                .withMessage("A user id has at most 8 characters, not 9.");
        of(setiA.send(List.of("1", "2", "3"), "/news", 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setiA.send(List.of("1", "2", "3", "4"), "/news", 1))
                .withMessage("A message is sent to at most 3 users at a time.");
    }

    @Test
    void usersOfAHandshakeThatFindNoRoomAreRefusedToThePolicyOrLeftOut() {
        List<String> refused = new ArrayList<>();
        Runnable[] meanwhile = {() -> {}};
        serverA.bayeux().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
                try {
                    setiA.associate("late", session);
                } catch (IllegalStateException noRoom) {
                    refused.add(noRoom.getMessage());
                }
                meanwhile[0].run();
                return Decision.grant();
            }
        });
        ServerSession one = serverA.bayeux().newLocalSession("one").session();
        ServerSession two = serverA.bayeux().newLocalSession("two").session();
        setiA.associate("u1", one);
        setiA.associate("u2", one);
        meanwhile[0] = () -> setiA.associate("u3", two);

        serverA.client().connected();
        assertThat(refused).isEmpty();
        assertThat(setiA.userIds()).as("the handshake succeeds").containsExactlyInAnyOrder("u1", "u2", "u3");

        meanwhile[0] = () -> {};
        serverA.client().connected();
        assertThat(refused).containsExactly("A node has at most 3 users.");
    }

    @Test
    void userWhomTheStateTakesNoMoreIsRefused() {
        a.state().limit(1);
        ServerSession session = session(serverA);
        setiA.associate("u1", session);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> setiA.associate("u2", session))
                .withMessage("This node's part of the cluster's state takes no more users.");
        assertThat(setiA.userIds()).containsExactly("u1");
        assertThat(setiA.isAssociated("u2")).isFalse();
        setiA.disassociate("u1", session);
        assertThat(setiA.associate("u2", session)).isTrue();
        assertThat(setiB.userIds()).containsExactly("u2");
    }

    @Test
    void malformedEntryOfAnotherNodeIsAnErrorForThatEntryAlone() {
        ToldUsers told = new ToldUsers();
        setiA.addListener(told);
        b.state().put(LocalUsers.key("bad"), new byte[] {1, 0});
        b.state().put(LocalUsers.key("newer"), new byte[] {9, 0, 0, 0, 1});
        b.state().put(LocalUsers.key("none"), LocalUsers.value(0));
        b.state().put(LocalUsers.key("too long an id"), LocalUsers.value(1));
        b.state().put(LocalUsers.key(""), LocalUsers.value(1));
        b.state().put(LocalUsers.key("good"), LocalUsers.value(2));

        assertThat(setiA.userIds()).containsExactly("good");
        assertThat(setiA.isPresent("bad")).isFalse();
        assertThat(setiA.presenceCount("good")).isEqualTo(2);
        assertThat(told.take()).containsExactly("+good@b", "online good");
        assertThat(of(setiA.send("bad", "/news", 1))).isEqualTo(new SetiDelivery(0, 0, 0));

        b.state().put(LocalUsers.key("good"), new byte[0]);
        assertThat(told.take()).containsExactly("-good@b", "offline good");
    }

    @Test
    void nodeThatIsLostDuringASendIsToldAsUnanswered() {
        setiB.associate("u1", session(serverB));
        network.hold(a, b);
        CompletableFuture<SetiDelivery> delivery = setiA.send("u1", "/news", 1).toCompletableFuture();
        assertThat(delivery).isNotDone();
        network.cut(a, b);
        assertThat(delivery.join()).isEqualTo(new SetiDelivery(0, 0, 1));
        assertThat(setiA.bean().getUnansweredRequests()).isEqualTo(1);
        assertThat(setiA.bean().getUnreachedSends()).isEqualTo(1);
    }

    @Test
    void nodeThatHasTheUserNoMoreReachesNobody() {
        ServerSession session = session(serverB);
        setiB.associate("u1", session);
        network.hold(b, a);
        setiB.disassociate("u1", session);
        CompletableFuture<SetiDelivery> delivery = setiA.send("u1", "/news", 1).toCompletableFuture();
        network.release(b, a);
        assertThat(delivery.join()).isEqualTo(new SetiDelivery(0, 0, 0));
    }

    @Test
    void malformedQuestionsAndAnswersHarmNothing() {
        setiB.associate("u1", session(serverB));
        NodeQuestions asking = new NodeQuestions(a);
        byte[] unknownKind =
                new WireOutput().octet(1).octet(7).list(List.of(), user -> {}).toBytes();
        byte[] metaChannel = SetiRequest.send(
                List.of("u1"), SetiRequest.body(ChannelMessage.of("/meta/connect", RawJson.parse("1"))));
        for (byte[] bad : List.of(new byte[0], new byte[] {2}, unknownKind, metaChannel)) {
            assertThat(asking.ask(b.id(), "seti", bad, Duration.ofSeconds(1)).toCompletableFuture())
                    .isCompletedExceptionally();
        }
        assertThat(of(setiA.send("u1", "/news", 1)).sessions()).isEqualTo(1);
        new NodeQuestions(b).answer("seti", (from, question) -> CompletableFuture.completedStage(new byte[] {1, 2}));
        assertThat(of(setiA.send("u1", "/news", 1))).isEqualTo(new SetiDelivery(0, 0, 1));
    }

    @Test
    void requestsAreReadAsTheyWereWritten() {
        ChannelMessage event = ChannelMessage.of("/news", RawJson.parse("{\"a\":[1]}"))
                .withExt(RawJson.parse("{}"))
                .withLazy(true)
                .withSuccessful(false);
        assertThat(SetiRequest.read(SetiRequest.send(List.of("u1", "é"), SetiRequest.body(event))))
                .isEqualTo(new SetiRequest.Send(List.of("u1", "é"), event));
        ChannelMessage bare = new ChannelMessage("/service/x", null, null, null, null, Map.of(), false);
        assertThat(SetiRequest.read(SetiRequest.send(List.of(), SetiRequest.body(bare))))
                .isEqualTo(new SetiRequest.Send(List.of(), bare));
        assertThat(SetiRequest.read(SetiRequest.kick(List.of("u1"), CloseReason.POLICY)))
                .isEqualTo(new SetiRequest.Kick(List.of("u1"), CloseReason.POLICY));
        byte[] newer = new WireOutput()
                .octet(1)
                .octet(2)
                .list(List.of(), user -> {})
                .text("A_REASON_TO_COME")
                .toBytes();
        assertThat(SetiRequest.read(newer))
                .isEqualTo(new SetiRequest.Kick(List.of(), CloseReason.DISCONNECTED_BY_SERVER));
    }

    @Test
    void tooLongAMessageForOtherNodesIsRefusedBeforeAnybodyGetsIt() {
        TestClient here = serverA.client().connected();
        setiA.associate("u1", here.session().orElseThrow());
        setiB.associate("u1", session(serverB));
        String tooLong = "x".repeat(Cluster.MAX_LENGTH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setiA.send("u1", "/news", tooLong))
                .withMessageStartingWith("A message to users of another node has at most ");
        assertThat(here.received()).isEmpty();
    }

    @Test
    void workersThatAreFullTakeWhatCameLater() {
        SetiCore slow = seti(b, serverB, this::later);
        TestClient client = serverB.client().connected();
        slow.associate("u1", client.session().orElseThrow());
        full = true;
        CompletableFuture<SetiDelivery> delivery = setiA.send("u1", "/news", 1).toCompletableFuture();
        full = false;
        time.advance(Duration.ofSeconds(1));
        work();
        assertThat(delivery.join()).isEqualTo(new SetiDelivery(1, 1, 0));
        assertThat(client.dataOn("/news")).containsExactly("1");
    }

    @Test
    void moreThanMayWaitForTheWorkersIsRefused() {
        SetiCore slow = seti(b, serverB, this::later);
        slow.associate("u1", session(serverB));
        List<CompletableFuture<SetiDelivery>> deliveries = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            deliveries.add(setiA.send("u1", "/news", "x".repeat(50)).toCompletableFuture());
        }
        work();
        assertThat(deliveries.get(0).join().sessions()).isEqualTo(1);
        assertThat(deliveries.get(9).join()).isEqualTo(new SetiDelivery(0, 0, 1));
    }

    @Test
    void whatFollowsADeliveryRunsOnAWorker() {
        SetiCore asking = seti(a, serverA, this::later);
        setiB.associate("u1", session(serverB));
        List<String> followed = new ArrayList<>();
        asking.send("u1", "/news", 1).thenAccept(delivery -> followed.add("reached " + delivery.sessions()));
        assertThat(followed).isEmpty();
        work();
        assertThat(followed).containsExactly("reached 1");
    }

    @Test
    void listenerWithTooManyCallsWaitingMissesWhatComesAndTheOthersDoNot() {
        SetiCore watching = seti(a, serverA, this::later);
        ToldUsers told = new ToldUsers();
        List<String> slow = new ArrayList<>();
        watching.addListener(new SetiListener() {
            @Override
            public void presenceAdded(SetiPresence presence) {
                slow.add(presence.userId());
            }
        });
        for (int i = 0; i < 5; i++) {
            b.state().put(LocalUsers.key("u" + i), LocalUsers.value(1));
        }
        work();
        assertThat(slow).containsExactly("u0", "u1");
        watching.addListener(told);
        work();
        b.state().put(LocalUsers.key("u9"), LocalUsers.value(1));
        work();
        assertThat(slow).containsExactly("u0", "u1", "u9");
    }

    @Test
    void serverThatNeverUsesItKeepsNothing() {
        assertThat(setiA.bean().text()).isEmpty();
        assertThat(setiA.isUsed()).isFalse();
        assertThat(setiA.isPresent("u1")).isFalse();
        of(setiA.send("u1", "/news", 1));
        assertThat(setiA.isUsed()).isFalse();
    }

    @Test
    void beanAndDumpCountUsersAndSends() {
        ServerSession session = session(serverA);
        setiA.associate("u1", session);
        setiA.associate("u2", session);
        setiB.associate("u1", session(serverB));
        of(setiA.send("u1", "/news", 1));
        of(setiA.send("nobody", "/news", 1));
        of(setiA.kick("u1", CloseReason.POLICY));
        setiA.associate("u3", session(serverA));

        SetiMXBean bean = setiA.bean();
        assertThat(bean.getUsers()).isEqualTo(1);
        assertThat(bean.getAssociations()).isEqualTo(1);
        assertThat(bean.getPresentUsers()).isEqualTo(1);
        assertThat(bean.getSends()).isEqualTo(2);
        assertThat(bean.getReachedSessions()).isEqualTo(2);
        assertThat(bean.getUnreachedSends()).isEqualTo(1);
        assertThat(bean.getKickedSessions()).isEqualTo(2);
        assertThat(setiA.bean().text())
                .isEqualTo("Seti: 1 users here in 1 associations, 1 present anywhere; 2 sends have reached 2 sessions,"
                        + " 1 have reached none, 0 requests to nodes were not answered; 2 sessions kicked\n");
    }
}
