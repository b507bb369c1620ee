package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener.SessionListener;
import dev.halley.api.Decision;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.protocol.BinaryData;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users of a server that stands alone. */
class SetiTest {

    private final InProcessServer server = InProcessServer.start(new Setup());
    private final Seti seti = server.oort().seti();
    private final ToldUsers told = new ToldUsers();

    @AfterEach
    void stop() {
        server.close();
    }

    private TestClient client() {
        return server.client().connected();
    }

    private static ServerSession session(TestClient client) {
        return client.session().orElseThrow();
    }

    private static SetiDelivery of(CompletionStage<SetiDelivery> delivery) {
        return delivery.toCompletableFuture().join();
    }

    @Test
    void messageReachesAllSessionsOfAUserAndNoOthers() {
        TestClient phone = client();
        TestClient desk = client();
        TestClient other = client();
        seti.associate("ann", session(phone));
        seti.associate("ann", session(desk));
        seti.associate("bob", session(other));

        SetiDelivery delivery = of(seti.send("ann", "/service/mail", Map.of("text", "hello")));

        assertThat(delivery).isEqualTo(new SetiDelivery(2, 1, 0));
        assertThat(delivery.isReached()).isTrue();
        assertThat(phone.received()).containsExactly("{\"channel\":\"/service/mail\",\"data\":{\"text\":\"hello\"}}");
        assertThat(desk.dataOn("/service/mail")).containsExactly("{\"text\":\"hello\"}");
        assertThat(other.received()).isEmpty();
    }

    @Test
    void broadcastChannelNeedsNoSubscription() {
        TestClient ann = client();
        seti.associate("ann", session(ann));
        of(seti.send("ann", "/news", 1));
        assertThat(ann.dataOn("/news")).containsExactly("1");
    }

    @Test
    void userWhoIsNotThereIsNotReached() {
        assertThat(of(seti.send("ann", "/news", 1))).isEqualTo(new SetiDelivery(0, 0, 0));
        assertThat(seti.isPresent("ann")).isFalse();
        assertThat(seti.sessions("ann")).isEmpty();
    }

    @Test
    void sessionOfSeveralUsersGetsAMessageToThemOnce() {
        TestClient both = client();
        seti.associate("ann", session(both));
        seti.associate("admins", session(both));

        SetiDelivery delivery = of(seti.send(List.of("ann", "admins", "ann", "nobody"), "/news", 1));

        assertThat(delivery.sessions()).isEqualTo(1);
        assertThat(both.dataOn("/news")).containsExactly("1");
    }

    @Test
    void sessionThatMissesTheMessageIsNotReached() {
        TestClient ann = client();
        seti.associate("ann", session(ann));
        session(ann).addExtension(new BayeuxExtension() {
            @Override
            public Verdict<ChannelMessage> event(ServerSession from, ServerSession to, ChannelMessage event) {
                return event.channel().equals("/stopped")
                        ? Verdict.stop()
                        : Verdict.replace(event.withLazy(event.lazy()));
            }
        });
        assertThat(of(seti.send("ann", "/stopped", 1))).isEqualTo(new SetiDelivery(0, 0, 0));
        assertThat(of(seti.send("ann", "/other", 1)).sessions()).isEqualTo(1);
        assertThat(ann.dataOn("/other")).containsExactly("1");
    }

    @Test
    void binaryDataAndWholeMessagesAreSentAsTheyAreDelivered() {
        TestClient ann = client();
        TestClient bob = client();
        seti.associate("ann", session(ann));
        BinaryData bytes = new BinaryData(new byte[] {1, 2, 3, 4}, true, null);

        of(seti.send("ann", "/bytes", bytes));
        session(bob).deliver(null, "/bytes", bytes);

        assertThat(ann.received()).isEqualTo(bob.received());
    }

    @Test
    void associationsAreCountedByUserAndSession() {
        ServerSession one = session(client());
        ServerSession two = session(client());
        assertThat(seti.associate("ann", one)).isTrue();
        assertThat(seti.associate("ann", one)).isFalse();
        assertThat(seti.associate("ann", two)).isTrue();
        assertThat(seti.associate("bob", two)).isTrue();

        assertThat(seti.isAssociated("ann")).isTrue();
        assertThat(seti.isPresent("ann")).isTrue();
        assertThat(seti.associationCount("ann")).isEqualTo(2);
        assertThat(seti.presenceCount("ann")).isEqualTo(2);
        assertThat(seti.sessions("ann")).isEqualTo(Map.of(server.oort().self(), 2));
        assertThat(seti.userIds()).containsExactlyInAnyOrder("ann", "bob");
        assertThat(seti.associatedUserIds()).containsExactlyInAnyOrder("ann", "bob");

        assertThat(seti.disassociate("ann", one)).isTrue();
        assertThat(seti.disassociate("ann", one)).isFalse();
        assertThat(seti.disassociate(two)).containsExactlyInAnyOrder("ann", "bob");
        assertThat(seti.disassociate(two)).isEmpty();
        assertThat(seti.userIds()).isEmpty();
        assertThat(seti.isAssociated("ann")).isFalse();
        assertThat(seti.associationCount("ann")).isZero();
    }

    @Test
    void idsOfSessionsAreNotTold() {
        ServerSession ann = session(client());
        seti.associate("ann", ann);
        assertThat(seti.sessions("ann").toString()).doesNotContain(ann.id());
    }

    @Test
    void associationEndsWithTheSession() {
        seti.addListener(told);
        TestClient ann = client();
        ServerSession session = session(ann);
        seti.associate("ann", session);
        assertThat(told.take()).containsExactly("+ann@" + server.oort().self() + " (here)", "online ann");

        ann.disconnect();

        assertThat(seti.isPresent("ann")).isFalse();
        assertThat(told.take()).containsExactly("-ann@" + server.oort().self() + " (here)", "offline ann");
        assertThat(seti.associate("ann", session)).as("after its end").isFalse();
        assertThat(seti.isPresent("ann")).isFalse();
    }

    @Test
    void sessionThatExpiresIsAssociatedNoMore() {
        TestClient ann = client();
        seti.associate("ann", session(ann));
        ann.vanish();
        server.advance(Duration.ofMinutes(1));
        assertThat(seti.userIds()).isEmpty();
    }

    @Test
    void localSessionsAreAssociatedAsOthers() {
        LocalSession robot = server.bayeux().newLocalSession("robot");
        List<String> got = new ArrayList<>();
        robot.subscribe("/news", (its, event) -> got.add(event.data().text()));
        seti.associate("robot", robot.session());

        assertThat(of(seti.send("robot", "/news", 1)).sessions()).isEqualTo(1);
        assertThat(got).containsExactly("1");
        robot.session().disconnect();
        assertThat(seti.isPresent("robot")).isFalse();
    }

    @Test
    void onlyTheFirstAndTheLastSessionOfAUserAreEvents() {
        TestClient one = client();
        TestClient two = client();
        seti.associate("ann", session(one));
        seti.addListener(told);
        assertThat(told.take()).as("who was there").hasSize(2);
        seti.associate("ann", session(two));
        one.disconnect();
        assertThat(told.take()).isEmpty();
        two.disconnect();
        assertThat(told.take()).hasSize(2);
    }

    @Test
    void listenerThatWasTakenAwayIsToldNothing() {
        Registration registration = seti.addListener(told);
        registration.close();
        seti.associate("ann", session(client()));
        assertThat(told.take()).isEmpty();
    }

    @Test
    void listenerThatThrowsCostsTheOthersNothing() {
        seti.addListener(new SetiListener() {
            @Override
            public void presenceAdded(SetiPresence presence) {
                throw new IllegalStateException("thrown by the test");
            }
        });
        seti.addListener(told);
        seti.associate("ann", session(client()));
        assertThat(told.online()).containsExactly("ann");
        assertThat(server.takeFailures()).hasSize(1);
    }

    @Test
    void listenerMayAssociateAndDisassociate() {
        ServerSession session = session(client());
        seti.addListener(new SetiListener() {
            @Override
            public void online(String userId) {
                if (userId.equals("ann")) {
                    seti.associate("friends-of-ann", session);
                    seti.disassociate("ann", session);
                }
            }
        });
        seti.addListener(told);
        seti.associate("ann", session);
        assertThat(seti.userIds()).containsExactly("friends-of-ann");
        assertThat(told.online()).containsExactly("friends-of-ann");
    }

    @Test
    void kickEndsAllSessionsOfTheUserForTheReasonGiven() {
        List<CloseReason> reasons = new ArrayList<>();
        TestClient one = client();
        TestClient two = client();
        TestClient other = client();
        for (TestClient client : List.of(one, two)) {
            seti.associate("ann", session(client));
            session(client)
                    .addListener((ServerSessionListener.RemovedListener) (session, reason) -> reasons.add(reason));
        }
        seti.associate("bob", session(other));

        assertThat(of(seti.kick("ann", CloseReason.POLICY))).isEqualTo(new SetiDelivery(2, 1, 0));

        assertThat(reasons).containsExactly(CloseReason.POLICY, CloseReason.POLICY);
        assertThat(seti.userIds()).containsExactly("bob");
        assertThat(of(seti.kick("ann", CloseReason.POLICY)).sessions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uD800", "a\uDC00b", "\uDC00\uD800"})
    void illegalUserIdIsRefused(String userId) {
        ServerSession session = session(client());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> seti.associate(userId, session))
                .withMessageStartingWith("A user id ");
        assertThatIllegalArgumentException().isThrownBy(() -> seti.disassociate(userId, session));
        assertThatIllegalArgumentException().isThrownBy(() -> seti.send(userId, "/news", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> seti.kick(userId, CloseReason.POLICY));
        assertThat(seti.userIds()).isEmpty();
    }

    @Test
    void userIdIsAnyTextOfUpTo256Characters() {
        ServerSession session = session(client());
        String longest = "\uD83D\uDE00".repeat(127) + "é\n";
        assertThat(seti.associate(longest, session)).isTrue();
        assertThat(seti.userIds()).containsExactly(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> seti.associate("x".repeat(257), session))
                .withMessage("A user id has at most 256 characters, not 257.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/meta/connect", "/news/*", "/news/{id}", "news", ""})
    void illegalChannelIsRefusedBeforeAnythingIsSent(String channel) {
        TestClient ann = client();
        seti.associate("ann", session(ann));
        assertThatIllegalArgumentException().isThrownBy(() -> seti.send("ann", channel, 1));
        assertThat(ann.received()).isEmpty();
    }

    @Test
    void illegalDataAndTimeoutAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> seti.send("ann", "/news", ChannelMessage.of("/other", null)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> seti.send(List.of("ann"), "/news", 1, Duration.ZERO))
                .withMessageContaining("timeout");
    }

    private InProcessServer serverWith(SecurityPolicy policy) {
        return InProcessServer.start(new Setup().policy(policy));
    }

    /** Associates each session with its user where CometD does, and lets in whom it is told to. */
    private static SecurityPolicy associating(InProcessServer[] of, Decision decision, boolean ending) {
        return new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
                Seti seti = of[0].oort().seti();
                seti.associate("ann", session);
                seti.associate("bob", session);
                seti.disassociate("bob", session);
                assertThat(seti.isPresent("ann")).isFalse();
                if (ending) {
                    session.disconnect();
                }
                return decision;
            }
        };
    }

    @Test
    void sessionAssociatedInThePolicysHandshakeIsThereWhenTheHandshakeSucceeds() {
        InProcessServer[] of = new InProcessServer[1];
        try (InProcessServer own = serverWith(associating(of, Decision.grant(), false))) {
            of[0] = own;
            Seti its = own.oort().seti();
            its.addListener(told);
            TestClient ann = own.client().connected();

            assertThat(its.userIds()).containsExactly("ann");
            assertThat(told.online()).containsExactly("ann");
            assertThat(of(its.send("ann", "/news", 1)).sessions()).isEqualTo(1);
            assertThat(ann.dataOn("/news")).containsExactly("1");
            ann.disconnect();
            assertThat(its.userIds()).isEmpty();
        }
    }

    @Test
    void listenersOfSessionsFindTheirUsersThereAndThenGone() {
        InProcessServer[] of = new InProcessServer[1];
        try (InProcessServer own = serverWith(associating(of, Decision.grant(), false))) {
            of[0] = own;
            List<String> found = new ArrayList<>();
            own.bayeux().addListener(new SessionListener() {
                @Override
                public void sessionAdded(ServerSession session, Request.Handshake handshake) {
                    found.add("added " + own.oort().seti().isAssociated("ann"));
                }

                @Override
                public void sessionRemoved(ServerSession session, CloseReason reason) {
                    found.add("removed " + own.oort().seti().isAssociated("ann"));
                }
            });
            own.client().connected().disconnect();
            assertThat(found).containsExactly("added true", "removed false");
        }
    }

    @Test
    void handshakeThatIsDeniedLeavesNothing() {
        InProcessServer[] of = new InProcessServer[1];
        try (InProcessServer own = serverWith(associating(of, Decision.deny("no"), false))) {
            of[0] = own;
            own.oort().seti().addListener(told);
            assertThat(own.client().tryHandshake(null)).contains("403");
            assertThat(own.oort().seti().userIds()).isEmpty();
            assertThat(own.oort().seti().isAssociated("ann")).isFalse();
            assertThat(told.take()).isEmpty();
        }
    }

    @Test
    void handshakeWhoseSessionThePolicyEndsLeavesNothing() {
        InProcessServer[] of = new InProcessServer[1];
        try (InProcessServer own = serverWith(associating(of, Decision.grant(), true))) {
            of[0] = own;
            own.oort().seti().addListener(told);
            assertThat(own.client().tryHandshake(null)).contains("403");
            assertThat(own.oort().seti().userIds()).isEmpty();
            assertThat(told.take()).isEmpty();
        }
    }

    @Test
    void sessionsThatEndWhileTheyAreAssociatedLeaveNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (InProcessServer own = InProcessServer.start(new Setup().onThreads().setting("stopTimeout", "20000"))) {
            Seti its = own.oort().seti();
            its.addListener(told);
            for (int round = 0; round < 300; round++) {
                ServerSession session = own.bayeux().newLocalSession("s").session();
                CyclicBarrier start = new CyclicBarrier(3);
                String user = "u" + round % 3;
                List<Future<?>> tasks = List.of(
                        threads.submit(() -> {
                            start.await();
                            its.associate(user, session);
                            return its.associate("other", session);
                        }),
                        threads.submit(() -> {
                            start.await();
                            its.associate(user, session);
                            return its.disassociate("other", session);
                        }),
                        threads.submit(() -> {
                            start.await();
                            session.disconnect();
                            return null;
                        }));
                for (Future<?> task : tasks) {
                    task.get(20, TimeUnit.SECONDS);
                }
                assertThat(its.userIds()).as("round " + round).isEmpty();
            }
            told.await(Set.of());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void manyThreadsThatAssociateTheSameUsersLeaveTheRightCounts() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (InProcessServer own = InProcessServer.start(new Setup().onThreads().setting("stopTimeout", "20000"))) {
            Seti its = own.oort().seti();
            its.addListener(told);
            List<Future<?>> tasks = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                ServerSession session = own.bayeux().newLocalSession("s").session();
                tasks.add(threads.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        its.associate("u" + i % 5, session);
                        its.disassociate("u" + (i + 2) % 5, session);
                    }
                    its.disassociate(session);
                    its.associate("u0", session);
                }));
            }
            for (Future<?> task : tasks) {
                task.get(20, TimeUnit.SECONDS);
            }
            told.await(Set.of("u0"));
            assertThat(its.presenceCount("u0")).isEqualTo(4);
            assertThat(its.userIds()).containsExactly("u0");
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void tooManyRecipientsAreRefused() {
        List<String> most = IntStream.range(0, 10_000).mapToObj(i -> "u" + i).toList();
        assertThat(of(seti.send(most, "/news", 1)).sessions()).isZero();
        List<String> more = new ArrayList<>(most);
        more.add("one more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> seti.send(more, "/news", 1))
                .withMessage("A message is sent to at most 10000 users at a time.");
        assertThat(of(seti.send(Collections.nCopies(20_000, "ann"), "/news", 1)).sessions())
                .as("each counts once")
                .isZero();
    }

    @Test
    void thousandUsersOfOneSessionAreTheMost() {
        ServerSession session = session(client());
        IntStream.range(0, 1_000).forEach(i -> seti.associate("u" + i, session));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> seti.associate("one more", session))
                .withMessage("A session has at most 1000 users.");
        assertThat(seti.userIds()).hasSize(1_000);
        seti.disassociate("u7", session);
        assertThat(seti.associate("one more", session)).isTrue();
    }
}
