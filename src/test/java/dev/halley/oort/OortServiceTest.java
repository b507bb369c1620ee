package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halley.api.Registration;
import dev.halley.json.RawJson;
import dev.halley.oort.OortServiceException.Reason;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work that nodes do for each other, on one node, two and three. */
@Timeout(60)
class OortServiceTest {

    private TestCluster cluster = TestCluster.start(0, Setup::new);

    /** What is forwarded, and what comes back. */
    public record Order(String id, int amount) {}

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void start(int nodes) {
        cluster = TestCluster.start(nodes, Setup::new);
    }

    private Oort oort(int index) {
        return cluster.server(index).oort();
    }

    private OortService<Order, Order> orders(int index) {
        return oort(index).service("orders", Order.class, Order.class);
    }

    private OortNode last() {
        return cluster.servers().get(cluster.servers().size() - 1).oort().self();
    }

    private void doubleOn(int index) {
        orders(index).onForward((order, caller) -> new Order(order.id() + " from " + caller, 2 * order.amount()));
    }

    private static OortServiceException failure(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            return (OortServiceException) e.getCause();
        }
        throw new AssertionError();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anyNodeDoesWhatIsForwardedToIt(int nodes) {
        start(nodes);
        doubleOn(nodes - 1);
        for (InProcessServer server : cluster.servers()) {
            OortService<Order, Order> service = server.oort().service("orders", Order.class, Order.class);
            assertThat(service.forward(last(), new Order("a", 21)).toCompletableFuture())
                    .isCompletedWithValue(new Order("a from " + server.oort().self(), 42));
        }
    }

    @Test
    void serverThatStandsAloneForwardsToItself() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            OortService<Order, Order> service = server.oort().service("orders", Order.class, Order.class);
            service.onForward((order, caller) ->
                    new Order(order.id(), caller.equals(server.oort().self()) ? 1 : 0));
            Order order = new Order("a", 0);
            assertThat(service.forward(server.oort().self(), order).toCompletableFuture())
                    .isCompletedWithValue(new Order("a", 1));
            assertThat(service.forwardToPrimary(order).toCompletableFuture()).isCompleted();
            assertThat(service.forwardAll(order).toCompletableFuture().join().results())
                    .containsOnlyKeys(server.oort().self());
        }
    }

    @Test
    void whatIsForwardedToOneselfIsBoundAsElsewhere() {
        start(1);
        List<Object> got = new ArrayList<>();
        OortService<Object, Object> untyped = oort(0).service("a", Object.class, Object.class);
        oort(0).<RawJson, RawJson>service("a", RawJson.class, RawJson.class).onForward((parameter, caller) -> {
            got.add(parameter);
            return parameter;
        });

        untyped.forward(oort(0).self(), new Order("x", 1));

        assertThat(got).containsExactly(RawJson.parse("{\"amount\":1,\"id\":\"x\"}"));
    }

    @Test
    void nothingIsAParameterAndAResultToo() {
        start(2);
        List<Object> got = new ArrayList<>();
        oort(1).<Order, Void>service("a", Order.class, Void.class).onForward((parameter, caller) -> {
            got.add(parameter == null ? "nothing" : parameter);
            return null;
        });
        CompletionStage<Void> done =
                oort(0).<Order, Void>service("a", Order.class, Void.class).forward(last(), null);
        assertThat(done.toCompletableFuture()).isCompletedWithValue(null);
        assertThat(got).containsExactly("nothing");
    }

    @Test
    void handlerMayKnowItsResultLater() {
        start(2);
        CompletableFuture<Order> later = new CompletableFuture<>();
        orders(1).onForwardAsync((order, caller) -> later);
        CompletionStage<Order> result = orders(0).forward(last(), new Order("a", 1));
        assertThat(result.toCompletableFuture()).isNotDone();
        later.complete(new Order("b", 2));
        assertThat(result.toCompletableFuture()).isCompletedWithValue(new Order("b", 2));
    }

    @Test
    void allNodesDoWhatIsForwardedToAll() {
        start(3);
        doubleOn(0);
        orders(1).onForward((order, caller) -> {
            throw new OortServiceException("no stock");
        });
        OortResults<Order> all =
                orders(0).forwardAll(new Order("a", 2)).toCompletableFuture().join();
        assertThat(all.results()).containsOnlyKeys(oort(0).self());
        assertThat(all.results().get(oort(0).self()).amount()).isEqualTo(4);
        assertThat(all.failures()).containsOnlyKeys(oort(1).self(), oort(2).self());
        assertThat(all.failures().get(oort(1).self())).hasMessage("no stock");
        assertThat(all.failures().get(oort(2).self()).reason()).isEqualTo(Reason.NO_HANDLER);
    }

    @Test
    void handlersOwnWordsTravelAndNothingElseThatItThrows() {
        start(2);
        orders(1).onForward((order, caller) -> {
            if (order.amount() == 0) {
                throw new OortServiceException("There is no order without an amount.");
            }
            throw new IllegalStateException("password is secret");
        });

        OortServiceException told = failure(orders(0).forward(last(), new Order("a", 0)));
        assertThat(told).hasMessage("There is no order without an amount.");
        assertThat(told.reason()).isEqualTo(Reason.TOLD);

        OortServiceException failed = failure(orders(0).forward(last(), new Order("a", 1)));
        assertThat(failed).hasMessage("The service \"orders\" has failed on node n2; the log there says why.");
        assertThat(failed.reason()).isEqualTo(Reason.FAILED);
        assertThat(failed.getCause()).isNull();
        assertThat(cluster.server(1).takeFailures()).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void failedStageCountsAsIfItWasThrown() {
        start(2);
        orders(1)
                .onForwardAsync((order, caller) -> order.amount() == 0
                        ? CompletableFuture.failedStage(new CompletionException(new OortServiceException("later")))
                        : CompletableFuture.failedStage(new IllegalStateException("inner")));
        assertThat(failure(orders(0).forward(last(), new Order("a", 0)))).hasMessage("later");
        assertThat(failure(orders(0).forward(last(), new Order("a", 1))).reason())
                .isEqualTo(Reason.FAILED);
        assertThat(cluster.server(1).takeFailures()).hasSize(1);
    }

    @Test
    void longWordsOfAHandlerAreCut() {
        start(1);
        orders(0).onForward((order, caller) -> {
            throw new OortServiceException("x".repeat(5_000));
        });
        assertThat(failure(orders(0).forward(last(), new Order("a", 0))).getMessage())
                .hasSize(OortServiceException.MAX_MESSAGE);
    }

    @Test
    void nodeWithoutHandlerSaysSo() {
        start(2);
        assertThat(failure(orders(0).forward(last(), new Order("a", 0))))
                .hasMessage("The service \"orders\" has no handler on node n2.");
        Registration registration = orders(1).onForward((order, caller) -> order);
        registration.close();
        assertThat(failure(orders(0).forward(last(), new Order("a", 0))).reason())
                .isEqualTo(Reason.NO_HANDLER);
    }

    @Test
    void secondHandlerIsRefusedUntilTheFirstIsTakenAway() {
        start(1);
        Registration first = orders(0).onForward((order, caller) -> order);
        assertThatIllegalStateException()
                .isThrownBy(() -> doubleOn(0))
                .withMessage("The service \"orders\" has a handler on this node already.");
        first.close();
        doubleOn(0);
        first.close();
        assertThat(orders(0).forward(last(), new Order("a", 2)).toCompletableFuture())
                .isCompletedWithValue(new Order("a from n1", 4));
    }

    @Test
    void lateAnswerTimesOutAndIsDropped() {
        start(2);
        CompletableFuture<Order> never = new CompletableFuture<>();
        orders(1).onForwardAsync((order, caller) -> never);
        CompletionStage<Order> usual = orders(0).forward(last(), new Order("a", 1));
        CompletionStage<Order> patient =
                orders(0).withTimeout(Duration.ofMinutes(1)).forward(last(), new Order("a", 1));

        cluster.advance(Duration.ofMillis(4_999));
        assertThat(usual.toCompletableFuture()).isNotDone();
        cluster.advance(Duration.ofMillis(1));
        assertThat(failure(usual)).hasMessage("The service \"orders\" has no answer of node n2 after 5000 ms.");
        assertThat(failure(usual).reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(patient.toCompletableFuture()).isNotDone();

        never.complete(new Order("b", 2));
        assertThat(patient.toCompletableFuture()).isCompletedWithValue(new Order("b", 2));
        assertThat(failure(usual).reason()).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void timeoutsAreOfAMillisecondToAnHour() {
        start(1);
        for (Duration wrong :
                List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofNanos(5), Duration.ofHours(2))) {
            assertThatIllegalArgumentException().isThrownBy(() -> orders(0).withTimeout(wrong));
        }
    }

    @Test
    void cancelledForwardIsWaitedForNoMore() {
        start(2);
        CompletableFuture<Order> later = new CompletableFuture<>();
        orders(1).onForwardAsync((order, caller) -> later);
        CompletableFuture<Order> result =
                orders(0).forward(last(), new Order("a", 1)).toCompletableFuture();
        result.cancel(true);
        later.complete(new Order("b", 2));
        assertThat(result).isCancelled();
        assertThat(later).as("of the other node").isCompleted();
    }

    @Test
    void cancelledForwardToAllCancelsEach() {
        start(2);
        orders(0).onForwardAsync((order, caller) -> new CompletableFuture<>());
        orders(1).onForwardAsync((order, caller) -> new CompletableFuture<>());
        CompletableFuture<OortResults<Order>> all =
                orders(0).forwardAll(new Order("a", 1)).toCompletableFuture();
        all.cancel(true);
        cluster.advance(Duration.ofSeconds(6));
        assertThat(all).isCancelled();
    }

    @Test
    void lostNodeFailsAtOnce() {
        start(3);
        orders(2).onForwardAsync((order, caller) -> new CompletableFuture<>());
        OortNode lost = last();
        CompletionStage<Order> result = orders(0).forward(lost, new Order("a", 1));
        cluster.split(cluster.server(2));
        assertThat(failure(result)).hasMessage("The service \"orders\" has no answer: node n3 is no member.");
        assertThat(failure(result).reason()).isEqualTo(Reason.NODE_LOST);
        assertThat(failure(orders(0).forward(lost, new Order("a", 1))).reason()).isEqualTo(Reason.NODE_LOST);
        cluster.heal();
        doubleOn(0);
        assertThat(orders(2).forward(oort(0).self(), new Order("a", 1)).toCompletableFuture())
                .isCompleted();
    }

    @Test
    void parameterThatTheOwnerCannotBindFailsThatCallOnly() {
        start(2);
        doubleOn(1);
        OortService<Object, Object> other = oort(0).service("orders", Object.class, Object.class);
        OortServiceException failed = failure(other.forward(last(), List.of("x")));
        assertThat(failed).hasMessage("The service \"orders\" on node n2 cannot bind the parameter.");
        assertThat(failed.reason()).isEqualTo(Reason.BAD_VALUE);
        assertThat(orders(0).forward(last(), new Order("a", 1)).toCompletableFuture())
                .isCompleted();
    }

    @Test
    void resultThatTheCallerCannotBindFailsThatCallOnly() {
        start(2);
        doubleOn(1);
        OortService<Order, Integer> other = oort(0).service("orders", Order.class, Integer.class);
        assertThat(failure(other.forward(last(), new Order("a", 1))).reason()).isEqualTo(Reason.BAD_VALUE);
    }

    /** JSON-B has no way to write it. */
    public static final class Unwritable {
        public String getName() {
            throw new IllegalStateException("thrown by the test");
        }
    }

    @Test
    void whatIsNoJsonIsForwardedNowhere() {
        start(2);
        oort(1).service("a", Object.class, Object.class).onForward((parameter, caller) -> new Unwritable());
        OortService<Object, Object> service = oort(0).service("a", Object.class, Object.class);
        assertThat(failure(service.forward(last(), new Unwritable())).reason()).isEqualTo(Reason.BAD_VALUE);
        assertThat(failure(service.forward(last(), "x")))
                .hasMessage("The service \"a\" on node n2 has a result that is no JSON.");
    }

    @Test
    void tooLongParametersAndResultsAreRefusedByName() {
        start(2);
        oort(1).service("long", Integer.class, String.class).onForward((length, caller) -> "x".repeat(length));
        OortService<Integer, String> service = oort(0).service("long", Integer.class, String.class);
        assertThat(service.forward(last(), OortService.MAX_BYTES - 2).toCompletableFuture())
                .isCompleted();
        OortServiceException result = failure(service.forward(last(), OortService.MAX_BYTES));
        assertThat(result)
                .hasMessage(
                        "The service \"long\" on node n2: the result has 1048578 bytes of JSON, more than the 1048576"
                                + " that are allowed.");
        assertThat(result.reason()).isEqualTo(Reason.TOO_LARGE);

        OortService<String, String> other = oort(0).service("long", String.class, String.class);
        OortServiceException parameter = failure(other.forward(last(), "ä".repeat(OortService.MAX_BYTES / 2)));
        assertThat(parameter)
                .hasMessage("The service \"long\" is given a parameter that has 1048578 bytes of JSON, more than the"
                        + " 1048576 that are allowed.");
        assertThat(parameter.reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void soManyWaitAndNoMore() {
        start(2);
        List<CompletableFuture<Order>> open = new ArrayList<>();
        orders(1).onForwardAsync((order, caller) -> {
            open.add(new CompletableFuture<>());
            return open.get(open.size() - 1);
        });
        for (int i = 0; i < OortService.MAX_FORWARDS; i++) {
            orders(0).forward(last(), new Order("a", 1));
        }
        OortServiceException here = failure(orders(0).forward(last(), new Order("a", 1)));
        assertThat(here)
                .hasMessage("The service \"orders\": 1000 forwards of this node wait for their results, the most that"
                        + " may.");
        assertThat(here.reason()).isEqualTo(Reason.BUSY);
        OortServiceException there = failure(orders(1).forward(last(), new Order("a", 1)));
        assertThat(there).hasMessage("The service \"orders\" on node n2: it works on 1000 forwards, the most it may.");

        open.get(0).complete(new Order("b", 1));
        CompletionStage<Order> next = orders(0).forward(last(), new Order("a", 1));
        assertThat(next.toCompletableFuture()).isNotDone();
        cluster.advance(Duration.ofSeconds(5));
        assertThat(failure(next).reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(orders(0).forward(last(), new Order("a", 1)).toCompletableFuture())
                .as("there is place again")
                .isNotDone();
    }

    @Test
    void handlersThatBlockHarmNobodyElse() throws Exception {
        try (InProcessServer server =
                InProcessServer.start(new Setup().inRealTime().onThreads())) {
            CountDownLatch blocked = new CountDownLatch(1);
            OortService<Integer, Integer> slow = server.oort().service("slow", Integer.class, Integer.class);
            slow.onForward((number, caller) -> {
                blocked.await();
                return number + 1;
            });
            OortService<Integer, Integer> quick = server.oort().service("quick", Integer.class, Integer.class);
            quick.onForward((number, caller) -> number + 2);
            OortNode self = server.oort().self();

            CompletableFuture<Integer> first =
                    slow.withTimeout(Duration.ofMinutes(1)).forward(self, 1).toCompletableFuture();
            assertThat(quick.forward(self, 1).toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isEqualTo(3);
            blocked.countDown();
            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void waitingCodeOfTheApplicationHoldsUpNobody() throws Exception {
        try (InProcessServer server =
                InProcessServer.start(new Setup().inRealTime().onThreads())) {
            OortService<Integer, Integer> service = server.oort().service("a", Integer.class, Integer.class);
            service.onForward((number, caller) -> number);
            OortNode self = server.oort().self();
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            CompletableFuture<Void> waits = service.forward(self, 1)
                    .thenAccept(number -> {
                        begun.countDown();
                        awaitQuietly(end);
                    })
                    .toCompletableFuture();
            begun.await();
            assertThat(service.forward(self, 2).toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isEqualTo(2);
            end.countDown();
            waits.get(30, TimeUnit.SECONDS);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void primaryDoesWhatIsForwardedToIt() {
        start(3);
        for (int i = 0; i < 3; i++) {
            OortNode self = oort(i).self();
            oort(i).service("who", Void.class, String.class).onForward((nothing, caller) -> self.name());
        }
        OortService<Void, String> who = oort(2).service("who", Void.class, String.class);
        assertThat(who.forwardToPrimary(null).toCompletableFuture()).isCompletedWithValue("n1");
        cluster.stop(cluster.server(0));
        assertThat(who.forwardToPrimary(null).toCompletableFuture()).isCompletedWithValue("n2");
    }

    @Test
    void partWithoutPrimaryDoesNothingThatOnlyAPrimaryMay() {
        start(3);
        cluster.refuseInSplits(3);
        doubleOn(2);
        cluster.split(cluster.server(2));
        OortServiceException refused = failure(orders(2).forwardToPrimary(new Order("a", 1)));
        assertThat(refused).hasMessage("The service \"orders\": this part of the cluster has no primary.");
        assertThat(refused.reason()).isEqualTo(Reason.NO_PRIMARY);
        assertThat(orders(2).forward(last(), new Order("a", 1)).toCompletableFuture())
                .isCompleted();
    }

    @Test
    void stoppedServerAnswersNothingAndWaitsForNothing() {
        InProcessServer server = InProcessServer.start(new Setup());
        OortService<Order, Order> service = server.oort().service("orders", Order.class, Order.class);
        service.onForwardAsync((order, caller) -> new CompletableFuture<>());
        CompletionStage<Order> open = service.forward(server.oort().self(), new Order("a", 1));
        server.close();
        assertThat(failure(open)).hasMessage("This server stops.");
        assertThat(failure(service.forward(server.oort().self(), new Order("a", 1))))
                .hasMessage("This server stops.");
    }

    @Test
    void namesAreLookedAt() {
        start(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> oort(0).service("no name", Order.class, Order.class))
                .withMessageContaining("is not legal");
    }

    @Test
    void thereAreSoManyServicesAndNoMore() {
        start(1);
        for (int i = 0; i < 1_000; i++) {
            oort(0).service("s" + i, Order.class, Order.class);
        }
        oort(0).service("s0", Order.class, Order.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> oort(0).service("one-more", Order.class, Order.class))
                .withMessage("This node has 1000 services, the most there may be.");
    }
}
