package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.config.ServerConfig;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.runtime.SystemClock;
import dev.halley.oort.Oort;
import dev.halley.oort.OortNode;
import dev.halley.oort.OortService;
import dev.halley.oort.OortServiceException;
import dev.halley.oort.OortServiceException.Reason;
import dev.halley.oort.core.OortCore;
import dev.halley.oort.core.OortPorts;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Forwarded work and the primary over real links. */
@Timeout(120)
class OortOverLinksTest {

    private static final Duration PATIENT = Duration.ofMinutes(1);

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final TestLinks cluster = new TestLinks();
    private final List<Links> links = new ArrayList<>();
    private final List<ClusterMember> members = new ArrayList<>();
    private final List<OortCore> oorts = new ArrayList<>();
    private InProcessServer server;

    @BeforeEach
    void begin() {
        server = InProcessServer.start(new Setup());
    }

    @AfterEach
    void leave() {
        oorts.forEach(OortCore::close);
        members.forEach(ClusterMember::close);
        cluster.close();
        timer.close();
        workers.shutdown();
        server.close();
    }

    private static ServerConfig config(String onSplit) {
        return ServerConfig.of(Map.of("cluster.name", "test", "cluster.onSplit", onSplit, "cluster.expected", "3"));
    }

    private void start(String onSplit, String... names) throws Exception {
        BayeuxServer application = server.bayeux();
        for (String name : names) {
            Links joined = cluster.inMemory(name);
            ClusterMember member = new ClusterMember(joined, config(onSplit), new SystemClock(), timer, Runnable::run);
            OortCore oort = new OortCore(
                    application, new OortPorts(member.links(), member.state(), new LocalBroker()), timer, workers);
            who(oort).onForward((nothing, caller) -> name + " for " + caller);
            links.add(joined);
            members.add(member);
            oorts.add(oort);
        }
        TestLinks.awaitView(links);
    }

    private static OortService<Void, String> who(Oort oort) {
        return oort.<Void, String>service("who", Void.class, String.class).withTimeout(PATIENT);
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static Reason reason(CompletionStage<?> stage) throws Exception {
        try {
            done(stage);
        } catch (ExecutionException e) {
            return ((OortServiceException) e.getCause()).reason();
        }
        throw new AssertionError("It has not failed.");
    }

    /** The links have it before Oort has. */
    private void awaitPrimaries(String... names) {
        for (int i = 0; i < names.length; i++) {
            OortCore oort = oorts.get(i);
            while (!oort.primary().primary().map(OortNode::name).orElse("none").equals(names[i])) {
                Thread.onSpinWait();
            }
        }
    }

    private void stop(int index) throws Exception {
        oorts.remove(index).close();
        members.remove(index).close();
        links.remove(index);
        TestLinks.awaitView(links);
    }

    @Test
    void nodesForwardToEachOtherAndToThePrimaryAsTheyJoinAndLeave() throws Exception {
        start("continue", "a", "b");
        assertThat(done(who(oorts.get(1)).forward(oorts.get(0).self(), null))).isEqualTo("a for b");
        assertThat(done(who(oorts.get(1)).forward(oorts.get(1).self(), null))).isEqualTo("b for b");
        assertThat(done(oorts.get(1).primaryLong("ids").addAndGet(3))).isEqualTo(3);

        start("continue", "c");
        awaitPrimaries("a", "a", "a");
        assertThat(done(who(oorts.get(2)).forwardToPrimary(null))).isEqualTo("a for c");
        assertThat(done(oorts.get(2).primaryLong("ids").addAndGet(3))).isEqualTo(6);

        stop(0);
        awaitPrimaries("b", "b");
        assertThat(done(who(oorts.get(1)).forwardToPrimary(null))).isEqualTo("b for c");
        assertThat(done(oorts.get(1).primaryLong("ids").addAndGet(3))).isEqualTo(9);
    }

    @Test
    void killedNodeFailsWhatItWasDoingAndNumbersOutliveIt() throws Exception {
        start("continue", "a", "b", "c");
        oorts.get(0)
                .<Void, Void>service("never", Void.class, Void.class)
                .onForwardAsync((nothing, caller) -> new CompletableFuture<>());
        for (int i = 1; i <= 100; i++) {
            assertThat(done(oorts.get(2).primaryLong("ids").addAndGet(1))).isEqualTo(i);
        }
        CompletionStage<Void> lost = oorts.get(1)
                .<Void, Void>service("never", Void.class, Void.class)
                .withTimeout(PATIENT)
                .forward(oorts.get(0).self(), null);

        // As a process that is killed: it says nothing, and the others have a view without it.
        TestLinks.split(links.subList(0, 1), links.subList(1, 3));

        assertThat(reason(lost)).isEqualTo(Reason.NODE_LOST);
        awaitPrimaries("a", "b", "b");
        assertThat(done(oorts.get(2).primaryLong("ids").addAndGet(1))).isEqualTo(101);
    }

    @Test
    void whatBothPartsAddCountsWhenTheyFindEachOther() throws Exception {
        start("continue", "a", "b", "c");
        assertThat(done(oorts.get(2).primaryLong("ids").addAndGet(100))).isEqualTo(100);
        TestLinks.split(links.subList(0, 1), links.subList(1, 3));
        awaitPrimaries("a", "b", "b");
        assertThat(done(oorts.get(0).primaryLong("ids").addAndGet(5))).isEqualTo(105);
        assertThat(done(oorts.get(2).primaryLong("ids").addAndGet(20))).isEqualTo(120);

        heal();
        for (OortCore oort : oorts) {
            assertThat(done(oort.primaryLong("ids").get())).isEqualTo(125);
        }
        assertThat(oorts.stream().filter(oort -> oort.primary().isPrimary())).hasSize(1);
    }

    @Test
    void smallerPartHasNoPrimaryWhereSplitsAreRefused() throws Exception {
        start("refuse", "a", "b", "c");
        assertThat(done(oorts.get(2).primaryLong("ids").addAndGet(1))).isEqualTo(1);
        TestLinks.split(links.subList(0, 1), links.subList(1, 3));
        awaitPrimaries("none", "b", "b");
        assertThat(reason(oorts.get(0).primaryLong("ids").addAndGet(1))).isEqualTo(Reason.NO_PRIMARY);
        assertThat(reason(who(oorts.get(0)).forwardToPrimary(null))).isEqualTo(Reason.NO_PRIMARY);
        assertThat(done(oorts.get(2).primaryLong("ids").addAndGet(1))).isEqualTo(2);

        heal();
        assertThat(done(oorts.get(0).primaryLong("ids").addAndGet(1))).isEqualTo(3);
    }

    /** Until Oort of each node has the view of the links. */
    private void heal() throws Exception {
        TestLinks.heal(links.toArray(Links[]::new));
        links.get(0).lookForOthers();
        TestLinks.awaitView(links);
        String oldest = links.get(0).view().members().get(0).name();
        awaitPrimaries(oldest, oldest, oldest);
    }
}
