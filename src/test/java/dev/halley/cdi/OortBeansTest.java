package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.oort.Oort;
import dev.halley.oort.OortNode;
import dev.halley.oort.OortPrimary;
import dev.halley.oort.OortPrimaryLong;
import dev.halley.oort.OortService;
import dev.halley.oort.OortServiceException;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Beans that do work for other nodes, and learn of the cluster. */
@Timeout(60)
public class OortBeansTest {

    public record Order(String id, int amount) {}

    @ApplicationScoped
    public static class Warehouse {

        @Inject
        Oort oort;

        @Inject
        OortPrimary primary;

        @Inject
        @OortName("orders")
        OortService<Order, List<Order>> orders;

        @Inject
        @OortName("ids")
        OortPrimaryLong ids;

        @OnForward("orders")
        public List<Order> take(Order order, OortNode caller) {
            if (order.amount() == 0) {
                throw new OortServiceException("nothing to do");
            }
            return List.of(order, new Order("of " + caller, order.amount() + 1));
        }

        @OnForward("later")
        public CompletionStage<Integer> later(List<Order> orders) {
            return CompletableFuture.completedStage(orders.get(0).amount());
        }

        @OnForward("nothing")
        public void nothing() {}
    }

    @ApplicationScoped
    public static class Watch {

        final List<String> told = new CopyOnWriteArrayList<>();
        final LinkedBlockingQueue<String> toldLater = new LinkedBlockingQueue<>();

        void joined(@Observes NodeJoined event) {
            told.add("joined " + event.node());
        }

        void left(@Observes NodeLeft event) {
            told.add("left " + event.node());
        }

        void gained(@Observes PrimaryGained event) {
            told.add("gained " + event.node());
        }

        void lost(@Observes PrimaryLost event) {
            told.add("lost " + event.node());
        }

        void joinedLater(@ObservesAsync NodeJoined event) {
            toldLater.add("joined " + event.node());
        }

        void leftLater(@ObservesAsync NodeLeft event) {
            toldLater.add("left " + event.node());
        }

        List<String> told() {
            return List.copyOf(told);
        }

        LinkedBlockingQueue<String> toldLater() {
            return toldLater;
        }
    }

    private static Warehouse inside(InProcessServer server) {
        return server.bean(Holder.class).warehouse();
    }

    /** Fields of a client proxy are not those of the bean. */
    @ApplicationScoped
    public static class Holder {

        @Inject
        Oort oort;

        @Inject
        OortPrimary primary;

        @Inject
        @OortName("orders")
        OortService<Order, List<Order>> orders;

        @Inject
        @OortName("ids")
        OortPrimaryLong ids;

        Warehouse warehouse() {
            Warehouse view = new Warehouse();
            view.oort = oort;
            view.primary = primary;
            view.orders = orders;
            view.ids = ids;
            return view;
        }
    }

    private static Setup setup() {
        return new Setup().beans(Warehouse.class, Watch.class, Holder.class);
    }

    @Test
    void beansDoWhatIsForwardedAndForwardByWhatIsInjected() {
        try (TestCluster cluster = TestCluster.start(2, OortBeansTest::setup)) {
            Warehouse first = inside(cluster.server(0));
            OortNode other = cluster.server(1).oort().self();
            assertThat(first.orders.forward(other, new Order("a", 1)).toCompletableFuture())
                    .isCompletedWithValue(List.of(new Order("a", 1), new Order("of n1", 2)));
            assertThatThrownBy(() -> first.orders
                            .forward(other, new Order("a", 0))
                            .toCompletableFuture()
                            .join())
                    .hasRootCauseMessage("nothing to do");
            OortService<List<Order>, Integer> later = first.oort.service("later", new OrderList(), Integer.class);
            assertThat(later.forward(other, List.of(new Order("a", 9))).toCompletableFuture())
                    .isCompletedWithValue(9);
            assertThat(first.oort
                            .service("nothing", Void.class, Void.class)
                            .forward(other, null)
                            .toCompletableFuture())
                    .isCompletedWithValue(null);
            assertThat(first.orders).hasToString("an injected OortService");
            assertThat(first.orders.name()).isEqualTo("orders");
        }
    }

    /** A type of {@code List<Order>}, as an application may write it. */
    private static final class OrderList implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {Order.class};
        }

        @Override
        public Type getRawType() {
            return List.class;
        }

        @Override
        public Type getOwnerType() {
            return null;
        }
    }

    @Test
    void primaryAndItsNumbersCanBeInjected() {
        try (TestCluster cluster = TestCluster.start(2, OortBeansTest::setup)) {
            assertThat(inside(cluster.server(0)).primary.isPrimary()).isTrue();
            assertThat(inside(cluster.server(1)).primary.isPrimary()).isFalse();
            assertThat(inside(cluster.server(1)).ids.addAndGet(4).toCompletableFuture())
                    .isCompletedWithValue(4L);
            assertThat(inside(cluster.server(0)).ids.get().toCompletableFuture())
                    .isCompletedWithValue(4L);
        }
    }

    @Test
    void beansLearnOfNodesAndOfThePrimary() throws Exception {
        try (TestCluster cluster = TestCluster.start(2, OortBeansTest::setup)) {
            Watch second = cluster.server(1).bean(Watch.class);
            assertThat(cluster.server(0).bean(Watch.class).told()).containsExactly("gained n1", "joined n2");
            assertThat(second.told()).isEmpty();
            cluster.join(setup());
            cluster.stop(cluster.server(0));
            assertThat(second.told()).containsExactly("joined n3", "gained n2", "left n1");
            assertThat(List.of(second.toldLater().take(), second.toldLater().take()))
                    .containsExactly("joined n3", "left n1");
        }
    }

    // What fails the deployment

    @ApplicationScoped
    public static class Hidden {
        @OnForward("a")
        void handle(Order order) {}
    }

    @ApplicationScoped
    public static class ManyParameters {
        @OnForward("a")
        public void handle(Order order, String more) {}
    }

    @ApplicationScoped
    public static class FutureResult {
        @OnForward("a")
        public Future<Order> handle(Order order) {
            return CompletableFuture.completedFuture(order);
        }
    }

    @ApplicationScoped
    public static class NoName {
        @OnForward("no name")
        public void handle(Order order) {}
    }

    @ApplicationScoped
    public static class Twice {
        @OnForward("a")
        public void one(Order order) {}

        @OnForward("a")
        public void other(Order order) {}
    }

    @SessionScoped
    public static class OfHttp implements Serializable {
        private static final long serialVersionUID = 1L;

        @OnForward("a")
        public void handle(Order order) {}
    }

    @ApplicationScoped
    public static class Anything {
        @OnForward("a")
        public void handle(List<? extends Order> orders) {}
    }

    @ApplicationScoped
    public static class Untyped {
        @Inject
        @OortName("a")
        @SuppressWarnings("rawtypes")
        OortService service;
    }

    @ApplicationScoped
    public static class BadName {
        @Inject
        @OortName("")
        OortPrimaryLong number;
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(
                        Hidden.class,
                        "The method handle of the bean BEAN carries @OnForward: it must be public, in a public class, and"
                                + " not static."),
                Arguments.of(
                        ManyParameters.class,
                        "carries @OnForward: it may have one parameter for the forwarded argument, and one for"
                                + " the OortNode that has forwarded it."),
                Arguments.of(
                        FutureResult.class,
                        "carries @OnForward: it returns a Future, which cannot report when it is complete;"
                                + " return a CompletionStage."),
                Arguments.of(NoName.class, "carries @OnForward: The name \"no name\" is not legal"),
                Arguments.of(Twice.class, ": a service has one handler on each node. Remove one."),
                Arguments.of(OfHttp.class, "The bean BEAN is @SessionScoped"),
                Arguments.of(Anything.class, "; it needs a type without type variables or wildcards."),
                Arguments.of(Untyped.class, "has incomplete types: it needs classes"),
                Arguments.of(BadName.class, "The name \"\" is not legal"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatCannotWorkFailsTheDeploymentWithASentence(Class<?> bean, String sentence) {
        assertThatThrownBy(() -> Containers.weld(bean).initialize())
                .hasStackTraceContaining(sentence.replace("BEAN", bean.getName()));
    }

    @Test
    void twoBeansWithOneNameAreRefused() {
        assertThatThrownBy(() ->
                        Containers.weld(Warehouse.class, OtherWarehouse.class).initialize())
                .hasStackTraceContaining("Two methods carry @OnForward(\"orders\"), ");
    }

    @ApplicationScoped
    public static class OtherWarehouse {
        @OnForward("orders")
        public void take(Order order) {}
    }
}
