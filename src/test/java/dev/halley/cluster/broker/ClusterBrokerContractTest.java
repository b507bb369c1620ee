package dev.halley.cluster.broker;

import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import dev.halley.testkit.BrokerContract;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** What the server expects of every broker holds on one node, among others, and from node to node. */
class ClusterBrokerContractTest {

    private final ManualTime time = new ManualTime();
    private final MemoryNetwork network = new MemoryNetwork();

    private ClusterBroker node(String name) {
        return network.join(name).broker(time);
    }

    /** A node that wants all there is, of all others. */
    private ClusterBroker greedy(String name) {
        ClusterBroker broker = node(name);
        broker.start(publication -> {});
        broker.interest(ChannelId.of("/**"), true);
        return broker;
    }

    @Nested
    class Alone extends BrokerContract {

        @Override
        protected Broker newBroker() {
            return node("a");
        }
    }

    @Nested
    class BesideOneThatWantsAll extends BrokerContract {

        @Override
        protected Broker newBroker() {
            greedy("b");
            return node("a");
        }
    }

    @Nested
    class BesideTwoThatWantAll extends BrokerContract {

        @Override
        protected Broker newBroker() {
            greedy("b");
            greedy("c");
            return node("a");
        }
    }

    @Nested
    class FromOneNodeToAnother extends BrokerContract {

        @Override
        protected Broker newBroker() {
            return new Across(List.of(node("a")), node("b"));
        }
    }

    @Nested
    class FromTwoNodesToAThird extends BrokerContract {

        @Override
        protected Broker newBroker() {
            return new Across(List.of(node("a"), node("c")), node("b"));
        }
    }

    @Nested
    class WithWorkersOfItsOwn extends BrokerContract {

        private final ExecutorService workers = Executors.newFixedThreadPool(3);

        @Override
        protected Broker newBroker() {
            return new Across(
                    List.of(network.join("a").broker(time, workers), node("c")),
                    network.join("b").broker(time, workers));
        }

        @AfterEach
        void end() {
            workers.shutdown();
        }
    }

    /** What is published at some nodes is received at another one; a publisher stays where it is. */
    private record Across(List<ClusterBroker> from, ClusterBroker to) implements Broker {

        @Override
        public void start(Receiver local) {
            from.forEach(broker -> broker.start(publication -> {}));
            to.start(local);
            to.interest(ChannelId.of("/**"), true);
        }

        @Override
        public CompletionStage<Published> publish(Publication publication) {
            int node = (int) (publication.origin().session() % from.size());
            return from.get(node).publish(publication);
        }

        @Override
        public void stop() {
            from.forEach(Broker::stop);
            to.stop();
        }
    }
}
