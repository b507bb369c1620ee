package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.ClusterException;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.testkit.RecordedEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Event;
import org.jgroups.Message;
import org.jgroups.Version;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.stack.Protocol;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinksTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final TestLinks cluster = new TestLinks();

    @AfterEach
    void leave() {
        cluster.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static BlockingQueue<String> received(Cluster node, Traffic traffic) {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        node.handle(traffic, (from, bytes) -> received.add(new String(bytes, StandardCharsets.UTF_8)));
        return received;
    }

    private static String next(BlockingQueue<String> received) throws InterruptedException {
        return received.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void engineIsTheVersionThatKeepsCreditsOfLiveMembers() {
        assertThat(Version.printVersion()).startsWith("5.5.7");
    }

    @Test
    void nodesKnowEachOtherByNameAndRun() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        TestLinks.awaitView(List.of(a, b));
        assertThat(a.view().members()).containsExactly(a.self(), b.self());
        assertThat(b.view()).isEqualTo(a.view());
        assertThat(a.self().id().value()).startsWith("a#");
    }

    @Test
    void eachKindArrivesInTheOrderInWhichItWasSent() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        TestLinks.awaitView(List.of(a, b));
        for (Traffic traffic : Traffic.values()) {
            BlockingQueue<String> received = received(b, traffic);
            for (int i = 0; i < 2_000; i++) {
                a.send(b.self().id(), traffic, bytes(traffic + " " + i));
            }
            for (int i = 0; i < 2_000; i++) {
                assertThat(next(received)).isEqualTo(traffic + " " + i);
            }
        }
    }

    @Test
    void messageToTheNodeItselfArrives() throws Exception {
        Links a = cluster.inMemory("a");
        BlockingQueue<String> received = received(a, Traffic.PLAIN);
        a.send(a.self().id(), Traffic.PLAIN, bytes("me"));
        assertThat(next(received)).isEqualTo("me");
    }

    @Test
    void throwingHandlerListenerAndAnswererCostNobodyElseAnything() throws Exception {
        Links a = cluster.inMemory("a");
        a.onView((before, now) -> {
            throw new IllegalStateException("thrown by the test");
        });
        CompletableFuture<ClusterView> seen = new CompletableFuture<>();
        a.onView((before, now) -> seen.complete(now));
        Links b = cluster.inMemory("b");
        assertThat(seen.get(20, TimeUnit.SECONDS).members()).hasSize(2);
        TestLinks.awaitView(List.of(a, b));
        a.handle(Traffic.STATE, (from, bytes) -> {
            throw new AssertionError("thrown by the test");
        });
        a.answer(Traffic.STATE, (from, bytes) -> {
            throw new IllegalStateException("thrown by the test");
        });
        BlockingQueue<String> received = received(a, Traffic.LOG);
        b.send(a.self().id(), Traffic.STATE, bytes("x"));
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> b.request(a.self().id(), Traffic.STATE, bytes("x"), LONG)
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .withMessageContaining("refuses the question");
        b.send(a.self().id(), Traffic.LOG, bytes("after"));
        assertThat(next(received)).isEqualTo("after");
    }

    @Test
    void questionIsAnsweredOnceAndFailsWhenNobodyAnswersInTime() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        TestLinks.awaitView(List.of(a, b));
        b.answer(Traffic.LINK, (from, question) -> CompletableFuture.completedStage(question));
        b.answer(Traffic.LOG, (from, question) -> new CompletableFuture<>());
        assertThat(a.request(b.self().id(), Traffic.LINK, bytes("why"), LONG)
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .isEqualTo(bytes("why"));
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> a.request(b.self().id(), Traffic.LOG, bytes("why"), Duration.ofMillis(50))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .withCauseInstanceOf(ClusterException.class)
                .withMessageContaining("in time");
    }

    @Test
    void questionFailsAtOnceWhenItsNodeLeavesOrIsNotThere() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        TestLinks.awaitView(List.of(a, b));
        CountDownLatch asked = new CountDownLatch(1);
        b.answer(Traffic.LOG, (from, question) -> {
            asked.countDown();
            return new CompletableFuture<>();
        });
        CompletableFuture<byte[]> open = a.request(b.self().id(), Traffic.LOG, bytes("why"), Duration.ofHours(1))
                .toCompletableFuture();
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        b.close();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> open.get(20, TimeUnit.SECONDS))
                .withMessageContaining("not linked any more");
        TestLinks.awaitView(List.of(a));
        assertThat(a.request(b.self().id(), Traffic.LOG, bytes("why"), Duration.ofHours(1))
                        .toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    void messageOfTheGreatestLengthArrivesAndOneByteMoreIsRefused() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        TestLinks.awaitView(List.of(a, b));
        BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
        b.handle(Traffic.LOG, (from, bytes) -> lengths.add(bytes.length));
        a.send(b.self().id(), Traffic.LOG, new byte[Cluster.MAX_LENGTH]);
        assertThat(lengths.poll(20, TimeUnit.SECONDS)).isEqualTo(Cluster.MAX_LENGTH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> a.send(b.self().id(), Traffic.LOG, new byte[Cluster.MAX_LENGTH + 1]))
                .withMessageContaining("16777217");
    }

    @Test
    void messageThatIsNotOursIsCountedAndTheNextArrives() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        TestLinks.awaitView(List.of(a, b));
        BlockingQueue<String> received = received(b, Traffic.LOG);
        a.channel().send(new BytesMessage(b.channel().getAddress(), new byte[] {Frame.KIND, 1, 9}));
        a.channel().send(new BytesMessage(b.channel().getAddress(), bytes("?")));
        a.channel().send(new BytesMessage(b.channel().getAddress(), new byte[0]));
        a.send(b.self().id(), Traffic.LOG, bytes("after"));
        assertThat(next(received)).isEqualTo("after");
        assertThat(b.report().refused()).isEqualTo(3);
    }

    @Test
    void partsOfASplitFindEachOtherAgainAndLinksGoOn() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        TestLinks.awaitView(List.of(a, b));
        CompletableFuture<byte[]> open = a.request(b.self().id(), Traffic.LOG, bytes("why"), Duration.ofHours(1))
                .toCompletableFuture();
        TestLinks.split(a, b);
        assertThat(open).isCompletedExceptionally();
        a.send(b.self().id(), Traffic.LOG, bytes("lost"));
        TestLinks.heal(a, b);
        a.lookForOthers();
        TestLinks.awaitView(List.of(a, b));
        BlockingQueue<String> received = received(b, Traffic.PLAIN);
        a.send(b.self().id(), Traffic.PLAIN, bytes("again"));
        assertThat(next(received)).isEqualTo("again");
    }

    @Test
    void nodeWhoseLeaveIsForgottenDuringAMergeIsTakenOutAllTheSame() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        Links c = cluster.inMemory("c");
        TestLinks.awaitView(List.of(a, b, c));
        GMS oldest = a.channel().getProtocolStack().findProtocol(GMS.class);
        oldest.getViewHandler().suspend();

        b.close();
        assertThat(a.view().members()).contains(b.self());
        oldest.getViewHandler().resume();

        TestLinks.awaitView(List.of(a, c));
    }

    @Test
    void oldestNodeWhoseLeaveIsForgottenDuringAMergeIsTakenOutAllTheSame() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        Links c = cluster.inMemory("c");
        TestLinks.awaitView(List.of(a, b, c));
        GMS oldest = a.channel().getProtocolStack().findProtocol(GMS.class);
        oldest.getViewHandler().suspend();

        a.close();

        TestLinks.awaitView(List.of(b, c));
    }

    @Test
    void partsThatEachHaveANodeOfOneNameFindEachOtherAllTheSame() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        TestLinks.awaitView(List.of(a, b));
        Links second = cluster.unanswered("a");
        TestLinks.heal(second);
        second.lookForOthers();
        TestLinks.awaitView(List.of(a, b, second));
    }

    @Test
    void nodeThatNobodyAnswersBeginsAViewOfItsOwnUntilItIsHeard() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.unanswered("b");
        assertThat(b.view().members()).containsExactly(b.self());
        assertThat(a.view().members()).containsExactly(a.self());
        TestLinks.heal(b);
        b.lookForOthers();
        TestLinks.awaitView(List.of(a, b));
    }

    private static Message joinOf(Address node) {
        return new BytesMessage()
                .setSrc(node)
                .putHeader(ClassConfigurator.getProtocolId(GMS.class), new GMS.GmsHeader(GMS.GmsHeader.JOIN_REQ, node));
    }

    @Test
    void nodeThatWasLetInAndHasGivenUpDoesNotKeepItsNameFromTheNext() {
        AtomicLong nanos = new AtomicLong();
        LinkSettings settings = cluster.settings("a", 1_000, Duration.ZERO);
        JoinToken token = new JoinToken(settings, nanos::get);
        cluster.inMemory(settings, token);
        JoinToken shown = new JoinToken(cluster.settings("b", 1_000, Duration.ZERO));
        Message gaveUp = joinOf(NodeAddress.random("b", WireVersions.OURS));
        Message next = joinOf(NodeAddress.random("b", WireVersions.OURS));

        assertThat(token.authenticate(shown, gaveUp)).isTrue();
        nanos.addAndGet(JoinToken.UNTIL_GIVEN_UP.toNanos());
        assertThat(token.authenticate(shown, next)).isFalse();
        assertThat(token.authenticate(shown, gaveUp)).isTrue();
        nanos.addAndGet(JoinToken.UNTIL_GIVEN_UP.toNanos());
        assertThat(token.authenticate(shown, next)).isFalse();
        nanos.addAndGet(1);
        assertThat(token.authenticate(shown, next)).isTrue();
    }

    @Test
    void secondNodeOfANameIsRefused() {
        cluster.inMemory("a");
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> cluster.inMemory(cluster.settings("a", 1_000, Duration.ZERO)))
                .withMessageContaining("refuses node \"a\"");
    }

    @Test
    void nodeOfAnotherClusterIsRefused() {
        cluster.inMemory("a");

        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(
                        () -> cluster.inMemory(new LinkSettings("other", "b", 1_000, WireVersions.OURS, Duration.ZERO)))
                .withMessageContaining("refuses node \"b\" of cluster \"other\"");
    }

    @Test
    void nodeThatSpeaksNoVersionOfTheWireThatTheOthersSpeakIsRefused() {
        cluster.inMemory("a", new WireVersions(2, 3));

        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> cluster.inMemory("newer", new WireVersions(4, 5)))
                .withMessageContaining("refuses node \"newer\"")
                .withMessageContaining("with versions 4 to 5 of the wire");
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> cluster.inMemory("older", new WireVersions(1, 1)))
                .withMessageContaining("refuses node \"older\"")
                .withMessageContaining("with version 1 of the wire");
    }

    /** The oldest node could talk to it, another one could not. */
    @Test
    void nodeThatSharesNoVersionOfTheWireWithOneOfTheOthersIsRefused() throws Exception {
        Links oldest = cluster.inMemory("oldest", new WireVersions(2, 3));
        Links other = cluster.inMemory("other", new WireVersions(1, 2));
        TestLinks.awaitView(List.of(oldest, other));

        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> cluster.inMemory("newer", new WireVersions(3, 4)))
                .withMessageContaining("with versions 3 to 4 of the wire");
    }

    /** As in an upgrade, node by node, of which one is taken back in between. */
    @Test
    void nodesOfTwoVersionsInARowSpeakTheOlderOneUntilTheLastOfItHasLeft() throws Exception {
        WireVersions before = new WireVersions(1, 2);
        WireVersions after = new WireVersions(2, 3);
        Links a = cluster.inMemory("a", before);
        Links b = cluster.inMemory("b", after);
        TestLinks.awaitView(List.of(a, b));
        assertThat(a.report().wireVersion()).isEqualTo(2);
        assertThat(b.report().wireVersion()).isEqualTo(2);

        a.close();
        TestLinks.awaitView(List.of(b));
        assertThat(b.report().wireVersion()).isEqualTo(3);

        Links back = cluster.inMemory("a", before);
        TestLinks.awaitView(List.of(b, back));
        assertThat(b.report().wireVersion()).isEqualTo(2);
    }

    @Test
    void partsWithNodesOfTwoVersionsFindEachOtherAgain() throws Exception {
        Links a = cluster.inMemory("a", new WireVersions(2, 3));
        Links b = cluster.inMemory("b", new WireVersions(1, 2));
        TestLinks.awaitView(List.of(a, b));
        TestLinks.split(a, b);
        assertThat(a.report().wireVersion()).isEqualTo(3);

        TestLinks.heal(a, b);
        a.lookForOthers();

        TestLinks.awaitView(List.of(a, b));
        assertThat(a.report().wireVersion()).isEqualTo(2);
    }

    @Test
    void ofTwoNodesOfOneNameThatJoinAtTheSameMomentOneIsRefused() throws Exception {
        Links a = cluster.inMemory("a");
        ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
        List<Links> joined = cluster.atOnce(2, number -> {
            try {
                return cluster.inMemory(cluster.settings("b", 1_000, Duration.ZERO));
            } catch (ClusterException e) {
                refusals.add(e.getMessage());
                return a;
            }
        });

        assertThat(refusals).singleElement().asString().contains("refuses node \"b\"");
        assertThat(joined).contains(a);
        assertThat(a.view().members()).extracting(ClusterNode::name).containsExactly("a", "b");
    }

    @Test
    void oldestNodeTellsWhomItRefusesAndWhy() {
        Links a = cluster.inMemory("a");
        RecordedEvents events = new RecordedEvents();
        a.tell(events);
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> cluster.inMemory(cluster.settings("a", 1_000, Duration.ZERO)));
        assertThat(events.named("nodeRefused"))
                .containsExactly("nodeRefused:a:the cluster has a node of the name \"a\" already");
    }

    @Test
    void stateNeedsNoCreditsAndAllElseDoes() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        TestLinks.awaitView(List.of(a, b));
        BlockingQueue<Boolean> withoutCredits = new LinkedBlockingQueue<>();
        a.channel()
                .getProtocolStack()
                .insertProtocol(
                        new Protocol() {
                            @Override
                            public Object down(Message message) {
                                withoutCredits.add(message.isFlagSet(Message.Flag.NO_FC));
                                return down_prot.down(message);
                            }
                        },
                        ProtocolStack.Position.ABOVE,
                        FRAG4.class);
        BlockingQueue<String> received = received(b, Traffic.STATE);
        BlockingQueue<String> others = received(b, Traffic.LOG);
        a.send(b.self().id(), Traffic.STATE, bytes("state"));
        assertThat(next(received)).isEqualTo("state");
        a.send(b.self().id(), Traffic.LOG, bytes("log"));
        assertThat(next(others)).isEqualTo("log");
        assertThat(withoutCredits).containsExactly(true, false);
    }

    @Test
    void stateOfANodeThatIsNotInTheViewIsHeard() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory("b");
        TestLinks.awaitView(List.of(a, b));
        for (Links node : List.of(a, b)) {
            node.channel().getProtocolStack().findProtocol(MERGE3.class).stop();
        }
        BlockingQueue<String> state = received(a, Traffic.STATE);
        BlockingQueue<String> log = received(a, Traffic.LOG);
        TestLinks.install(List.of(a));
        TestLinks.awaitView(List.of(a));
        b.send(a.self().id(), Traffic.LOG, bytes("kept until they are linked"));
        b.send(a.self().id(), Traffic.STATE, bytes("here I am"));

        assertThat(next(state)).isEqualTo("here I am");
        assertThat(log).isEmpty();
        TestLinks.install(List.of(a, b));
        assertThat(next(log)).isEqualTo("kept until they are linked");
        assertThat(next(state)).isEqualTo("here I am");
    }

    /** A merge has several nodes spread its view: one of them may have got it from another one before. */
    @Test
    void nodeThatSpreadAViewThatItHadIsFoundByThoseThatExcludeIt() throws Exception {
        List<Links> nodes = List.of(cluster.inMemory("a"), cluster.inMemory("b"), cluster.inMemory("c"));
        TestLinks.awaitView(nodes);
        Links spreads = nodes.get(2);
        ProtocolStack stack = spreads.channel().getProtocolStack();
        GMS membership = stack.findProtocol(GMS.class);
        membership.getDownProtocol().down(new Event(Event.TMP_VIEW, membership.view()));
        TestLinks.install(nodes.subList(0, 2));
        TestLinks.awaitView(nodes.subList(0, 2));

        TestLinks.awaitView(nodes);
    }

    @Test
    void whatNobodyTakesIsBoundedAndOnlyPlainMessagesAreDropped() throws Exception {
        Links a = cluster.inMemory("a");
        Links b = cluster.inMemory(cluster.settings("b", 10_000, Duration.ofSeconds(5)));
        TestLinks.awaitView(List.of(a, b));
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        b.handle(Traffic.PLAIN, (from, bytes) -> {
            received.add("plain");
            taken.countDown();
            awaitQuietly(goOn);
        });
        b.handle(Traffic.LOG, (from, bytes) -> received.add("log"));

        a.send(b.self().id(), Traffic.PLAIN, new byte[100]);
        assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 30; i++) {
            a.send(b.self().id(), Traffic.PLAIN, new byte[1_000]);
            a.send(b.self().id(), Traffic.LOG, new byte[1_000]);
        }
        long before = System.nanoTime();
        while (b.report().inboxBytes() < 30_000 && System.nanoTime() - before < 20_000_000_000L) {
            Thread.onSpinWait();
        }
        goOn.countDown();

        for (int logs = 0; logs < 30; ) {
            logs += "log".equals(next(received)) ? 1 : 0;
        }
        assertThat(b.report().overrun()).isBetween(20L, 30L);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
