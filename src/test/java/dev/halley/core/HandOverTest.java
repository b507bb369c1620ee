package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.LocalSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.core.runtime.Threads;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.ReadBoundary;
import dev.halley.testing.ManualWorkers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is stored is handed on in order, whatever the code does that runs meanwhile: it blocks, publishes, leaves or throws. */
class HandOverTest {

    private static final Map<String, String> KEPT = Map.of("history", "/kept/*=1000/10m");
    private static final long PATIENCE_SECONDS = 60;
    /** After so many messages a publisher lets a worker go on. */
    private static final int TURN = 64;

    private static final Executor INLINE = Runnable::run;

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start("history", "/kept/*=1000/10m");

    private static List<String> events(int... numbers) {
        return IntStream.of(numbers)
                .mapToObj(number -> "{\"channel\":\"/kept/a\",\"data\":" + number + "}")
                .toList();
    }

    private static int number(ChannelMessage event) {
        return Integer.parseInt(event.data().text());
    }

    @Test
    void listenerThatBlocksDelaysItsSessionAlone() throws Exception {
        ExecutorService workers = Executors.newCachedThreadPool();
        AtomicBoolean concurrent = new AtomicBoolean();
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        TestCore blocking = new TestCore(
                KEPT,
                new Threads(task -> (concurrent.get() ? workers : INLINE).execute(task), INLINE, INLINE),
                ReadBoundary.UNKNOWN);
        TestPeer slow = blocking.webSocket().subscribedTo("/kept/a");
        TestPeer other = blocking.webSocket().subscribedTo("/kept/a");
        blocking.session(slow).addListener((ServerSessionListener.MessageListener) (to, from, event) -> {
            blocked.countDown();
            await(released);
            return Verdict.pass();
        });
        concurrent.set(true);
        blocking.channel("/kept/a").publish(null, 1);
        await(blocked);
        blocking.channel("/kept/a").publish(null, 2);
        blocking.channel("/kept/a").publish(null, 3);

        assertThat(other.received()).isEqualTo(events(1, 2, 3));
        assertThat(slow.received()).isEmpty();
        released.countDown();
        workers.shutdown();
        assertThat(workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        concurrent.set(false);
        assertThat(slow.received()).isEqualTo(events(1, 2, 3));
        blocking.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoeverPublishesWhileAnotherThreadHandsOnDoesNotWaitForIt() throws Exception {
        TestPeer reader = server.webSocket().subscribedTo("/kept/a");
        ExecutorService other = Executors.newSingleThreadExecutor();
        server.events().atNext("published:/kept/a", () -> {
            try {
                other.submit(() -> server.channel("/kept/a").publish(null, 2)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            assertThat(reader.received()).isEmpty();
        });
        server.channel("/kept/a").publish(null, 1);
        other.shutdown();
        assertThat(reader.received()).isEqualTo(events(1, 2));
    }

    @Test
    void listenerOfASessionThatPublishesOnTheChannelSeesThatAfterwardsAndAllHaveOneOrder() {
        TestPeer first = server.webSocket().subscribedTo("/kept/a");
        TestPeer echoing = server.webSocket().subscribedTo("/kept/a");
        TestPeer last = server.webSocket().subscribedTo("/kept/a");
        server.session(echoing).addListener((ServerSessionListener.MessageListener) (to, from, event) -> {
            if (number(event) < 3) {
                server.channel("/kept/a").publish(null, number(event) + 1);
            }
            return Verdict.pass();
        });
        server.channel("/kept/a").publish(null, 1);
        for (TestPeer reader : List.of(first, echoing, last)) {
            assertThat(reader.received()).isEqualTo(events(1, 2, 3));
        }
    }

    @Test
    void codeInTheHandOverOfOneChannelPublishesOnAnotherAtOnce() {
        LocalSession local = server.core().newLocalSession("copies", session -> {});
        local.subscribe("/kept/a", (session, event) -> server.channel("/kept/b").publish(null, number(event)));
        server.channel("/kept/a").publish(null, 1);
        server.channel("/kept/a").publish(null, 2);
        assertThat(server.events().named("published"))
                .extracting(text -> text.replaceFirst("published:(/kept/.).*", "$1"))
                .containsExactly("/kept/b", "/kept/a", "/kept/b", "/kept/a");
        assertThat(server.core().pendingPublishes()).isZero();
    }

    @Test
    void sessionThatLeavesInTheHandOverGetsNothingMoreAndTheOthersDo() {
        TestPeer reader = server.webSocket().subscribedTo("/kept/a");
        TestPeer leaving = server.webSocket().subscribedTo("/kept/a");
        List<Integer> seen = new ArrayList<>();
        server.session(leaving).addListener((ServerSessionListener.MessageListener) (to, from, event) -> {
            seen.add(number(event));
            to.disconnect();
            return Verdict.pass();
        });
        server.channel("/kept/a").publish(null, 1);
        server.channel("/kept/a").publish(null, 2);
        assertThat(seen).containsExactly(1);
        assertThat(reader.received()).isEqualTo(events(1, 2));
    }

    @Test
    void clientThatSubscribesInTheHandOverBeginsBehindWhatIsHandedOn() {
        TestPeer joining = server.webSocket();
        joining.handshakeWithEvents("{\"history\":true}");
        joining.connect();
        joining.received();
        LocalSession local = server.core().newLocalSession("starts", session -> {});
        local.subscribe("/kept/a", (session, event) -> {
            if (number(event) == 1) {
                RecoveryTexts.subscribe(joining, "\"/kept/a\"", "");
            }
        });
        server.channel("/kept/a").publish(null, 1);
        server.channel("/kept/a").publish(null, 2);
        assertThat(joining.received())
                .filteredOn(text -> text.contains("\"data\""))
                .singleElement()
                .asString()
                .contains("\"data\":2");
    }

    @Test
    void codeThatThrowsInTheHandOverHoldsUpNobody() {
        server.expectFailures(1);
        TestPeer reader = server.webSocket().subscribedTo("/kept/a");
        server.events().atNext("published:/kept/a", () -> {
            throw new IllegalStateException("thrown by the test");
        });
        server.channel("/kept/a").publish(null, 1);
        server.channel("/kept/a").publish(null, 2);
        assertThat(reader.received()).isEqualTo(events(1, 2));
        assertThat(server.core().pendingPublishes()).isZero();
    }

    @Test
    void messageThatBreaksTheHandOverHoldsUpNothingBehindIt() {
        AtomicBoolean refuses = new AtomicBoolean();
        Executor workers = task -> {
            if (refuses.get()) {
                throw new IllegalStateException("thrown by the test");
            }
            task.run();
        };
        TestCore refusing = new TestCore(KEPT, new Threads(workers, INLINE, INLINE), ReadBoundary.UNKNOWN);
        refusing.expectFailures(1);
        TestPeer listened = refusing.webSocket().subscribedTo("/kept/a");
        refusing.session(listened)
                .addListener((ServerSessionListener.MessageListener) (to, from, event) -> Verdict.pass());
        TestPeer reader = refusing.webSocket().subscribedTo("/kept/a");
        refuses.set(true);
        refusing.channel("/kept/a").publish(null, 1);
        refuses.set(false);
        refusing.channel("/kept/a").publish(null, 2);
        assertThat(reader.received()).endsWith(events(2).get(0));
        assertThat(refusing.core().pendingPublishes()).isZero();
        assertThat(refusing.events().failures()).singleElement().asString().contains("thrown by the test");
        refusing.close();
    }

    @Test
    void publisherHandsOnForAWhileAndAWorkerGoesOn() {
        ManualWorkers workers = new ManualWorkers();
        TestCore turning = new TestCore(KEPT, new Threads(workers, Runnable::run, Runnable::run), ReadBoundary.UNKNOWN);
        turning.events().atNext("published:/kept/a", () -> IntStream.rangeClosed(2, 2 * TURN)
                .forEach(number -> turning.channel("/kept/a").publish(null, number)));
        turning.channel("/kept/a").publish(null, 1);
        assertThat(turning.core().pendingPublishes()).isEqualTo(TURN);
        workers.runAll();
        assertThat(turning.core().pendingPublishes()).isZero();
        turning.close();
    }
}
