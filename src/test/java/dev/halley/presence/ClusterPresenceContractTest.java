package dev.halley.presence;

import dev.halley.api.Member;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Presence;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** What the server expects of every presence holds on one node, among others, and from node to node. */
class ClusterPresenceContractTest {

    private final ManualTime time = new ManualTime();
    private final MemoryNetwork network = new MemoryNetwork();

    private ClusterPresence node(String name, Executor workers) {
        return PresenceNodes.presence(network.join(name), time, workers);
    }

    private ClusterPresence node(String name) {
        return node(name, Runnable::run);
    }

    @Nested
    class Alone extends PresenceContract {

        @Override
        protected Presence newPresence() {
            return node("a");
        }
    }

    @Nested
    class BesideAnother extends PresenceContract {

        @Override
        protected Presence newPresence() {
            node("b").start(PresenceNodes.NOBODY);
            return node("a");
        }
    }

    @Nested
    class FromOneNodeToAnother extends PresenceContract {

        @Override
        protected Presence newPresence() {
            return new Across(node("a"), node("b"));
        }
    }

    @Nested
    class WithWorkersOfItsOwn extends PresenceContract {

        private final ExecutorService workers = Executors.newFixedThreadPool(3);

        @Override
        protected Presence newPresence() {
            return node("a", workers);
        }

        @AfterEach
        void end() {
            workers.shutdown();
        }
    }

    /** What one node tells is received at another one. */
    private record Across(ClusterPresence from, ClusterPresence to) implements Presence {

        @Override
        public void start(Receiver local) {
            from.start(PresenceNodes.NOBODY);
            to.start(local);
        }

        @Override
        public CompletionStage<Void> put(ChannelId channel, Member member) {
            return from.put(channel, member);
        }

        @Override
        public CompletionStage<Void> remove(ChannelId channel, String id) {
            return from.remove(channel, id);
        }

        @Override
        public void stop() {
            from.stop();
            to.stop();
        }
    }
}
