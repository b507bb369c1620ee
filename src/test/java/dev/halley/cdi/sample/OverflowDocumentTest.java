package dev.halley.cdi.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.OverflowPolicy;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import org.junit.jupiter.api.Test;

/** What docs/overflow.md shows is what runs here. */
class OverflowDocumentTest {

    @Test
    void theServiceAndTheSettingsOfThePageAreInForce() {
        Setup setup = new Setup()
                .setting("overflow", "/ticks/**=latest, /quotes/*=latest(symbol), /jobs/*=catch-up")
                .setting("history", "/jobs/*=10000/1h")
                .beans(Market.class);
        try (InProcessServer started = InProcessServer.start(setup)) {
            BayeuxServer server = started.bayeux();
            assertThat(server.createChannel("/ticks/a/b").overflow()).isEqualTo(OverflowPolicy.LATEST);
            assertThat(server.createChannel("/trades/a").overflow()).isEqualTo(OverflowPolicy.CATCH_UP);
            assertThat(server.createChannel("/jobs/a").overflow()).isEqualTo(OverflowPolicy.CATCH_UP);
            assertThat(server.createChannel("/quotes/a").overflow()).isEqualTo(OverflowPolicy.latestBy("symbol"));
            server.createChannel("/quotes/*").overflow(OverflowPolicy.latestBy("symbol"));
        }
    }
}
