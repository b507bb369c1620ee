package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.Broker;
import dev.halley.spi.NodeId;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A broker of the application's own tells the server's observers what happens in it. */
class BrokerEventsTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    /** Has another node that misses everything. */
    private static final class LossyBroker implements Broker {

        private volatile Receiver receiver = publication -> {};

        @Override
        public void start(Receiver local) {
            receiver = local;
        }

        @Override
        public CompletionStage<Published> publish(Publication publication) {
            receiver.received(publication);
            receiver.events()
                    .nodeMissed(new NodeId("other"), publication.channel().toString(), "queue full");
            return Published.AT_ONCE;
        }

        @Override
        public void stop() {}
    }

    @Test
    void whatABrokerTellsReachesTheObservers() {
        TestCore server = servers.start(new LossyBroker());
        server.webSocket().connected().send("""
                [{"channel":"/a","clientId":"$","data":1}]""");
        assertThat(server.events().named("nodeMissed")).containsExactly("nodeMissed:other:/a:queue full");
    }
}
